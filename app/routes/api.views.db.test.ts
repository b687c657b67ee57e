import type { LoaderFunctionArgs } from "@remix-run/node";
import { beforeAll, expect, test } from "vitest";
import { createTestContext } from "../../tests/support/app-context.ts";
import { storeReadSideOrganisation } from "../../tests/support/read-side-organisation.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.server.ts";
import type { AppContext } from "../http/context.ts";
import { signInCookie } from "../http/session.server.ts";
import type { AccessFacets } from "../model/access-facets.ts";
import { GROUPINGS } from "../model/access-groups.ts";
import { AccessFilters } from "../model/filters.ts";
import { listAccessGroups } from "../queries/list-access-groups.server.ts";
import { loader as facets } from "./api.access.facets.ts";
import { loader as access } from "./api.access.ts";
import { action as restore } from "./api.views.$id.restore.ts";
import { action as remove } from "./api.views.$id.ts";
import { loader as list, action as save } from "./api.views.ts";

let stored: TestDatabase;
let context: AppContext;

beforeAll(async () => {
  stored = await createTestDatabase();
  await storeReadSideOrganisation(stored, stored.tenantId);
  context = createTestContext(stored);
});

type Route = (args: LoaderFunctionArgs) => Promise<Response>;

async function ask(
  route: Route,
  path: string,
  { id, body, user = "ada", method = "GET" }: { id?: string; body?: unknown; user?: string; method?: string } = {},
) {
  const cookie = await signInCookie(context, {
    user,
    role: "analyst",
    tenantId: stored.tenantId,
    tenantSlug: "default",
  });
  const request = new Request(`http://localhost:3000${path}`, {
    method,
    headers: { cookie, "content-type": "application/json", origin: "http://localhost:3000" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const response = await route({ request, params: id === undefined ? {} : { id }, context });
  return { status: response.status, body: await response.json() };
}

const named = async (user?: string) =>
  (await ask(list, "/api/views", user === undefined ? {} : { user })).body.data.map(
    ({ name }: { name: string }) => name,
  );

test("a view is kept for whoever saved it, without the page and the row that were open, and can be brought back", async () => {
  const given = { name: " Owners ", page: "/access", query: "?privilege=owner&cursor=abc&row=def" };
  const { status, body } = await ask(save, "/api/views", { method: "POST", body: given });
  expect(status).toBe(200);
  expect((await ask(list, "/api/views")).body.data).toEqual([
    { id: body.id, name: "Owners", page: "/access", query: "privilege=owner", savedAt: expect.any(String) },
  ]);
  expect(await named("bob")).toEqual([]);
  const one = { id: body.id, method: "DELETE" };
  expect((await ask(remove, "/api/views/x", { ...one, user: "bob" })).status).toBe(404);
  expect((await ask(remove, "/api/views/x", one)).status).toBe(200);
  expect(await named()).toEqual([]);
  expect((await ask(remove, "/api/views/x", one)).status).toBe(404);
  expect((await ask(restore, "/api/views/x", { id: body.id, method: "POST" })).status).toBe(200);
  expect(await named()).toEqual(["Owners"]);
});

test("a view has a name and a page of those that can be kept", async () => {
  const given = { name: "Owners", page: "/access", query: "" };
  for (const wrong of [{ name: " " }, { page: "https://elsewhere.example" }, { query: "x".repeat(4_001) }]) {
    expect((await ask(save, "/api/views", { method: "POST", body: { ...given, ...wrong } })).status).toBe(400);
  }
});

test("nobody keeps more than a hundred views", async () => {
  const given = { name: "Many", page: "/access", query: "" };
  await stored.owner.query(
    `insert into saved_views (tenant_id, saved_by, name, page, query)
     select $1, 'cleo', 'Many', '/access', '' from generate_series(1, 99)`,
    [stored.tenantId],
  );
  const add = () => ask(save, "/api/views", { method: "POST", body: given, user: "cleo" });
  expect((await Promise.all([add(), add(), add()])).map(({ status }) => status).sort()).toEqual([200, 409, 409]);
});

test.each(["", "privilege=write", "search=billing", "resource=billing-prod"])(
  "the groups by person, resource and role beside the filters %j count the rows that each of them lists",
  async (filters) => {
    const parsed = AccessFilters.parse(Object.fromEntries(new URLSearchParams(filters)));
    const total = (await ask(access, `/api/access?${filters}`)).body.data.length;
    for (const by of GROUPINGS) {
      const { data, isCut } = await stored.database.read({ tenantId: stored.tenantId, role: "analyst" }, (tx) =>
        listAccessGroups(tx, { by, filters: parsed }),
      );
      expect([isCut, data.length > 0]).toEqual([false, true]);
      if (by !== "person") expect(data.reduce((sum, { rows }) => sum + rows, 0)).toBe(total);
      for (const { id, rows } of data.filter((group) => group.id !== null)) {
        const query = new URLSearchParams(filters);
        query.set(by, id ?? "");
        expect((await ask(access, `/api/access?${query}`)).body.data.length, `${by} ${id}`).toBe(rows);
      }
    }
  },
);

test.each(["", "provider=gcp", "privilege=write", "search=billing", "resource=billing-prod", "role=roles%2Fowner"])(
  "what a facet counts beside the filters %j is what its choice lists",
  async (filters) => {
    const counted: AccessFacets = (await ask(facets, `/api/access/facets?${filters}`)).body;
    expect(counted.isBounded).toBe(false);
    for (const facet of ["privilege", "provider", "resourceType", "accessPath", "status"] as const) {
      for (const { value, count } of counted[facet]) {
        const query = new URLSearchParams(filters);
        query.set(facet, value);
        const listed = await ask(access, `/api/access?${query}`);
        expect(listed.body.data.length, `${facet} ${value}`).toBe(count);
      }
    }
  },
);
