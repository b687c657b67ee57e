import { describe, expect, onTestFinished, test } from "vitest";
import { createInstruments } from "../../telemetry/instruments.ts";
import { storeReadSideOrganisation } from "../../tests/support/read-side-organisation.ts";
import { createTestDatabase } from "../../tests/support/test-database.server.ts";
import { startWebProcess } from "../../tests/support/web-process.server.ts";
import { startRuntimeSnapshots } from "./runtime-snapshot.server.ts";

type Numbers = Record<string, number>;
type Snapshot = {
  pool: Numbers;
  event_loop: Numbers;
  requests: Numbers;
  health: Numbers;
  upkeep: Numbers;
  process: Numbers;
};

const WINDOW = ["count", "errors", "slow", "p50_ms", "p99_ms", "max_ms"];
/** What log-based metrics of both clouds read; a name that changes here breaks alarms. */
const FIELDS: Record<keyof Snapshot, string[]> = {
  pool: ["max", "size", "active", "idle", "waiting", "saturated_seconds", "saturated_for_seconds"],
  event_loop: ["utilisation", "delay_p50_ms", "delay_p99_ms", "delay_max_ms"],
  requests: ["in_flight", ...WINDOW],
  health: [...WINDOW, "consecutive_failures"],
  upkeep: [
    "default_partition_rows",
    "damaged_organisations",
    "oldest_unshipped_entry_seconds",
    "seconds_since_verified",
  ],
  process: ["rss_bytes", "uptime_seconds"],
};

const stored = await createTestDatabase();
await storeReadSideOrganisation(stored, stored.tenantId);

function expectFields(line: object): void {
  for (const [group, names] of Object.entries(FIELDS)) {
    const values: Numbers = (line as Snapshot)[group as keyof Snapshot];
    expect(Object.keys(values).sort()).toEqual([...names].sort());
    for (const value of Object.values(values)) expect(Number.isFinite(value)).toBe(true);
  }
}

