import { once } from "node:events";
import http from "node:http";
import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { storeReadSideOrganisation } from "../support/read-side-organisation.ts";
import { scrape } from "../support/scrape.ts";
import { startTcpProxy } from "../support/tcp-proxy.ts";
import { createTestDatabase } from "../support/test-database.server.ts";
import { startWebProcess } from "../support/web-process.server.ts";

/** What every prober of the guide waits at most. */
const PROBE_TIMEOUT_MS = 5_000;
const POOL_MAX = 10;
/** One runtime snapshot comes in every ten seconds. */
const SNAPSHOT_PATIENCE = { timeout: 15_000, interval: 50 };
const UNREACHABLE = { status: "error", message: "database unreachable" };
const PROBES_OF_DATABASE = 'alxderia_db_query_duration_seconds_count{query="health_find"}';

const stored = await createTestDatabase();
await storeReadSideOrganisation(stored, stored.tenantId);
const proxy = await startTcpProxy(stored.ownerUrl);
const web = await startWebProcess(proxy.url);

/** Asks as a prober does: after 5 s without an answer it fails. */
async function probe(): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${web.url}/api/health`, { signal: AbortSignal.timeout(PROBE_TIMEOUT_MS) });
  return { status: response.status, body: await response.json() };
}

const probes = (count: number) => Promise.all(Array.from({ length: count }, probe));
const people = () => fetch(`${web.url}/api/people`);
const eachTime = (count: number, answer: unknown) => Array.from({ length: count }, () => answer);
const well = { status: 200, body: { status: "ok" } };
const ill = { status: 503, body: UNREACHABLE };

async function pool(): Promise<{ size: number; active: number; waiting: number }> {
  const sample = await scrape(web.metricsUrl);
  const count = (what: string) => sample(`alxderia_db_pool_${what}`);
  return {
    size: count("connections"),
    active: count("active_connections"),
    waiting: count("waiting_requests"),
  };
}

/** Opens every connection of the pool, so that those are met that were open before something happened. */
async function fillPool(): Promise<void> {
  await Promise.all(Array.from({ length: 5 * POOL_MAX }, people));
  await expect.poll(pool).toEqual({ size: POOL_MAX, active: 0, waiting: 0 });
}

describe("a database that answers", () => {
  test("is 200, and no cache keeps the answer", async () => {
    const response = await fetch(`${web.url}/api/health`);
    expect(response.status).toBe(200);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("content-type")).toBe("application/json");
    expect(await response.text()).toBe('{"status":"ok"}');
  });

  test("is told to HEAD without a body, and to somebody without a session", async () => {
    const response = await fetch(`${web.url}/api/health`, { method: "HEAD" });
    expect([response.status, response.headers.get("cache-control"), await response.text()]).toEqual([
      200,
      "no-store",
      "",
    ]);
  });

  test("is told to a probe that comes by any name or address", async () => {
    const request = http.get(`${web.url}/api/health`, { headers: { host: "evil.example" } });
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(200);
  });

  test("is asked for without a line in the log", async () => {
    expect(await probes(30)).toEqual(eachTime(30, well));
    const marker = web.lines().length;
    await people();
    await expect
      .poll(() =>
        web
          .lines()
          .slice(marker)
          .map(({ route }) => route),
      )
      .toContain("/api/people");
    const seen = web.lines().filter(({ route, status }) => route === "/api/health" && status === 200);
    expect(seen).toEqual([]);
  });

  test("is asked once for a hundred who ask before it has answered", async () => {
    await probe();
    const before = (await scrape(web.metricsUrl))(PROBES_OF_DATABASE);
    await proxy.switchTo("hang");
    const asked = probes(100);
    // While the question is under way, whoever comes waits for the same answer: so the statement runs exactly once.
    const inFlight = async () => (await scrape(web.metricsUrl))("alxderia_http_requests_in_flight");
    await expect.poll(inFlight, { timeout: 3_000, interval: 20 }).toBe(100);
    await proxy.switchTo("pass");
    expect(await asked).toEqual(eachTime(100, well));
    expect((await scrape(web.metricsUrl))(PROBES_OF_DATABASE) - before).toBe(1);
  });
});

describe("a database that does not answer", () => {
  test("is 503 while it is stopped, and 200 with the first probe after it is back", async () => {
    await fillPool();
    await proxy.switchTo("refuse");
    expect(await probes(20)).toEqual(eachTime(20, ill));
    expect(await probe()).toEqual(ill);
    await proxy.switchTo("pass");
    expect(await probe()).toEqual(well);
    expect((await people()).status).toBe(200);
    const line = await web.waitForLine(({ message }) => message === "health check failed");
    expect(line.severity).toBe("WARNING");
  });

  test("is 503 to each of many probes within their 5 s while it hangs on open connections, and 200 afterwards", async () => {
    await fillPool();
    await proxy.switchTo("hang");
    expect(await probes(20)).toEqual(eachTime(20, ill));
    expect(await probes(20)).toEqual(eachTime(20, ill));
    await proxy.switchTo("pass");
    expect(await probe()).toEqual(well);
    expect((await people()).status).toBe(200);
  });

  test("is 503 within 5 s while it hangs on new connections, and 200 afterwards", async () => {
    await proxy.switchTo("refuse");
    expect(await probe()).toEqual(ill);
    await proxy.switchTo("hang");
    expect(await probes(20)).toEqual(eachTime(20, ill));
    await proxy.switchTo("pass");
    expect(await probe()).toEqual(well);
  });

  test("is 200 one probe after new connections pass, also when those that were open never answer again", async () => {
    await fillPool();
    proxy.strand();
    expect(await probe()).toEqual(ill);
    expect(await probe()).toEqual(well);
    expect((await people()).status).toBe(200);
  });
});

describe("a pool whose every connection waits", () => {
  test("answers probes within 5 s, is seen, and gives every connection back", async () => {
    const before = await scrape(web.metricsUrl);
    const locker = new pg.Client({ connectionString: stored.ownerUrl });
    await locker.connect();
    onTestFinished(() => locker.end());
    await locker.query("begin");
    await locker.query("lock table canonical_users in access exclusive mode");
    const marker = web.lines().length;
    const waiting = Array.from({ length: POOL_MAX + 4 }, people);
    const blocked = async () => {
      const { rows } = await stored.owner.query<{ count: number }>(
        `select count(*)::int as count from pg_stat_activity
         where application_name = 'alxderia' and datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows[0]?.count;
    };
    await expect.poll(blocked, { timeout: 4_000 }).toBe(POOL_MAX);

    for (const answer of await probes(20)) expect([well, ill]).toContainEqual(answer);
    const saturated = () =>
      web
        .lines()
        .slice(marker)
        .find(({ pool }) => (pool as { active: number } | undefined)?.active === POOL_MAX);
    await expect.poll(saturated, SNAPSHOT_PATIENCE).toMatchObject({
      message: "runtime snapshot",
      severity: "INFO",
      pool: { max: POOL_MAX, size: POOL_MAX, active: POOL_MAX, idle: 0 },
    });

    await locker.query("rollback");
    const statuses = (await Promise.all(waiting)).map(({ status }) => status);
    // Whoever has a connection is answered; who waits 5 s for one is told that the database is not there.
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(POOL_MAX);
    expect(statuses.filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(await probe()).toEqual(well);
    await expect.poll(pool).toMatchObject({ active: 0, waiting: 0 });
    const seconds = "alxderia_db_pool_saturated_seconds_total";
    expect((await scrape(web.metricsUrl))(seconds)).toBeGreaterThan(before(seconds));
  });
});
