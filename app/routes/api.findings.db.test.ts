import type { LoaderFunctionArgs } from "@remix-run/node";
import { beforeAll, expect, test } from "vitest";
import { createTestContext } from "../../tests/support/app-context.ts";
import { storeReadSideOrganisation } from "../../tests/support/read-side-organisation.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.server.ts";
import { evaluateFindings } from "../findings/evaluate.server.ts";
import type { AppContext } from "../http/context.ts";
import { signInCookie } from "../http/session.server.ts";
import type { Finding } from "../model/findings.ts";
import type { Found } from "../model/found.ts";
import type { Role } from "../model/roles.ts";
import { loader as palette } from "./api.find.ts";
import { action as accept } from "./api.findings.$id.accept.ts";
import { action as reopen } from "./api.findings.$id.reopen.ts";
import { loader as find } from "./api.findings.$id.ts";
import { loader as list } from "./api.findings.ts";

let stored: TestDatabase;
let context: AppContext;

beforeAll(async () => {
  stored = await createTestDatabase();
  await storeReadSideOrganisation(stored, stored.tenantId);
  await evaluateFindings(stored.database, stored.tenantId);
  context = createTestContext(stored);
});

type Route = (args: LoaderFunctionArgs) => Promise<Response>;

async function ask(route: Route, path: string, options: { id?: string; body?: unknown; role?: Role } = {}) {
  const { id, body, role = "analyst" } = options;
  const cookie = await signInCookie(context, {
    user: role,
    role,
    tenantId: stored.tenantId,
    tenantSlug: "default",
  });
  const request = new Request(`http://localhost:3000${path}`, {
    headers: { cookie, "content-type": "application/json", origin: "http://localhost:3000" },
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
  });
  const response = await route({ request, params: id === undefined ? {} : { id }, context });
  return { status: response.status, body: await response.json() };
}

const open = async (): Promise<Finding[]> => (await ask(list, "/api/findings")).body.data;
const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

test("findings are listed, and one is told with its rule, its rows and its history", async () => {
  const [finding] = (await open()).filter(({ rule }) => rule.id === "unlinked-accounts");
  const { status, body } = await ask(find, "/api/findings/x", { id: finding?.id ?? "" });
  expect(status).toBe(200);
  expect(body).toMatchObject({
    ...finding,
    evidence: [{ account: expect.any(String) }],
    events: [{ event: "opened" }],
  });
  expect((await ask(find, "/api/findings/x", { id: "no-uuid" })).status).toBe(404);
  expect((await ask(list, "/api/findings?state=gone")).status).toBe(400);
});

test("accepting takes a day within a year and a reason, and a role that decides", async () => {
  const id = (await open())[0]?.id ?? "";
  const given = { until: inDays(10), reason: "agreed" };
  for (const wrong of [
    { ...given, until: inDays(-1) },
    { ...given, until: inDays(400) },
    { ...given, until: "2027-02-30" },
    { ...given, until: "soon" },
    { ...given, reason: "  " },
    { until: given.until },
  ]) {
    expect((await ask(accept, "/api/findings/x/accept", { id, body: wrong })).status).toBe(400);
  }
  expect((await ask(accept, "/api/findings/x/accept", { id, body: given, role: "auditor" })).status).toBe(403);
  expect(await ask(accept, "/api/findings/x/accept", { id, body: given })).toEqual({
    status: 200,
    body: { id, state: "accepted", acceptedUntil: given.until },
  });
  expect((await open()).map((finding) => finding.id)).not.toContain(id);
  expect((await ask(reopen, "/api/findings/x/reopen", { id, body: {}, role: "sre" })).status).toBe(403);
  expect((await ask(reopen, "/api/findings/x/reopen", { id, body: {} })).status).toBe(200);
  expect((await ask(reopen, "/api/findings/x/reopen", { id, body: {} })).status).toBe(409);
  const nobodys = "00000000-0000-4000-8000-000000000000";
  expect((await ask(accept, "/api/findings/x/accept", { id: nobodys, body: given })).status).toBe(409);
});

test("the palette finds things of every kind by one text, the nearest name first, and takes wildcards literally", async () => {
  const found = async (text: string): Promise<Found[]> =>
    (await ask(palette, `/api/find?search=${encodeURIComponent(text)}`)).body.data;
  expect((await found("ada")).map(({ kind, label }) => [kind, label])).toContainEqual(["person", "Ada Okafor"]);
  expect((await found("billing")).map(({ kind, label }) => [kind, label])).toContainEqual(["resource", "Billing"]);
  expect((await found("dormant")).map(({ kind, id }) => [kind, id])).toEqual([
    ["rule", "dormant-privileged"],
    ["question", "dormant-admins"],
  ]);
  expect((await found("100%")).filter(({ kind }) => kind === "person").map(({ label }) => label)).toEqual(["Bob 100%"]);
  expect((await ask(palette, "/api/find")).status).toBe(400);
});
