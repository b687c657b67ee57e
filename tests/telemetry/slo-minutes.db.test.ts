import { beforeAll, expect, test } from "vitest";
import { startTcpProxy, type TcpProxy } from "../support/tcp-proxy.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.server.ts";
import { startWebProcess, type WebProcess } from "../support/web-process.server.ts";

/** A flush every ten seconds; after an outage the second one may be the first that gets through. */
const FLUSH_PATIENCE = { timeout: 30_000, interval: 100 };

let stored: TestDatabase;
let proxy: TcpProxy;
let web: WebProcess;

beforeAll(async () => {
  stored = await createTestDatabase();
  proxy = await startTcpProxy(stored.ownerUrl);
  web = await startWebProcess(proxy.url, { ALXDERIA_REVISION: "r7" });
});

const get = async (path: string) => (await fetch(`${web.url}${path}`)).status;

async function counted(objective: string): Promise<{ good: number; total: number }> {
  const { rows } = await stored.owner.query<{ good: string; total: string }>(
    "select coalesce(sum(good), 0) as good, coalesce(sum(total), 0) as total from slo_minutes where objective = $1",
    [objective],
  );
  return { good: Number(rows[0]?.good), total: Number(rows[0]?.total) };
}

const runs = async () => {
  const { rows } = await stored.owner.query(
    "select revision, stopped_at is not null as stopped, stopped_at >= started_at as ordered from process_runs",
  );
  return rows;
};

test("what the web process answered is counted once, failed health checks while the database was away included, and so is what ran", async () => {
  await expect.poll(runs, FLUSH_PATIENCE).toEqual([{ revision: "r7", stopped: false, ordered: null }]);
  for (let time = 0; time < 3; time += 1) expect(await get("/api/health")).toBe(200);
  await proxy.switchTo("refuse");
  for (let time = 0; time < 2; time += 1) expect(await get("/api/health")).toBe(503);
  expect(await get("/api/people")).toBe(503);
  const isWaiting = () =>
    web.lines().some(({ message }) => message === "the counts of the service levels wait in memory");
  await expect.poll(isWaiting, FLUSH_PATIENCE).toBe(true);
  expect(await counted("availability")).toEqual({ good: 0, total: 0 });
  await proxy.switchTo("pass");
  await expect.poll(() => counted("availability"), FLUSH_PATIENCE).toEqual({ good: 3, total: 5 });
  expect(await counted("latency-health")).toEqual({ good: 3, total: 3 });
  expect(await counted("error-rate")).toEqual({ good: 0, total: 1 });

  expect(await get("/api/slo")).toBe(200);
  expect(await get("/api/health")).toBe(200);
  expect(await web.stop()).toBe(0);
  expect(await runs()).toEqual([{ revision: "r7", stopped: true, ordered: true }]);
  expect(await counted("availability")).toEqual({ good: 4, total: 6 });
  expect(await counted("error-rate")).toEqual({ good: 1, total: 2 });
});
