import type { LoaderFunctionArgs } from "@remix-run/node";
import { parse } from "csv-parse/sync";
import { beforeAll, expect, test } from "vitest";
import { createTestContext } from "../../tests/support/app-context.ts";
import { storeReadSideOrganisation } from "../../tests/support/read-side-organisation.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.server.ts";
import { createDatabase } from "../db/database.server.ts";
import type { AppContext } from "../http/context.ts";
import { onlyGet } from "../http/problem.server.ts";
import { signInCookie } from "../http/session.server.ts";
import type { Role } from "../model/roles.ts";
import { loader as unknown } from "./api.$.ts";
import { loader as explain } from "./api.access.explain.ts";
import { loader as exportAccess } from "./api.access.export.ts";
import { loader as access } from "./api.access.ts";
import { loader as audit } from "./api.audit.ts";
import { loader as health } from "./api.health.ts";
import { loader as history } from "./api.history.$type.$id.ts";
import { loader as person } from "./api.people.$id.ts";
import { loader as resource } from "./api.resources.$.ts";

type Loader = (args: LoaderFunctionArgs) => Promise<Response>;

let stored: TestDatabase;
let context: AppContext;

beforeAll(async () => {
  stored = await createTestDatabase();
  await storeReadSideOrganisation(stored, stored.tenantId);
  context = createTestContext(stored);
});

function get(loader: Loader, path: string, params: Record<string, string> = {}, headers: Record<string, string> = {}) {
  const request = new Request(`http://localhost:3000${path}`, { headers });
  return loader({ request, params, context });
}

const cookieOf = async (role: Role) => ({
  cookie: await signInCookie(context, { user: role, role, tenantId: stored.tenantId, tenantSlug: "default" }),
});

test("a list without a session is the local administrator's, and is never cached", async () => {
  const response = await get(access, "/api/access?limit=1&privilege=owner");
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(response.headers.get("x-trace-id")).toMatch(/^[0-9a-f]{32}$/);
  const page = await response.json();
  expect(page.data).toHaveLength(1);
  expect(Object.keys(page.data[0])[0]).toBe("person");
  expect(page.nextCursor).toEqual(expect.any(String));
});

test("a wrong parameter is a 400 problem with the field and what is allowed", async () => {
  const response = await get(access, "/api/access?status=gone&page=2");
  expect(response.status).toBe(400);
  expect(response.headers.get("content-type")).toBe("application/problem+json");
  expect(await response.json()).toMatchObject({
    status: 400,
    instance: "/api/access",
    traceId: context.trace.traceId,
    errors: [
      { field: "status", detail: '"gone" is not allowed; allowed: one of active, suspended, unknown' },
      { field: "page" },
    ],
  });
  expect((await get(access, "/api/access?cursor=%25")).status).toBe(400);
});

test("a page of another host is refused", async () => {
  expect((await get(access, "/api/access", {}, { host: "evil.example" })).status).toBe(403);
});

test("audit is for auditors and administrators", async () => {
  expect((await get(audit, "/api/audit", {}, await cookieOf("analyst"))).status).toBe(403);
  const response = await get(audit, "/api/audit", {}, await cookieOf("auditor"));
  expect((await response.json()).data).toHaveLength(3);
});

test("things are found by the ids that people know, and an unknown one is 404", async () => {
  expect(await (await get(resource, "/api/resources/folders/1", { "*": "folders/1" })).json()).toMatchObject({
    nativeId: "folders/1",
  });
  expect((await get(person, "/api/people/x", { id: "x" })).status).toBe(404);
  expect((await get(person, "/api/people/x", { id: "a\u0000@b" })).status).toBe(404);
  expect((await get(unknown, "/api/nothing")).status).toBe(404);
  expect((await get(history, "/api/history/pg_class/1", { type: "pg_class", id: "1" })).status).toBe(400);
});

test("an explanation needs both of its parameters", async () => {
  expect((await get(explain, "/api/access/explain?person=ada%40northwind.example")).status).toBe(400);
  const found = await get(explain, "/api/access/explain?person=ada%40northwind.example&resource=billing-prod");
  expect((await found.json()).paths).toHaveLength(2);
});

test("the export streams the same rows as NDJSON and as CSV, with filters", async () => {
  const ndjson = await get(exportAccess, "/api/access/export?format=ndjson&resource=billing-prod");
  expect(ndjson.headers.get("content-disposition")).toBe('attachment; filename="effective-access.ndjson"');
  const rows = (await ndjson.text())
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const csv = await get(exportAccess, "/api/access/export?format=csv&resource=billing-prod");
  const records: Record<string, string>[] = parse(await csv.text(), { columns: true });
  expect(records.map((record) => record.subject_id)).toEqual(rows.map((row) => row.subject.id));
  expect(rows).toHaveLength(4);
});

test("an export that nobody takes any more gives its connection back", async () => {
  const response = await get(exportAccess, "/api/access/export?format=csv");
  await response.body?.cancel();
  await expect.poll(() => stored.database.pool.idleCount === stored.database.pool.totalCount).toBe(true);
});

test("only GET is answered", async () => {
  const request = new Request("http://localhost:3000/api/access", { method: "POST" });
  const response = await onlyGet({ request, params: {}, context });
  expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
});

test("health says whether the database answers", async () => {
  const well = await get(health, "/api/health");
  expect([well.status, await well.json()]).toEqual([200, { status: "ok" }]);
  const database = createDatabase("postgres://nobody@127.0.0.1:1/none", { max: 1 });
  const request = new Request("http://localhost:3000/api/health");
  const away = createTestContext({ database, tenantId: stored.tenantId });
  const ill = await health({ request, params: {}, context: away });
  expect([ill.status, await ill.json()]).toEqual([503, { status: "error", message: "database unreachable" }]);
  const list = await access({ request, params: {}, context: away });
  expect(list.status).toBe(503);
  await database.close();
});
