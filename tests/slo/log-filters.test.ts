import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { createRequestObserver } from "../../app/http/observe-request.server.ts";
import { startRuntimeSnapshots } from "../../app/http/runtime-snapshot.server.ts";
import { createLog } from "../../app/log.ts";
import type { LogFields } from "../../app/model/log-fields.ts";
import { createInstruments } from "../../telemetry/instruments.ts";
import { evaluateLoggingFilter } from "../../telemetry/slo/agree/logging-filter.ts";
import { evaluateMetricFilter, valueAt } from "../../telemetry/slo/agree/metric-filter-pattern.ts";
import { emitCloudMonitoring } from "../../telemetry/slo/emit/cloud-monitoring.ts";
import { emitCloudWatch } from "../../telemetry/slo/emit/cloudwatch.ts";
import { PRIMARY_API_ROUTES } from "../../telemetry/slo/primary-routes.ts";
import { readPlan } from "../../telemetry/slo/read-plan.server.ts";
import { PLAIN_ALERTS } from "../../telemetry/slo/upkeep-alerts.ts";
import type { UpkeepState } from "../../telemetry/upkeep-gauges.ts";

type Line = Record<string, unknown>;

const plan = await readPlan();
const contentOf = (files: readonly { path: string; content: string }[], name: string) =>
  JSON.parse(files.find(({ path }) => path.endsWith(name))?.content ?? expect.fail(name));
const filters: Record<string, { pattern: string; value: string; defaultValue: number | null }> = contentOf(
  emitCloudWatch(plan, PLAIN_ALERTS).files,
  "/log-metric-filters.json",
).filters;
const metrics: Record<string, { filter: string; valueExtractor: string | null }> = contentOf(
  emitCloudMonitoring(plan, PLAIN_ALERTS).files,
  "/log-based-metrics.json",
).metrics;

function createLines() {
  const lines: Line[] = [];
  const log = createLog(
    { level: "info", googleProject: null },
    { write: (text: string) => lines.push(JSON.parse(text)) },
  );
  return { lines, log };
}