describe("the snapshots of this process", () => {
  function start() {
    const instruments = createInstruments({ version: "1", revision: "test", instance: "test" });
    instruments.upkeepRead({
      ...{ strayRows: [], lastVerifiedAt: Date.now() / 1000, damagedOrganisations: 0, oldestUnshippedAt: null },
    });
    const lines: Snapshot[] = [];
    const info = (fields: object, message: string) => {
      expect(message).toBe("runtime snapshot");
      lines.push(fields as Snapshot);
    };
    const log = { debug() {}, warn() {}, error() {}, info };
    const end = startRuntimeSnapshots({ instruments, database: stored.database, log, everyMs: 50 });
    let hasEnded = false;
    const endOnce = () => {
      if (!hasEnded) end();
      hasEnded = true;
    };
    onTestFinished(endOnce);
    const sum = (group: "requests" | "health", field: string) =>
      lines.reduce((total, line) => total + (line[group][field] ?? Number.NaN), 0);
    return { instruments, lines, end: endOnce, sum };
  }
  const labels = { route: "/api/people", method: "GET", statusClass: "2xx" };

  test("come again and again with every field a number, and once more at the end", async () => {
    const { lines, end } = start();
    await expect.poll(() => lines.length).toBeGreaterThanOrEqual(3);
    for (const line of lines) expectFields(line);
    const before = lines.length;
    end();
    expect(lines).toHaveLength(before + 1);
  });

  test("count each request once, whichever line it falls into, and health apart", async () => {
    const { instruments, lines, end, sum } = start();
    for (let number = 0; number < 40; number += 1) {
      instruments.requestStarted();
      instruments.requestEnded(labels, 0.01, false, null);
      instruments.requestStarted();
      instruments.requestEnded({ ...labels, route: "/api/health" }, 0.001, true, null);
      const seen = lines.length;
      if (number % 10 === 9) await expect.poll(() => lines.length).toBeGreaterThan(seen);
    }
    instruments.requestStarted();
    instruments.requestEnded({ ...labels, statusClass: "5xx" }, 0.01, false, null);
    instruments.requestStarted();
    instruments.requestEnded(labels, 2.5, false, null);
    end();
    expect([sum("requests", "count"), sum("requests", "errors"), sum("requests", "slow")]).toEqual([42, 1, 1]);
    expect([sum("health", "count"), sum("health", "errors"), sum("health", "slow")]).toEqual([40, 0, 0]);
    expect(lines.filter(({ requests }) => (requests.count ?? 0) > 0).length).toBeGreaterThan(1);
    expect(lines.at(-1)?.requests.max_ms).toBeCloseTo(2_500, -1);
  });

  test("say what is in flight, and zero times where nothing was asked", async () => {
    const { instruments, lines, end } = start();
    instruments.requestStarted();
    await expect.poll(() => lines.length).toBeGreaterThan(0);
    expect(lines[0]?.requests).toMatchObject({ in_flight: 1, count: 0, p50_ms: 0, p99_ms: 0, max_ms: 0 });
    instruments.requestEnded(labels, 0.5, false, null);
    end();
    expect(lines.at(-1)?.requests).toMatchObject({ in_flight: 0 });
  });

  test("say how long the pool was saturated since the line before", async () => {
    const { lines, end } = start();
    const max = stored.database.poolState().max;
    const clients = await Promise.all(Array.from({ length: max }, () => stored.database.pool.connect()));
    const busy = () => lines.filter(({ pool }) => pool.active === max && (pool.saturated_seconds ?? 0) > 0);
    await expect.poll(() => busy().length).toBeGreaterThan(1);
    for (const client of clients) client.release();
    const total = stored.database.poolState().saturatedSeconds;
    end();
    const summed = lines.reduce((sum, { pool }) => sum + (pool.saturated_seconds ?? 0), 0);
    // Each line rounds to a millisecond.
    expect(Math.abs(summed - total)).toBeLessThan(0.001 * lines.length);
    expect(lines.at(-1)?.pool).toMatchObject({ active: 0, waiting: 0, saturated_for_seconds: 0 });
    const since = busy().map(({ pool }) => pool.saturated_for_seconds ?? 0);
    expect(since).toEqual([...since].sort((left, right) => left - right));
    expect(since.at(-1)).toBeGreaterThan(since[0] ?? Number.NaN);
  });

  test("say how many health checks failed in a row, and nothing of them after a success", async () => {
    const { instruments, lines, end } = start();
    for (const status of [200, 503, 503, 503]) instruments.healthAnswered(status);
    await expect.poll(() => lines.at(-1)?.health.consecutive_failures).toBe(3);
    instruments.healthAnswered(200);
    end();
    expect(lines.at(-1)?.health.consecutive_failures).toBe(0);
  });
});

test("the web process writes one every ten seconds and at the end, and they add up to what was asked", async () => {
  const web = await startWebProcess(stored.ownerUrl);
  onTestFinished(async () => {
    await web.stop("SIGKILL");
  });
  const ask = async (path: string, count: number) => {
    for (let number = 0; number < count; number += 1) await (await fetch(`${web.url}${path}`)).text();
  };
  await ask("/api/people", 25);
  await ask("/api/health", 7);
  const snapshots = () => web.lines().filter(({ message }) => message === "runtime snapshot");
  await expect.poll(() => snapshots().length, { timeout: 15_000 }).toBeGreaterThan(0);
  await ask("/api/people", 5);
  await ask("/api/people?no_such=1", 3);
  expect(await web.stop()).toBe(0);
  for (const line of snapshots()) {
    expect(line.severity).toBe("INFO");
    expectFields(line);
  }
  const sum = (group: "requests" | "health", field: string) =>
    snapshots().reduce((total, line) => total + ((line[group] as Numbers)[field] ?? Number.NaN), 0);
  expect([sum("requests", "count"), sum("requests", "errors"), sum("health", "count")]).toEqual([33, 0, 7]);
});
