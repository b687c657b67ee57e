import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { METRIC } from "../../telemetry/conventions.ts";
import { parseMetrics } from "../../telemetry/viewer/parse-metrics.ts";
import { storeReadSideOrganisation } from "../support/read-side-organisation.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.server.ts";
import { startWebProcess, type WebProcess } from "../support/web-process.server.ts";
import { signIn } from "./signed-in.ts";

// Remix bundles app/ a second time (docs/decisions/0010): what follows is how one would see that from outside.

const POOL_MAX = 10;

let stored: TestDatabase;
let web: WebProcess;
let cookie: string;

beforeAll(async () => {
  stored = await createTestDatabase();
  await storeReadSideOrganisation(stored, stored.tenantId);
  web = await startWebProcess(stored.ownerUrl);
  cookie = await signIn(web.url, "analyst");
});
afterAll(() => web?.stop("SIGKILL"));

const ask = async (path: string, method = "GET"): Promise<number> => {
  const response = await fetch(`${web.url}${path}`, { method, headers: { cookie, origin: web.url } });
  await response.arrayBuffer();
  return response.status;
};

/** Sums of a metric by the value of one label. */
async function sums(metric: string, label: string): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const { name, labels, value } of parseMetrics(await (await fetch(web.metricsUrl)).text())) {
    const key = labels[label] ?? "";
    if (name === metric) found[key] = (found[key] ?? 0) + value;
  }
  return found;
}

/** Connections of the product to the test's database now, as PostgreSQL sees them. */
async function connections(): Promise<number> {
  const { rows } = await stored.database.pool.query<{ count: number }>(
    "select count(*)::integer as count from pg_stat_activity where application_name = 'alxderia' and datname = current_database()",
  );
  return rows[0]?.count ?? 0;
}

test("the API and the pages count into one registry: their requests and their statements", async () => {
  const requests = () => sums(`${METRIC.httpRequestDuration}_count`, "route");
  const statements = () => sums(`${METRIC.dbQueryDuration}_count`, "query");
  const before = { requests: await requests(), statements: await statements() };
  // Straight to the route's `answer`, which the bundle holds.
  for (let n = 0; n < 3; n++) expect(await ask("/api/people")).toBe(200);
  // Through Remix: an action, a page and its data.
  for (let n = 0; n < 2; n++) expect(await ask("/api/people", "POST")).toBe(405);
  for (let n = 0; n < 4; n++) expect(await ask("/people")).toBe(200);
  expect(await ask("/people.data")).toBe(200);
  // By neither bundle nor Remix: the check of the process itself.
  expect(await ask("/api/health")).toBe(200);

  const grown = (after: Record<string, number>, earlier: Record<string, number>, key: string) =>
    (after[key] ?? 0) - (earlier[key] ?? 0);
  await expect
    .poll(async () => {
      const now = await requests();
      return ["/api/people", "/people", "/api/health"].map((route) => grown(now, before.requests, route));
    })
    .toEqual([5, 5, 1]);
  const now = await statements();
  expect(["person_list", "health_find"].map((query) => grown(now, before.statements, query))).toEqual([8, 1]);
});

test("forty requests at once for pages and API share ten connections", async () => {
  // Nobody gets on while the table is held, so every request that can have a connection has one.
  await stored.owner.query("begin; lock table canonical_users in access exclusive mode");
  let most = 0;
  const answers = Promise.all(Array.from({ length: 40 }, (_, n) => ask(n % 2 === 0 ? "/people" : "/api/people")));
  await expect
    .poll(
      async () => {
        most = Math.max(most, await connections());
        const [active, waiting] = await Promise.all([
          sums(METRIC.dbPoolActiveConnections, ""),
          sums(METRIC.dbPoolWaitingRequests, ""),
        ]);
        return [active[""], (waiting[""] ?? 0) >= 40 - POOL_MAX];
      },
      { timeout: 4_000, interval: 50 },
    )
    .toEqual([POOL_MAX, true]);
  await stored.owner.query("rollback");
  let running = true;
  const watched = (async () => {
    while (running) most = Math.max(most, await connections());
  })();
  expect(new Set(await answers)).toEqual(new Set([200]));
  running = false;
  await watched;
  expect(most).toBe(POOL_MAX);
});

test("the built pages bring neither a driver nor a registry of their own", () => {
  const bundle = readFileSync("build/server/index.js", "utf8");
  const imported = [...bundle.matchAll(/(?:\bfrom|\bimport\(?|\brequire\()\s*"([^"./][^"]*)"/g)].map(
    ([, name]) => name,
  );
  expect(imported).toContain("@remix-run/node");
  expect(imported).toContain("pg-copy-streams");
  for (const name of ["pg", "pg-pool", "pg-cursor", "prom-client"]) expect(imported).not.toContain(name);
  expect(bundle).not.toContain("collectDefaultMetrics");
  expect(bundle).not.toContain("connectionTimeoutMillis");
});
