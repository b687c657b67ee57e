import { beforeAll, expect, test } from "vitest";
import type { Json } from "../../app/model/json.ts";
import { reverseKeys, toTarGz, toZip, WRAPPINGS } from "../support/bundle-builder.ts";
import { createProduct, type Product } from "../support/product.server.ts";

const STORE = "d-1234567890";
const USERS: Json[] = ["u-1", "u-2", "u-3"].map((UserId) => ({
  IdentityStoreId: STORE,
  UserId,
  UserName: `${UserId}@northwind.example`,
  UserStatus: "ENABLED",
  Meta: { made: { by: "scim", at: 1481830215.45 } },
}));
const ASSIGNMENTS: Json[] = ["u-1", "u-2", "u-3"].map((PrincipalId) => ({
  AccountId: "000000000001",
  PermissionSetArn: "arn:aws:sso:::permissionSet/ssoins-1/ps-1",
  PrincipalType: "USER",
  PrincipalId,
}));
const FIXED = {
  "aws/sso-admin/list-instances.json": {
    Instances: [{ InstanceArn: "arn:aws:sso:::instance/ssoins-1", IdentityStoreId: STORE, OwnerAccountId: "1" }],
  },
  "gcp/projects.json": "",
};
const filesOf = (wrap: (records: readonly Json[], key: string) => string) => ({
  ...FIXED,
  "aws/identitystore/list-users.json": wrap(USERS, "Users"),
  "aws/sso-admin/list-account-assignments/all.json": wrap(ASSIGNMENTS, "AccountAssignments"),
});

let product: Product;
let expected: Awaited<ReturnType<Product["access"]>>;

/** A fingerprint of every row of every table that is no record of the runs and evaluations themselves, with its version. */
async function fingerprint(): Promise<Record<string, string>> {
  const { rows } = await product.owner.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'm')
       and relname not like 'sync\\_%' and relname not like 'audit\\_log%' and relname <> 'finding_days' and not relispartition
     union select relname from pg_class where relkind = 'r' and relispartition and relname like 'entity\\_history%' order by 1`,
  );
  const marks: Record<string, string> = {};
  for (const { name } of rows) {
    const { rows: sums } = await product.owner.query<{ sum: string }>(
      `select coalesce(md5(string_agg(t.xmin::text || t::text, '|' order by t.ctid)), '') as sum from ${name} as t`,
    );
    marks[name] = sums[0]?.sum ?? "";
  }
  return marks;
}

beforeAll(async () => {
  product = await createProduct();
  const { code, report } = await product.ingest(filesOf((records) => JSON.stringify(records)));
  expect(code).toBe(0);
  expect(report.changes).toEqual({ added: 7, updated: 0, closed: 0 });
  expected = await product.access();
  expect(expected).toHaveLength(3);
});

test.each(Object.entries(WRAPPINGS))("%s is the same bundle: nothing changes", async (_name, wrap) => {
  const { code, report } = await product.ingest(filesOf(wrap));
  expect(code).toBe(0);
  expect(report.changes).toEqual({ added: 0, updated: 0, closed: 0 });
  const byPath = Object.fromEntries(report.files.map((file) => [file.path, file]));
  for (const path of ["aws/identitystore/list-users.json", "aws/sso-admin/list-account-assignments/all.json"]) {
    expect(byPath[path]).toEqual({ path, read: 3, stored: 0, unchanged: 3, rejected: 0, errors: [] });
  }
  expect(report.scopes).toEqual([
    { scope: "aws/identitystore", complete: true, reason: null },
    { scope: "aws/sso-admin", complete: true, reason: null },
    { scope: "gcp", complete: true, reason: null },
  ]);
});

test("another wrapping gives the same access in an empty tenant", async () => {
  expect(await product.accessOf(filesOf(WRAPPINGS["NDJSON of pages"] as (typeof WRAPPINGS)[string]))).toEqual(expected);
});

test("a .tar.gz and a .zip of the bundle, with a folder around it or without, are the bundle", async () => {
  const files = filesOf((records) => JSON.stringify(records));
  const entries = Object.entries(files);
  for (const archive of [
    await product.archive(".tar.gz", await toTarGz(files)),
    await product.archive(".tgz", await toTarGz(files, "export-2026/")),
    await product.archive(".zip", toZip(entries)),
    await product.archive(".bin", toZip(entries, "export-2026/")),
  ]) {
    const { code, report } = await product.ingest(archive);
    expect(code, archive).toBe(0);
    expect(report.changes).toEqual({ added: 0, updated: 0, closed: 0 });
    expect(report.files.map((file) => file.path).sort()).toEqual(Object.keys(files).sort());
  }
});

test("a second ingest touches no row, of no source table, no derived table and no history", async () => {
  const files = filesOf((records) => JSON.stringify(records));
  const before = await fingerprint();
  expect(Object.keys(before)).toContain("aws_identity_center_users");
  expect(Object.keys(before)).toContain("canonical_users");
  expect(Object.keys(before)).toContain("mv_effective_access");
  const { report } = await product.ingest(files);
  expect(report.changes).toEqual({ added: 0, updated: 0, closed: 0 });
  expect(await fingerprint()).toEqual(before);
});

test("keys in another order are the same record", async () => {
  const before = await fingerprint();
  const { report } = await product.ingest(filesOf((records) => JSON.stringify(records.map(reverseKeys))));
  expect(report.changes).toEqual({ added: 0, updated: 0, closed: 0 });
  expect(report.files.map((file) => file.stored)).toEqual([0, 0, 0, 0]);
  expect(await fingerprint()).toEqual(before);
});

test("one changed value is one updated record; put back, it is one more, and people keep their ids", async () => {
  const before = await product.people();
  const changed = filesOf((records) => JSON.stringify(records).replace('"u-2@northwind.example"', '"u-2@new.example"'));
  expect((await product.ingest(changed)).report.changes).toEqual({ added: 0, updated: 1, closed: 0 });
  const back = await product.ingest(filesOf((records) => JSON.stringify(records)));
  expect(back.report.changes).toEqual({ added: 0, updated: 1, closed: 0 });
  expect(await product.people()).toEqual(before);
});
