import { beforeAll, expect, test } from "vitest";
import { createProduct, type Product, runCli } from "../support/product.server.ts";

const BUNDLE = {
  "google-workspace/users.json": [{ id: "1", primaryEmail: "ada@northwind.example", name: { fullName: "Ada" } }],
  "gcp/projects.json": [{ projectId: "billing", name: "Billing" }],
  "gcp/iam-policies/projects/billing.json": {
    bindings: [{ role: "roles/owner", members: ["user:ada@northwind.example"] }],
  },
};
const CLOSED = "postgres://nobody:secret@127.0.0.1:9/none";

let product: Product;
let folder: string;

beforeAll(async () => {
  product = await createProduct();
  folder = await product.bundle(BUNDLE);
});

test("--dry-run says what would change and changes nothing", async () => {
  const dry = await product.ingest(folder, "--dry-run");
  expect(dry.code).toBe(0);
  expect(dry.report.changes).toEqual({ added: 4, updated: 0, closed: 0 });
  for (const table of ["google_workspace_users", "gcp_projects", "sync_runs", "sync_scopes", "entity_history"]) {
    const { rows } = await product.owner.query(`select from ${table}`);
    expect(rows, table).toHaveLength(0);
  }
  const real = await product.ingest(folder);
  expect(real.report).toEqual(dry.report);
});

test("two ingests at the same time both succeed, and the second finds nothing to do", async () => {
  const files = { ...BUNDLE, "gcp/folders.json": [{ name: "folders/1", displayName: "prod" }] };
  const other = await product.bundle(files);
  const runs = await Promise.all([product.ingest(other), product.ingest(other)]);
  expect(runs.map(({ code }) => code)).toEqual([0, 0]);
  expect(runs.map(({ report }) => report.changes.added).sort()).toEqual([0, 1]);
});

test("what is there for people goes to stdout, progress to stderr", async () => {
  const { code, stdout, stderr } = await product.run("ingest", folder);
  expect(code).toBe(0);
  expect(stdout).toMatch(/ {2}google-workspace\/users\.json\n/);
  expect(stdout).toMatch(/changed: 0 added, 0 updated, 1 closed/);
  expect(stderr).not.toBe("");
});

test.each([
  [["ingset"], /unknown command/],
  [["ingest"], /missing required argument/],
  [["ingest", "x", "--fast"], /unknown option/],
  [["access", "export", "--format", "xml"], /ndjson, csv/],
  [["access", "export", "--provider", "azure"], /aws_iam/],
  [["access", "export", "--as-of", "yesterday"], /--as-of "yesterday" is no time/],
  [["access", "export", "--as-of", "2020-01-01"], /--as-of: .* is before anything was read: give a time from 20/],
  [["access", "export", "--tenant", "nobody"], /there is no tenant "nobody"/],
  [["ingest", "x", "--tenant", "../etc"], /tenant "\.\.\/etc" is not allowed/],
  [["access", "explain", "--person", "ada@northwind.example"], /--resource/],
  [["access", "explain", "--person", "nobody@x.example", "--resource", "billing"], /no person "nobody@x\.example"/],
  [["demo", "generate", "--people", "many", "--out", "x"], /whole number/],
])("%j ends with 2 and says what is allowed", async (words, message) => {
  const { code, stdout, stderr } = await product.run(...words);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
});

test("an export as of a moment is what it was then", async () => {
  const { rows } = await product.owner.query<{ now: string }>(
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
  );
  const before = await product.run("access", "export");
  expect(before.stdout).toContain("roles/owner");
  const { report } = await product.ingest({ ...BUNDLE, "gcp/iam-policies/projects/billing.json": { bindings: [] } });
  expect(report.changes.closed).toBe(1);
  expect(await product.run("access", "export", "--as-of", rows[0]?.now ?? "")).toEqual(before);
  await product.ingest(folder);
}, 120_000);

test("a database that is not there ends with 3, without a stack trace and without the password", async () => {
  for (const words of [["ingest", folder], ["access", "export"], ["doctor"], ["migrate"]]) {
    const { code, stdout, stderr } = await runCli(words, { DATABASE_URL: CLOSED });
    expect({ words, code, stdout }).toEqual({ words, code: 3, stdout: "" });
    expect(stderr).toMatch(/ECONNREFUSED/);
    expect(stderr).not.toMatch(/secret|\n {4}at /);
  }
});

test("a bad configuration names every bad key at once, without its secrets, and ends with 2", async () => {
  const environment = {
    DATABASE_URL: "mysql://root:hunter2@x/y",
    PORT: "70000",
    LOG_LEVEL: "loud",
    SESSION_SECRET: "short",
  };
  const { code, stdout, stderr } = await runCli(["access", "export"], environment);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  for (const key of Object.keys(environment)) expect(stderr).toContain(key);
  expect(stderr).not.toMatch(/hunter2|short/);
});

test("db url prints the address and nothing else", async () => {
  expect(await product.run("db", "url")).toMatchObject({ code: 0, stdout: `${product.ownerUrl}\n` });
});

test("migrate, partitions and refresh have nothing to do and say so as JSON", async () => {
  for (const words of [["migrate"], ["partitions", "ensure"], ["access", "refresh"]]) {
    const { code, stdout } = await product.run(...words, "--json");
    expect({ words, code }).toEqual({ words, code: 0 });
    expect(JSON.parse(stdout)).toEqual(expect.any(Object));
  }
});

test("a reader that closes early ends an export quietly", async () => {
  const run = await runCli(["access", "export"], { DATABASE_URL: product.ownerUrl }, (child) =>
    child.stdout?.destroy(),
  );
  expect(run).toMatchObject({ code: 0, stderr: "" });
});

test("the demo organisation is the same for the same seed and is ingested whole", async () => {
  const [one, two] = [`${product.home}/demo-1`, `${product.home}/demo-2`];
  for (const out of [one, two]) {
    const { code } = await product.run("demo", "generate", "--people", "20", "--seed", "7", "--out", out);
    expect(code).toBe(0);
  }
  const first = await product.ingest(one, "--tenant", "demo");
  expect(first.code).toBe(0);
  expect(
    first.report.files.every(({ read, stored, unchanged, rejected }) => read === stored + unchanged + rejected),
  ).toBe(true);
  expect(first.report.files.every(({ rejected }) => rejected === 0)).toBe(true);
  const second = await product.ingest(two, "--tenant", "demo");
  expect(second.report.changes).toEqual({ added: 0, updated: 0, closed: 0 });
});
