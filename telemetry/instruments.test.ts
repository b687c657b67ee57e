import { beforeEach, describe, expect, test } from "vitest";
import { METRIC } from "./conventions.ts";
import { createInstruments, type Instruments } from "./instruments.ts";
import type { OperationsSnapshot } from "./operations-gauges.ts";
import type { PoolState } from "./pool-gauges.ts";
import { parseMetrics } from "./viewer/parse-metrics.ts";

let instruments: Instruments;
beforeEach(() => {
  instruments = createInstruments({ version: "1.2.3", revision: "abc", instance: "i-1" });
});

/** Samples of one metric as labels and value, without exemplars. */
async function samples(name: string) {
  const { body } = await instruments.render(undefined);
  return parseMetrics(body)
    .filter((sample) => sample.name === name)
    .map(({ labels, value }) => ({ labels, value }));
}
const valuesOf = async (name: string) => (await samples(name)).map(({ value }) => value);

const LABELS = { route: "/people", method: "GET", statusClass: "2xx" };

function request(seconds: number, { statusClass = "2xx", isHealth = false } = {}) {
  instruments.requestStarted();
  instruments.requestEnded({ ...LABELS, statusClass }, seconds, isHealth, null);
}

describe("the requests of a window", () => {
  test("have the percentiles of the sample, to three figures", () => {
    // 1 ms to 1 s in steps of one, in no order
    for (let n = 0; n < 1000; n++) request((((n * 7) % 1000) + 1) / 1000);
    const { product } = instruments.takeRequests();
    expect(product).toMatchObject({ count: 1000, errors: 0, slow: 0 });
    for (const [measured, exact] of [
      [product.p50, 0.5],
      [product.p99, 0.99],
      [product.max, 1],
    ] as const) {
      expect(Math.abs(measured - exact) / exact).toBeLessThan(0.002);
    }
  });

  test("are slow above two seconds, not at them, and errors only when the fault is ours", () => {
    for (const seconds of [0.00001, 1.999, 2, 2.0001, 9]) request(seconds);
    request(0.1, { statusClass: "4xx" });
    request(0.1, { statusClass: "5xx" });
    request(3, { statusClass: "5xx" });
    expect(instruments.takeRequests().product).toMatchObject({ count: 8, errors: 2, slow: 3 });
  });

  test("end with the window, and health checks are counted apart", () => {
    request(5, { statusClass: "5xx", isHealth: true });
    request(0.25);
    const { product, health } = instruments.takeRequests();
    expect(health).toMatchObject({ count: 1, errors: 1, slow: 1 });
    expect(product).toMatchObject({ count: 1, errors: 0, slow: 0 });
    const nothing = { count: 0, errors: 0, slow: 0, p50: 0, p99: 0, max: 0 };
    expect(instruments.takeRequests()).toEqual({ product: nothing, health: nothing });
  });

  test("are in flight from their head to the end of their answer", async () => {
    instruments.requestStarted();
    instruments.requestStarted();
    expect([instruments.requestsInFlight(), ...(await valuesOf(METRIC.httpRequestsInFlight))]).toEqual([2, 2]);
    instruments.requestEnded(LABELS, 0.1, false, null);
    expect([instruments.requestsInFlight(), ...(await valuesOf(METRIC.httpRequestsInFlight))]).toEqual([1, 1]);
  });
});

test("a request of exactly two seconds is in the bucket of two, one above it is not", async () => {
  for (const seconds of [1.9, 2, 2.0001]) request(seconds);
  const buckets = await samples(`${METRIC.httpRequestDuration}_bucket`);
  expect(buckets.find(({ labels }) => labels.le === "2")?.value).toBe(2);
  expect(buckets.find(({ labels }) => labels.le === "3")?.value).toBe(3);
});

