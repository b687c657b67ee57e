import { mkdir, symlink } from "node:fs/promises";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type BundleFiles, toTarGz, toZip } from "../support/bundle-builder.ts";
import { createProduct, type Product } from "../support/product.server.ts";

const user = (id: string) => ({ id, primaryEmail: `${id}@northwind.example`, customerId: "C1" });
const USERS = ["1", "2", "3"].map(user);
const ORGANISATION = { "github/acme/org.json": { login: "acme", default_repository_permission: "read" } };
const MEMBERS = { "github/acme/members.json": [{ id: 7, login: "ada", type: "User" }] };

let product: Product;

/** The ids of the Workspace users that are stored and not closed. */
async function liveUsers(): Promise<string[]> {
  const { rows } = await product.owner.query<{ user_id: string }>(
    "select user_id from google_workspace_users where deleted_at is null order by user_id",
  );
  return rows.map((row) => row.user_id);
}

beforeAll(async () => {
  product = await createProduct();
  const { code } = await product.ingest({ "google-workspace/users.json": USERS, ...ORGANISATION });
  expect(code).toBe(0);
});

test("the JSON report has exactly the keys of the contract", async () => {
  const { code, report } = await product.ingest({ "google-workspace/users.json": [...USERS, { name: {} }] });
  expect(code).toBe(0);
  expect(report).toEqual({
    files: [
      {
        path: "google-workspace/users.json",
        read: 4,
        stored: 0,
        unchanged: 3,
        rejected: 1,
        errors: [{ line: 1, column: expect.any(Number), record: 3, reason: 'no "id"; keys given: name' }],
      },
    ],
    scopes: [{ scope: "google-workspace", complete: false, reason: expect.stringContaining("1 records rejected") }],
    changes: { added: 0, updated: 0, closed: 0 },
  });
});

test("a rejected record leaves its scope incomplete: it adds and updates, and closes nothing", async () => {
  const files = { "google-workspace/users.json": [user("4"), { ...user("1"), suspended: true }, { id: null }] };
  const { code, report } = await product.ingest(files);
  expect(code).toBe(0);
  expect(report.changes).toEqual({ added: 1, updated: 1, closed: 0 });
  expect(report.files[0]).toMatchObject({ read: 3, stored: 2, unchanged: 0, rejected: 1 });
  expect(await liveUsers()).toEqual(["1", "2", "3", "4"]);
});

test("a file that is not JSON is named with line and column; the other scopes are committed", async () => {
  const broken = '[\n  {"id": "1", "primaryEmail": "1@northwind.example"},\n  {"id": "9", oops}\n]';
  const { code, report } = await product.ingest({ "google-workspace/users.json": broken, ...ORGANISATION, ...MEMBERS });
  expect(code).toBe(2);
  const file = report.files.find(({ path }) => path === "google-workspace/users.json");
  expect(file).toMatchObject({ stored: 0, unchanged: 0, errors: [{ line: 3, column: 15, record: null }] });
  expect(file?.read).toBe(file?.rejected);
  expect(report.scopes).toEqual([
    { scope: "github/acme", complete: true, reason: null },
    {
      scope: "google-workspace",
      complete: false,
      reason: expect.stringMatching(/^google-workspace\/users\.json: .*line 3, column 15/),
    },
  ]);
  expect(report.changes.added).toBeGreaterThan(0);
  expect(await liveUsers()).toEqual(["1", "2", "3", "4"]);
});

test("a file cut off in the middle rejects as a whole, also inside its last record", async () => {
  const whole = JSON.stringify({ users: [user("1"), user("8")] });
  for (const length of [1, whole.length - 1, whole.length - 2, whole.length - 20]) {
    const { code, report } = await product.ingest({ "google-workspace/users.json": whole.slice(0, length) });
    expect(code, String(length)).toBe(2);
    expect(report.files[0]).toMatchObject({ stored: 0, unchanged: 0, errors: [{ line: 1, column: length + 1 }] });
  }
  expect(await liveUsers()).toEqual(["1", "2", "3", "4"]);
});

