import { beforeAll, expect, test } from "vitest";
import { createTestContext } from "../../tests/support/app-context.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.server.ts";
import { createDatabase } from "../db/database.server.ts";
import { signInCookie } from "../http/session.server.ts";
import { ROLES } from "../model/roles.ts";
import type { SloReport } from "../model/slo-report.ts";
import { loader as page } from "./_app.slo._index.tsx";
import { loader } from "./api.slo.ts";

let stored: TestDatabase;

beforeAll(async () => {
  stored = await createTestDatabase();
  await stored.owner.query(
    "insert into slo_minutes values (date_trunc('minute', now()) - interval '1 minute', 'availability', 995, 1000)",
  );
});

test("every role reads the service levels, and a parameter is refused", async () => {
  const context = createTestContext(stored);
  for (const role of ROLES) {
    const user = { user: role, role, tenantId: stored.tenantId, tenantSlug: "default" };
    const headers = { cookie: await signInCookie(context, user) };
    const get = (path: string) =>
      loader({ request: new Request(`http://localhost:3000${path}`, { headers }), params: {}, context });
    const answer = await get("/api/slo");
    expect(answer.status).toBe(200);
    const report: SloReport = await answer.json();
    expect(report.objectives.map(({ name, state, remaining }) => [name, state, remaining])).toEqual([
      ["availability", "met", 0],
      ["error-rate", "no data", null],
      ["latency-api", "no data", null],
      ["latency-health", "no data", null],
    ]);
    expect((await get("/api/slo?window=1h")).status).toBe(400);
  }
});

test("the page is for whoever operates or audits the product", async () => {
  const context = createTestContext(stored);
  const statuses: Record<string, number> = {};
  for (const role of ROLES) {
    const user = { user: role, role, tenantId: stored.tenantId, tenantSlug: "default" };
    const headers = { cookie: await signInCookie(context, user) };
    const request = new Request("http://localhost:3000/slo", { headers });
    statuses[role] = await page({ request, params: {}, context }).then(
      () => 200,
      (response) => response.status ?? response.init?.status,
    );
  }
  expect(statuses).toEqual({ analyst: 403, sre: 200, auditor: 200, admin: 200 });
});

test("without the database it is 503", async () => {
  const database = createDatabase("postgres://nobody@127.0.0.1:1/none", { max: 1 });
  const context = createTestContext({ database, tenantId: stored.tenantId });
  const answer = await loader({ request: new Request("http://localhost:3000/api/slo"), params: {}, context });
  expect(answer.status).toBe(503);
  await database.close();
});