test("a statement that fails counts as one that ended and as a failure", async () => {
  instruments.queryEnded("people_list", 0.01, false);
  instruments.queryEnded("people_list", 0.02, true);
  instruments.connectionAcquired(0.3);
  const labels = { query: "people_list" };
  expect(await samples(`${METRIC.dbQueryDuration}_count`)).toEqual([{ labels, value: 2 }]);
  expect(await samples(METRIC.dbQueryFailures)).toEqual([{ labels, value: 1 }]);
  expect(await valuesOf(`${METRIC.dbPoolAcquireDuration}_sum`)).toEqual([0.3]);
});

test("build information tells instances apart", async () => {
  const labels = { version: "1.2.3", revision: "abc", instance_id: "i-1", node_version: process.version };
  expect(await samples(METRIC.buildInfo)).toEqual([{ labels, value: 1 }]);
});

test("two processes in one test share nothing", async () => {
  const other = createInstruments({ version: "1.2.3", revision: "abc", instance: "i-2" });
  other.queryEnded("people_list", 0.01, false);
  expect(await samples(`${METRIC.dbQueryDuration}_count`)).toEqual([]);
});

describe("health checks", () => {
  test("that fail are counted in a row until one succeeds", async () => {
    expect(await valuesOf(METRIC.healthConsecutiveFailures)).toEqual([0]);
    expect([503, 503, 503].map(instruments.healthAnswered)).toEqual([1, 2, 3]);
    expect(await valuesOf(METRIC.healthConsecutiveFailures)).toEqual([3]);
    expect([200, 503].map(instruments.healthAnswered)).toEqual([0, 1]);
    expect(instruments.healthConsecutiveFailures()).toBe(1);
    expect(await valuesOf(METRIC.healthConsecutiveFailures)).toEqual([1]);
  });

  test("that say nothing about health neither count nor end a row", () => {
    expect([503, 400, 405, 499, 500, 503].map(instruments.healthAnswered)).toEqual([1, 1, 1, 1, 1, 2]);
  });
});

describe("the pool", () => {
  const state = (saturatedSeconds: number, saturatedForSeconds = 0): PoolState => ({
    max: 10,
    size: 7,
    active: 4,
    idle: 3,
    waiting: 2,
    saturatedSeconds,
    saturatedForSeconds,
  });

  test("is asked when the metrics are read", async () => {
    instruments.watchPool(() => state(0));
    const names = [
      METRIC.dbPoolMaxConnections,
      METRIC.dbPoolConnections,
      METRIC.dbPoolActiveConnections,
      METRIC.dbPoolIdleConnections,
      METRIC.dbPoolWaitingRequests,
    ];
    const values = [];
    for (const name of names) values.push(...(await valuesOf(name)));
    expect(values).toEqual([10, 7, 4, 3, 2]);
  });

  test("has a counter of saturated seconds that follows the pool and never goes back", async () => {
    let saturated = 0;
    instruments.watchPool(() => state(saturated));
    const read: number[] = [];
    for (const seconds of [0, 1.5, 1.5, 4, 3, 5]) {
      saturated = seconds;
      read.push(...(await valuesOf(METRIC.dbPoolSaturated)));
    }
    expect(read).toEqual([0, 1.5, 1.5, 4, 4, 5]);
  });

  test("says for how long it has been full, and nothing once a connection is free", async () => {
    const read: number[] = [];
    for (const seconds of [0, 119.5, 120, 0]) {
      instruments.watchPool(() => state(120, seconds));
      read.push(...(await valuesOf(METRIC.dbPoolSaturatedFor)));
    }
    expect(read).toEqual([0, 119.5, 120, 0]);
  });
});

