import { beforeAll, expect, test } from "vitest";
import type { BundleFiles } from "../support/bundle-builder.ts";
import { createProduct, type Product } from "../support/product.server.ts";

const organisation = (count: number): BundleFiles => ({
  "google-workspace/users.json": Array.from({ length: count }, (_, n) => ({
    id: `${n}`,
    primaryEmail: `u${n}@northwind.example`,
  })),
  "gcp/projects.json": [{ projectId: "billing", name: "Billing" }],
  "gcp/iam-policies/projects/billing.json": {
    bindings: [{ role: "roles/viewer", members: ["user:u1@northwind.example", "user:u2@northwind.example"] }],
  },
});
const withGrant = (members: string[]): BundleFiles => ({
  ...organisation(100),
  "gcp/iam-policies/projects/billing.json": { bindings: [{ role: "roles/viewer", members }] },
});

let product: Product;

async function usersBy(closed: boolean): Promise<number> {
  const { rows } = await product.owner.query<{ count: string }>(
    "select count(*) from google_workspace_users where (deleted_at is not null) = $1",
    [closed],
  );
  return Number(rows[0]?.count);
}

beforeAll(async () => {
  product = await createProduct();
  expect((await product.ingest(organisation(100))).code).toBe(0);
});

test("a binding that is gone is closed, not deleted, and effective access loses the row", async () => {
  expect((await product.access()).map(({ subject }) => subject.id)).toEqual(["1", "2"]);
  const { report } = await product.ingest(withGrant(["user:u1@northwind.example"]));
  // The policy itself is a record of its own, and it changed.
  expect(report.changes).toEqual({ added: 0, updated: 1, closed: 1 });
  expect((await product.access()).map(({ subject }) => subject.id)).toEqual(["1"]);
  const { rows } = await product.owner.query(
    "select member, deleted_at is null as live from gcp_iam_bindings order by member",
  );
  expect(rows).toEqual([
    { member: "user:u1@northwind.example", live: true },
    { member: "user:u2@northwind.example", live: false },
  ]);
});

test("what comes back is the same record again", async () => {
  const { report } = await product.ingest(organisation(100));
  expect(report.changes).toEqual({ added: 1, updated: 1, closed: 0 });
  expect((await product.access()).map(({ subject }) => subject.id)).toEqual(["1", "2"]);
});

test("an absent scope changes nothing; a folder that is there and empty closes what it had", async () => {
  const { "google-workspace/users.json": users } = organisation(100);
  const absent = await product.ingest({ "google-workspace/users.json": users ?? [] });
  expect(absent.report.changes).toEqual({ added: 0, updated: 0, closed: 0 });
  expect(await product.access()).toHaveLength(2);
  const empty = await product.ingest({ "gcp/projects.json": "" });
  expect(empty.report.changes.closed).toBe(4);
  expect(await product.access()).toEqual([]);
  expect((await product.ingest(organisation(100))).code).toBe(0);
});

test("more than 30 % and more than 20 stops the scope, says how many, and leaves everything; others go on", async () => {
  const files = { ...organisation(69), "gcp/folders.json": [{ name: "folders/1", displayName: "prod" }] };
  const stopped = await product.ingest(files);
  expect(stopped.code).toBe(1);
  expect(stopped.stderr).toMatch(/31 of the 100 stored records of google-workspace/);
  expect(stopped.stderr).toMatch(/--allow-mass-removal/);
  expect(stopped.report.changes).toEqual({ added: 1, updated: 0, closed: 0 });
  expect(stopped.report.scopes).toContainEqual({
    scope: "google-workspace",
    complete: false,
    reason: expect.stringContaining("31 of the 100"),
  });
  expect(await usersBy(false)).toBe(100);
});

test("--dry-run meets the brake as well and tells the same", async () => {
  const dry = await product.ingest(organisation(60), "--dry-run");
  expect(dry.code).toBe(1);
  expect(dry.stderr).toMatch(/40 of the 100/);
  const { stdout } = await product.run("ingest", "--dry-run", await product.bundle(organisation(60)));
  expect(stdout).toMatch(/google-workspace \(stopped\)\n +0 +0 +40 +60 {2}google_workspace_users\n/);
  expect(stdout).toMatch(/would change: 0 added, 0 updated, 1 closed/);
});

test("30 % exactly passes, and --allow-mass-removal lets the rest through", async () => {
  const atTheBound = await product.ingest(organisation(70));
  expect(atTheBound).toMatchObject({ code: 0, report: { changes: { added: 0, updated: 0, closed: 31 } } });
  const allowed = await product.ingest(organisation(3), "--allow-mass-removal");
  expect(allowed).toMatchObject({ code: 0, report: { changes: { closed: 67 } } });
  expect([await usersBy(false), await usersBy(true)]).toEqual([3, 97]);
});

test("20 of 20 pass: the brake needs more than 20", async () => {
  const small = (count: number) => ({
    "google-workspace/users.json": organisation(count)["google-workspace/users.json"] ?? [],
  });
  await product.ingest(small(20), "--tenant", "small");
  const emptied = await product.ingest({ "google-workspace/users.json": "" }, "--tenant", "small");
  expect(emptied).toMatchObject({ code: 0, report: { changes: { closed: 20 } } });
});