/** What the product writes of requests that were answered so, by its own server, log and level. */
async function answer(...requests: readonly { method: string; route: string; status: number }[]): Promise<Line[]> {
  const { lines, log } = createLines();
  const instruments = createInstruments({ version: "1", revision: "test", instance: "test" });
  const observe = createRequestObserver({ instruments, logOf: (trace) => log.of(trace) });
  const waiting = [...requests];
  const server = createServer((incoming, outgoing) => {
    const request = waiting.shift() ?? expect.fail("one request more");
    observe(incoming, outgoing).route = request.route;
    outgoing.statusCode = request.status;
    outgoing.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  for (const { method } of requests) await (await fetch(`http://127.0.0.1:${port}/`, { method })).arrayBuffer();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  return lines;
}

/** A line of a request that took longer than a test may. */
function slow(fields: LogFields): Line[] {
  const { lines, log } = createLines();
  log.warn({ method: "GET", status: 200, ...fields }, "request");
  return lines;
}

/** The line of one snapshot after these health checks and requests. */
function snapshotOf(
  ended: readonly { route: string; status: number; seconds: number }[],
  { saturatedSeconds = 0, saturatedForSeconds = 0, upkeep = null as UpkeepState | null } = {},
): Line[] {
  const { lines, log } = createLines();
  const instruments = createInstruments({ version: "1", revision: "test", instance: "test" });
  instruments.upkeepRead(upkeep);
  let saturated = 0;
  const pool = { max: 10, size: 10, active: 10, idle: 0, waiting: 3 };
  const database = { poolState: () => ({ ...pool, saturatedSeconds: saturated, saturatedForSeconds }) };
  const end = startRuntimeSnapshots({ instruments, database, log, everyMs: 3_600_000 });
  for (const { route, status, seconds } of ended) {
    instruments.requestStarted();
    const statusClass = `${Math.floor(status / 100)}xx`;
    instruments.requestEnded({ route, method: "GET", statusClass }, seconds, route === "/api/health", null);
    if (route === "/api/health") instruments.healthAnswered(status);
  }
  saturated = saturatedSeconds;
  end();
  return lines;
}

/** What CloudWatch adds up of these lines, by metric; metrics to which nothing was added are left out. */
function cloudWatchSums(lines: readonly Line[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [name, { pattern, value }] of Object.entries(filters)) {
    for (const line of lines.filter((each) => evaluateMetricFilter(pattern, each))) {
      const added = value === "1" ? 1 : valueAt(line, value.slice(2));
      if (typeof added !== "number") return expect.fail(`${name} adds no number`);
      sums[name.replace("alxderia-", "")] = (sums[name.replace("alxderia-", "")] ?? 0) + added;
    }
  }
  return sums;
}

/** How many of these lines each log-based metric takes. */
function cloudMonitoringCounts(lines: readonly Line[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [name, { filter, valueExtractor }] of Object.entries(metrics)) {
    for (const line of lines) {
      // Cloud Logging takes these out of the payload: https://docs.cloud.google.com/logging/docs/structured-logging
      const { severity: _severity, time: _time, ...jsonPayload } = line;
      const resource = { type: "cloud_run_revision", labels: { service_name: "web" } };
      const filled = filter.replace(/\$\{cloud_run_service\}/, "web");
      if (!evaluateLoggingFilter(filled, { resource, jsonPayload })) continue;
      const field = valueExtractor?.slice("EXTRACT(jsonPayload.".length, -1);
      if (field !== undefined) expect(typeof valueAt(jsonPayload, field), name).toBe("number");
      counts[name.replace("alxderia/", "")] = (counts[name.replace("alxderia/", "")] ?? 0) + 1;
    }
  }
  return counts;
}

const health = (status: number, method = "GET") => ({ method, route: "/api/health", status });

test("a health check that succeeds leaves no line at the usual level, which is why snapshots count them", async () => {
  expect(await answer(health(200), { method: "GET", route: "assets", status: 200 })).toEqual([]);
});

test("a health check that fails is counted as failed, one with another method is not", async () => {
  const lines = await answer(health(503), health(503, "HEAD"), health(405, "POST"));
  expect(lines).toHaveLength(3);
  expect(cloudWatchSums(lines)).toEqual({ FailedHealthChecks: 2 });
  expect(cloudMonitoringCounts(lines)).toEqual({ failed_health_checks: 2 });
});

describe("three 503 in a row of one instance raise the alarm", () => {
  const inARow = (lines: readonly Line[]) => lines.map((line) => valueAt(line, "health.consecutive_failures"));
  const alarms = (lines: readonly Line[]) => [
    cloudWatchSums(lines).HealthCheckFailing,
    cloudMonitoringCounts(lines).health_check_failing,
  ];

  test("with the line of the third one, and each that follows", async () => {
    const lines = await answer(health(503), health(503, "HEAD"), health(503), health(503));
    expect(inARow(lines)).toEqual([1, 2, 3, 4]);
    expect(lines.map((line) => alarms([line])[0])).toEqual([undefined, undefined, 1, 1]);
    expect(alarms(lines)).toEqual([2, 2]);
  });

  test("and none when a success lies between, which writes no line", async () => {
    const lines = await answer(health(503), health(503), health(200), health(503), health(503));
    expect(inARow(lines)).toEqual([1, 2, 1, 2]);
    expect(alarms(lines)).toEqual([undefined, undefined]);
  });

  test("and none when each of several instances has fewer", async () => {
    const lines = [...(await answer(health(503), health(503))), ...(await answer(health(503), health(503)))];
    expect(lines).toHaveLength(4);
    expect(alarms(lines)).toEqual([undefined, undefined]);
  });

  test("which what is no answer of the health check neither starts nor ends", async () => {
    const others = [health(405, "POST"), { method: "GET", route: "/people", status: 503 }, health(400)];
    const lines = await answer(health(503), health(503), ...others, health(503));
    expect(inARow(lines)).toEqual([1, 2, 2, undefined, 2, 3]);
    expect(alarms(lines)).toEqual([1, 1]);
  });

  test.each([
    [2, undefined],
    [3, 1],
  ])("which each snapshot says again: after %d failures it counts %s", (failures, expected) => {
    const failed = { route: "/api/health", status: 503, seconds: 0.01 };
    const lines = snapshotOf(Array.from({ length: failures }, () => failed));
    expect(inARow(lines)).toEqual([failures]);
    expect(alarms(lines)).toEqual([expected, expected]);
    expect(alarms(snapshotOf([failed, failed, failed, { ...failed, status: 200 }]))).toEqual([undefined, undefined]);
  });
});

describe("what a snapshot says of history and audit log", () => {
  const well = () => ({
    ...{ strayRows: [], lastVerifiedAt: Date.now() / 1000, damagedOrganisations: 0, oldestUnshippedAt: null },
  });
  const counted = (upkeep: UpkeepState | null) => {
    const lines = snapshotOf([], { upkeep });
    const { RuntimeSnapshots: _, ...sums } = cloudWatchSums(lines);
    const counts = cloudMonitoringCounts(lines);
    const names = ["history_damaged", "history_not_verified", "audit_not_shipped", "default_partition_rows"];
    return [Object.keys(sums), names.filter((name) => counts[name] !== undefined)];
  };

  test("raises the alarm that is meant on both clouds, and no other", () => {
    const quiet = counted(well());
    const [sums = []] = quiet;
    expect(quiet).toEqual([expect.not.arrayContaining(["HistoryDamaged"]), []]);
    const dayAndHalf = Date.now() / 1000 - 36 * 3_600 - 1;
    expect(counted({ ...well(), damagedOrganisations: 1 })).toEqual([[...sums, "HistoryDamaged"], ["history_damaged"]]);
    expect(counted({ ...well(), lastVerifiedAt: dayAndHalf })).toEqual([
      [...sums, "HistoryNotVerified"],
      ["history_not_verified"],
    ]);
    expect(counted({ ...well(), oldestUnshippedAt: Date.now() / 1000 - 901 })).toEqual([
      [...sums, "AuditNotShipped"],
      ["audit_not_shipped"],
    ]);
    expect(counted({ ...well(), strayRows: [{ table: "audit_log", rows: 1 }] })).toEqual([
      [...sums, "DefaultPartitionRows"],
      ["default_partition_rows"],
    ]);
  });

  test("raises none just below, nor when nothing could be read", () => {
    const [sums] = counted(well());
    expect(counted({ ...well(), lastVerifiedAt: Date.now() / 1000 - 35.9 * 3_600 })).toEqual([sums, []]);
    expect(counted({ ...well(), oldestUnshippedAt: Date.now() / 1000 - 890 })).toEqual([sums, []]);
    expect(counted(null)).toEqual([sums, []]);
  });
});

test("a health check that is refused is a failed one, but no 503", async () => {
  const lines = await answer(health(400));
  expect(cloudWatchSums(lines)).toEqual({ FailedHealthChecks: 1 });
  expect(cloudMonitoringCounts(lines)).toEqual({ failed_health_checks: 1 });
});

test.each(PRIMARY_API_ROUTES)("%s is counted as primary when it is answered, and not when it fails", async (route) => {
  const lines = await answer({ method: "GET", route, status: 200 }, { method: "GET", route, status: 500 });
  const sums = cloudWatchSums(lines);
  expect(sums.ApiRequests).toBe(1);
  expect(sums.SlowApiRequests).toBeUndefined();
  expect(sums.RequestDuration).toBe(Number(lines[0]?.duration_ms) + Number(lines[1]?.duration_ms));
  const counts = { api_requests: 1, request_duration: 2, logged_requests: 2, logged_errors: 1 };
  expect(cloudMonitoringCounts(lines)).toEqual(counts);
});

test.each(["/api/access/export", "/api/resources", "/api/people/:id/groups", "/people", "unmatched", "/api/*"])(
  "%s is primary only when it is listed, whatever wildcard a pattern holds",
  async (route) => {
    const lines = await answer({ method: "GET", route, status: 200 });
    const isPrimary = PRIMARY_API_ROUTES.some((each) => each === route);
    expect(cloudWatchSums(lines).ApiRequests).toBe(isPrimary ? 1 : undefined);
    expect(cloudMonitoringCounts(lines).api_requests).toBe(isPrimary ? 1 : undefined);
  },
);

test.each([
  [2000, undefined],
  [2000.001, 1],
])("a request of %d ms is slow from just above 2 s on", (duration_ms, expected) => {
  const api = slow({ route: "/api/people", duration_ms });
  expect(cloudWatchSums(api).SlowApiRequests).toBe(expected);
  expect(cloudMonitoringCounts(api).slow_api_requests).toBe(expected);
  const probe = slow({ route: "/api/health", duration_ms });
  expect(cloudWatchSums(probe)).toEqual(expected === undefined ? {} : { SlowHealthChecks: 1 });
});

test("files are in no latency, and an error of theirs is an error", async () => {
  const lines = await answer({ method: "GET", route: "assets", status: 500 });
  expect(cloudWatchSums(lines)).toEqual({});
  expect(cloudMonitoringCounts(lines)).toEqual({ logged_requests: 1, logged_errors: 1 });
});

describe("the snapshots", () => {
  test("add up requests and health checks apart, errors among them", () => {
    const lines = snapshotOf([
      { route: "/api/health", status: 200, seconds: 0.01 },
      { route: "/api/health", status: 503, seconds: 0.01 },
      { route: "/people", status: 200, seconds: 0.01 },
      { route: "assets", status: 200, seconds: 0.01 },
      { route: "/people", status: 500, seconds: 0.01 },
    ]);
    expect(cloudWatchSums(lines)).toMatchObject({ HealthChecks: 2, Requests: 3, RequestErrors: 1 });
    expect(cloudMonitoringCounts(lines)).toMatchObject({ health_slices: 1, failed_health_slices: 1, requests: 1 });
    expect(cloudMonitoringCounts(lines)).not.toHaveProperty("answered_health_slices");
  });

  test("make a slice of slow health checks only where none failed", () => {
    const slowOne = { route: "/api/health", status: 200, seconds: 2.1 };
    const counts = cloudMonitoringCounts(snapshotOf([slowOne]));
    expect(counts).toMatchObject({ health_slices: 1, answered_health_slices: 1, slow_health_slices: 1 });
    const failed = cloudMonitoringCounts(snapshotOf([slowOne, { ...slowOne, status: 503 }]));
    expect(failed).toMatchObject({ health_slices: 1, failed_health_slices: 1 });
    expect(failed).not.toHaveProperty("slow_health_slices");
  });

  test("without a health check make no slice", () => {
    const counts = cloudMonitoringCounts(snapshotOf([]));
    expect(Object.keys(counts).filter((name) => name.includes("health_slices"))).toEqual([]);
    expect(cloudWatchSums(snapshotOf([])).HealthChecks).toBe(0);
  });

  test.each([
    [119.999, undefined],
    [120, 1],
    [131, 1],
  ])("with a pool that has been full for %d s raise the alarm from two minutes on", (saturatedForSeconds, expected) => {
    const lines = snapshotOf([], { saturatedSeconds: 10, saturatedForSeconds });
    expect(cloudWatchSums(lines).ConnectionPoolExhausted).toBe(expected);
    expect(cloudMonitoringCounts(lines).connection_pool_exhausted).toBe(expected);
    expect(cloudWatchSums(lines).PoolSaturatedSeconds).toBeCloseTo(10);
  });

  test("hold every field that a filter takes a value from", () => {
    const fields = Object.values(filters).filter(({ value }) => value !== "1" && value !== "$.duration_ms");
    const [line = {}] = snapshotOf([]);
    expect(fields.length).toBeGreaterThan(5);
    for (const { value, defaultValue } of fields) {
      expect(typeof valueAt(line, value.slice(2)), value).toBe("number");
      expect(defaultValue).toBeNull();
    }
  });
});

test("lines of other messages, services and shapes are in no metric", () => {
  const { lines, log } = createLines();
  log.info({ port: 3000 }, "ready");
  log.warn({ error: new Error("no answer") }, "health check failed");
  expect(cloudWatchSums(lines)).toEqual({});
  expect(cloudMonitoringCounts(lines)).toEqual({});
  expect(cloudWatchSums([{ text: "request" }])).toEqual({});
});