describe("what the database tells of syncs", () => {
  const snapshot = (runs: number, change: Partial<OperationsSnapshot> = {}): OperationsSnapshot => ({
    syncs: [{ source: "gcp", result: "complete", runs }],
    records: [{ source: "gcp", result: "stored", count: runs * 100 }],
    lastSuccess: [{ source: "gcp", at: 1_700_000_000 }],
    accessViewAgeSeconds: 60,
    partitions: [{ table: "audit_log", monthsAhead: 9 }],
    queue: [{ reason: "conflict", count: 0 }],
    ...change,
  });
  const OPERATIONS = [
    METRIC.syncRuns,
    METRIC.syncRecords,
    METRIC.syncLastSuccess,
    METRIC.syncSecondsSinceSuccess,
    METRIC.accessViewAge,
    METRIC.storePartitionMonthsAhead,
    METRIC.resolveQueueItems,
  ];
  const shown = async () => {
    const names: string[] = [];
    for (const name of OPERATIONS) if ((await samples(name)).length > 0) names.push(name);
    return names;
  };

  test("is shown as it is, zeros included", async () => {
    instruments.operationsRead(snapshot(3));
    expect(await samples(METRIC.syncRuns)).toEqual([{ labels: { source: "gcp", result: "complete" }, value: 3 }]);
    expect(await samples(METRIC.syncRecords)).toEqual([{ labels: { source: "gcp", result: "stored" }, value: 300 }]);
    expect(await samples(METRIC.syncLastSuccess)).toEqual([{ labels: { source: "gcp" }, value: 1_700_000_000 }]);
    expect(await samples(METRIC.accessViewAge)).toEqual([{ labels: {}, value: 60 }]);
    expect(await samples(METRIC.storePartitionMonthsAhead)).toEqual([{ labels: { table: "audit_log" }, value: 9 }]);
    expect(await samples(METRIC.resolveQueueItems)).toEqual([{ labels: { reason: "conflict" }, value: 0 }]);
    const [since = 0] = await valuesOf(METRIC.syncSecondsSinceSuccess);
    expect(Math.abs(Date.now() / 1000 - 1_700_000_000 - since)).toBeLessThan(60);
  });

  test("is left out before it was read and when it cannot be read, and the failure is counted", async () => {
    expect(await shown()).toEqual([]);
    instruments.operationsRead(snapshot(3));
    expect(await shown()).toEqual(OPERATIONS);
    instruments.operationsRead(null);
    instruments.operationsRead(null);
    expect(await shown()).toEqual([]);
    expect(await valuesOf(METRIC.operationsReadFailures)).toEqual([2]);
    instruments.operationsRead(snapshot(4));
    expect(await shown()).toEqual(OPERATIONS);
    expect(await valuesOf(METRIC.operationsReadFailures)).toEqual([2]);
  });

  test("has totals that grow with the database's and do not add up from one reading to the next", async () => {
    const read: number[] = [];
    for (const runs of [1, 1, 2, 5]) {
      instruments.operationsRead(snapshot(runs));
      read.push(...(await valuesOf(METRIC.syncRuns)));
    }
    instruments.operationsRead(null);
    instruments.operationsRead(snapshot(5));
    read.push(...(await valuesOf(METRIC.syncRuns)));
    expect(read).toEqual([1, 1, 2, 5, 5]);
  });

  test("shows no source, table, reason or age that is no longer told", async () => {
    instruments.operationsRead(snapshot(3));
    instruments.operationsRead(
      snapshot(3, { lastSuccess: [], accessViewAgeSeconds: null, queue: [{ reason: "name_only", count: 1 }] }),
    );
    expect(await samples(METRIC.syncLastSuccess)).toEqual([]);
    expect(await samples(METRIC.accessViewAge)).toEqual([]);
    expect(await samples(METRIC.resolveQueueItems)).toEqual([{ labels: { reason: "name_only" }, value: 1 }]);
  });

  test("of the future is no negative time", async () => {
    instruments.operationsRead(snapshot(1, { lastSuccess: [{ source: "gcp", at: Date.now() / 1000 + 3600 }] }));
    expect(await valuesOf(METRIC.syncSecondsSinceSuccess)).toEqual([0]);
  });
});
