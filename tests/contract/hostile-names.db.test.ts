import { beforeAll, expect, test } from "vitest";
import type { Json } from "../../app/model/json.ts";
import type { BundleFiles } from "../support/bundle-builder.ts";
import { toTarGz } from "../support/bundle-builder.ts";
import { createProduct, type Product } from "../support/product.server.ts";

const NAMES: Record<string, string> = {
  quotes: `O'Brien "the \\ best" \`x\``,
  unicode: "Ångström 日本 עִבְרִית e\u0301",
  path: "../../etc/passwd",
  control: "a\tb\r\nc\u0001\u001b[31md\u007f",
  formula: "=cmd|' /C calc'!A0",
  plus: "+1+1",
  minus: "-2+3",
  at: "@SUM(1)",
  fullwidth: "＝1+1",
  emoji: "👩‍🚀🏳️‍🌈",
  sql: "'); drop table google_workspace_users cascade; --",
  json: '{"a":["\\u0000"]}',
  long: "x".repeat(10_000),
  blankish: "\u00a0\u200b",
  nul: "a\u0000b",
  surrogates: "\ud800x\udc00",
};
const STORED = { ...NAMES, nul: "a\ufffdb", surrogates: "\ufffdx\ufffd" } as Record<string, string>;
const kinds = Object.keys(NAMES);
const HOSTILE_FILE = `a'b"=1;--é.json`;

const BUNDLE: BundleFiles = {
  "google-workspace/users.json": kinds.map((id) => ({
    id,
    primaryEmail: `${id}@northwind.example`,
    name: { fullName: NAMES[id] ?? "" },
  })),
  "gcp/projects.json": kinds.map((projectId) => ({ projectId, name: NAMES[projectId] ?? "" })),
  ...Object.fromEntries(
    kinds.map((id) => [
      `gcp/iam-policies/projects/${id}.json`,
      { bindings: [{ role: "roles/viewer", members: [`user:${id}@northwind.example`] }] } as Json,
    ]),
  ),
  [`aws/sso-admin/list-account-assignments/${HOSTILE_FILE}`]: kinds.map((id) => ({
    AccountId: "000000000001",
    PermissionSetArn: "arn:aws:sso:::permissionSet/ssoins-1/ps-1",
    PrincipalType: "USER",
    PrincipalId: NAMES[id] ?? "",
  })),
  "github/we=ird'org/org.json": { login: "we=ird'org" },
};

let product: Product;

beforeAll(async () => {
  product = await createProduct();
  const { code, report } = await product.ingest(BUNDLE);
  expect(code).toBe(0);
  expect(report.files.every(({ rejected }) => rejected === 0)).toBe(true);
  expect(report.files.map(({ path }) => path)).toContain(`aws/sso-admin/list-account-assignments/${HOSTILE_FILE}`);
});

test("names of people and resources are stored and exported as they are", async () => {
  const rows = await product.access("--provider", "google_workspace");
  const byId = Object.fromEntries(rows.map((row) => [row.subject.id, row]));
  for (const id of kinds) {
    expect(byId[id]?.person?.name, id).toBe(STORED[id]);
    expect(byId[id]?.resource.name, id).toBe(STORED[id]);
  }
  const names = (await product.people()).map(({ name }) => name);
  for (const id of kinds) expect(names).toContain(STORED[id]);
});

test("ids are stored and exported as they are", async () => {
  const rows = await product.access("--provider", "aws_identity_center");
  expect(rows.map(({ subject }) => subject.id).sort()).toEqual(Object.values(STORED).sort());
});

test("the raw record is kept, with what PostgreSQL cannot store replaced", async () => {
  const { rows } = await product.owner.query<{ user_id: string; name: string }>(
    "select user_id, raw_response #>> '{name,fullName}' as name from google_workspace_users",
  );
  expect(Object.fromEntries(rows.map((row) => [row.user_id, row.name]))).toEqual(STORED);
});

test("the CSV has no cell that a spreadsheet takes for a formula, and as many records as rows", async () => {
  const { code, stdout } = await product.run("access", "export", "--format", "csv");
  expect(code).toBe(0);
  const records = parseCsv(stdout);
  expect(records[0]).toContain("subject_provider");
  expect(records).toHaveLength(1 + (await product.access()).length);
  for (const cell of records.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20]/);
  expect(new Set(records.map((record) => record.length)).size).toBe(1);
});

test("the same names in an archive change nothing, and no file is written outside", async () => {
  const { code, report } = await product.ingest(await product.archive(".tar.gz", await toTarGz(BUNDLE)));
  expect(code).toBe(0);
  expect(report.changes).toEqual({ added: 0, updated: 0, closed: 0 });
});

test("hostile words of a search or a filter are data too", async () => {
  for (const text of ["'; drop table tenants; --", "%", "\\", "=cmd", "👩‍🚀"]) {
    const { code } = await product.run("access", "export", "--search", text);
    expect(code, text).toBe(0);
    expect((await product.run("access", "export", "--person", text)).code, text).toBe(2);
  }
  expect(await product.access("--search", "Ångström", "--provider", "google_workspace")).toHaveLength(1);
});

function parseCsv(text: string): string[][] {
  const records: string[][] = [];
  let record: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\n|$)/g)) {
    if (quoted === undefined && plain === "" && end === "" && record.length === 0) break;
    record.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    records.push(record);
    record = [];
  }
  return records;
}
