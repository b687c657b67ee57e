import { expect, test } from "vitest";
import type { Log } from "../../../app/http/context.ts";
import { startRuntimeSnapshots } from "../../../app/http/runtime-snapshot.server.ts";
import { LOG_MESSAGE } from "../../conventions.ts";
import { createInstruments } from "../../instruments.ts";
import { parseDefinitions } from "../parse.ts";
import { DEFINITIONS_FOLDER, readDefinitionFiles } from "../read-definitions.server.ts";
import { LOG_METRIC, LOG_METRICS, logBasedMetricName, logMetricOf } from "./log-metrics.ts";

const { definitions } = parseDefinitions(await readDefinitionFiles(DEFINITIONS_FOLDER, "slo"));
const objectives = definitions.map(({ objective }) => objective);

/** The line that a real snapshot writes. */
function snapshotLine(): Record<string, unknown> {
  const written: Record<string, unknown>[] = [];
  const write = (fields: object, message: string) => {
    if (message === LOG_MESSAGE.runtimeSnapshot) written.push({ ...fields });
  };
  const log: Log = { debug: write, info: write, warn: write, error: write };
  const pool = { max: 10, size: 1, active: 1, idle: 0, waiting: 0, saturatedSeconds: 0, saturatedForSeconds: 0 };
  const instruments = createInstruments({ version: "0", revision: "0", instance: "0" });
  startRuntimeSnapshots({ instruments, database: { poolState: () => pool }, log, everyMs: 60_000 })();
  return written[0] ?? expect.fail("no line");
}

test("every field of a runtime snapshot is in the line that the product writes, and is a number", () => {
  const line = snapshotLine();
  const fields = LOG_METRICS.filter(({ message }) => message === LOG_MESSAGE.runtimeSnapshot).map(({ field }) => field);
  expect(fields.length).toBeGreaterThan(5);
  for (const field of fields) {
    const value = field?.split(".").reduce<unknown>((inside, key) => Object(inside)[key], line);
    expect(value, String(field)).toBeTypeOf("number");
  }
});

test("names differ, also as names of log-based metrics", () => {
  const names = LOG_METRICS.map(logBasedMetricName);
  expect(new Set(names).size).toBe(LOG_METRICS.length);
  expect(names).toContain("alxderia/pool_active_connections");
  expect(logBasedMetricName(LOG_METRIC.eventLoopDelay)).toBe("alxderia/event_loop_delay_p99");
});

test("the bad events of every objective are counted exactly, its total at least as a part of something", () => {
  const found = objectives.map(({ name, indicator: { total, bad } }) => {
    const [all, failed] = [logMetricOf(total), logMetricOf(bad)];
    return [name, all?.metric.name, all?.isExact, failed?.metric.name, failed?.isExact];
  });
  expect(found).toEqual([
    ["availability", "HealthChecks", false, "FailedHealthChecks", true],
    ["error-rate", "Requests", true, "RequestErrors", true],
    ["latency-api", "ApiRequests", true, "SlowApiRequests", true],
    ["latency-health", "HealthChecks", false, "SlowHealthChecks", true],
  ]);
});

test("events of which no line tells are not found", () => {
  const [{ indicator } = expect.fail()] = objectives;
  expect(logMetricOf({ ...indicator.total, metric: "alxderia_db_query_duration_seconds" })).toBeNull();
});