test("a broken member of a zip rejects that file alone", async () => {
  const bytes = toZip([
    ["google-workspace/users.json", USERS],
    ["google-workspace/groups.json", [{ id: "g1", email: "devs@northwind.example" }]],
    ...Object.entries(ORGANISATION),
  ]);
  bytes.write("X", bytes.indexOf("3@northwind"));
  const { code, report } = await product.ingest(await product.archive(".zip", bytes));
  expect(code).toBe(2);
  expect(report.files.find(({ path }) => path.endsWith("users.json"))).toMatchObject({
    stored: 0,
    errors: [{ line: null, column: null, reason: expect.stringContaining("google-workspace/users.json") }],
  });
  expect(report.files.find(({ path }) => path.endsWith("groups.json"))).toMatchObject({ read: 1, stored: 1 });
  expect(report.scopes.map(({ scope, complete }) => [scope, complete])).toEqual([
    ["github/acme", true],
    ["google-workspace", false],
  ]);
});

test("what lies in a scope and cannot be taken makes the scope incomplete", async () => {
  const twice = toZip([
    ["google-workspace/users.json", [user("1")]],
    ["google-workspace/users.json", [user("2")]],
  ]);
  const outside = await toTarGz({ "google-workspace/users.json": [user("1")], "google-workspace/../x.json": [] });
  const linked = await product.bundle({ "google-workspace/users.json": [user("1")] });
  await mkdir(path.join(linked, "google-workspace/members"));
  await symlink("/etc/passwd", path.join(linked, "google-workspace/members/devs.json"));
  for (const given of [await product.archive(".zip", twice), await product.archive(".tar.gz", outside), linked]) {
    const { code, report } = await product.ingest(given);
    expect(code).toBe(0);
    expect(report.scopes).toEqual([
      { scope: "google-workspace", complete: false, reason: expect.stringContaining("ignored") },
    ]);
    expect(report.changes.closed).toBe(0);
  }
});

test("a last page with a continuation token leaves the scope incomplete; an earlier one does not", async () => {
  const last = { users: [user("1")], nextPageToken: "abc" };
  const open = await product.ingest({ "google-workspace/users.json": [{ users: [] }, last] });
  expect(open.code).toBe(0);
  expect(open.report.scopes[0]).toMatchObject({ complete: false, reason: expect.stringContaining("nextPageToken") });
  expect(open.report.changes.closed).toBe(0);
  const both = ["1", "2", "3", "4"].map(user);
  const closed = await product.ingest({ "google-workspace/users.json": [last, { users: both }] });
  expect(closed.report.scopes[0]).toMatchObject({ complete: true });
});

test("a manifest narrows: a scope that it does not list is incomplete, and one that lies is not believed", async () => {
  const complete = ["github/acme", "aws/organizations"];
  const files = { "google-workspace/users.json": [user("1")], ...ORGANISATION, "github/acme/teams.json": "" };
  const { code, report } = await product.ingest({
    ...files,
    "manifest.json": { collectedAt: "2026-11-01T08:00:00Z", complete },
  });
  expect(code).toBe(0);
  expect(report.scopes).toEqual([
    { scope: "github/acme", complete: true, reason: null },
    { scope: "google-workspace", complete: false, reason: expect.stringContaining("manifest") },
  ]);
  expect(await liveUsers()).toEqual(["1", "2", "3", "4"]);
  const faulty = await product.ingest({ ...files, "manifest.json": "{" });
  expect(faulty.code).toBe(2);
  expect(faulty.report.scopes.every((scope) => !scope.complete)).toBe(true);
});

test.each([
  ["a missing folder", "/nowhere/at all", /does not exist/],
  ["a file that is no archive", new URL(import.meta.url).pathname, /neither a folder nor/],
])("%s ends with 2 and says what a bundle is", async (_name, given, message) => {
  const { code, stdout, stderr } = await product.run("ingest", given);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toMatch(message);
  expect(stderr).toMatch(/google-workspace\//);
});

test("the output of another tool and an empty folder are no bundle", async () => {
  const other: BundleFiles = { "prowler/output.json": [], "README.md": "x" };
  for (const files of [{}, other]) {
    const { code, stdout, stderr } = await product.run("ingest", await product.bundle(files));
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(/holds no bundle: found/);
  }
});
