import { createHistogram, type RecordableHistogram } from "node:perf_hooks";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry, type RegistryContentType } from "prom-client";
import {
  DATABASE_SECONDS_BUCKETS,
  LABEL,
  LATENCY_OBJECTIVE_SECONDS,
  METRIC,
  REQUEST_SECONDS_BUCKETS,
} from "./conventions.ts";
import { createHealthGauge } from "./health-gauge.ts";
import { createModelMeters, type ModelRequest } from "./model-meters.ts";
import { createOperationsGauges, type OperationsSnapshot } from "./operations-gauges.ts";
import { createPoolGauges, type PoolState } from "./pool-gauges.ts";
import { createRenderer } from "./render-metrics.ts";
import { createSecretMeters, type SecretAccess } from "./secret-meters.ts";
import { createUpkeepGauges, type UpkeepState } from "./upkeep-gauges.ts";

/** What is known of a request when its answer is sent; every value is one of few. */
export type RequestLabels = { route: string; method: string; statusClass: string };

export type BuildInfo = { version: string; revision: string; instance: string };

/** Requests since the last `takeRequests`, for the log line of every ten seconds. Times in seconds; 0 without requests. */
export type RequestWindow = { count: number; errors: number; slow: number; p50: number; p99: number; max: number };

export type RequestWindows = { product: RequestWindow; health: RequestWindow };

export type Instruments = {
  requestStarted(): void;
  /** @param traceId of a trace that is kept, for the exemplar; null when nobody will find it */
  requestEnded(labels: RequestLabels, seconds: number, isHealth: boolean, traceId: string | null): void;
  /** @returns how many health checks in a row were answered 503, up to and with this answer */
  healthAnswered(status: number): number;
  healthConsecutiveFailures(): number;
  queryEnded(query: string, seconds: number, failed: boolean): void;
  connectionAcquired(seconds: number): void;
  modelAnswered(request: ModelRequest): void;
  secretAccessed(access: SecretAccess): void;
  /** Told of every request that the histogram counts, so that whoever counts by it as well counts the same. */
  watchRequests(observe: (labels: RequestLabels, seconds: number, traceId: string | null) => void): void;
  /** Asked whenever metrics are read. */
  watchPool(read: () => PoolState): void;
  /** @param snapshot what the database says of syncs, view, partitions and queue; null when it could not be read */
  operationsRead(snapshot: OperationsSnapshot | null): void;
  /** @param state how the append-only tables stand; null when it could not be read */
  upkeepRead(state: UpkeepState | null): void;
  /** What was read last, for the log. */
  upkeepFields(): Record<string, number>;
  requestsInFlight(): number;
  takeRequests(): RequestWindows;
  /** @param accept the reader's Accept header; decides between OpenMetrics (with exemplars) and Prometheus text */
  render(accept: string | undefined): Promise<{ contentType: string; body: string }>;
};

/** Sums over the gauges of the same name without `_total`, which is the ending of counters (prom-client 15.1.3). */
const MISNAMED = ["nodejs_active_handles_total", "nodejs_active_requests_total", "nodejs_active_resources_total"];

/** Makes every metric of the process, once: in a registry of its own, so that no library adds to it unseen. */
export function createInstruments(build: BuildInfo): Instruments {
  // Exemplars are refused by any other kind; the renderer changes the kind to what each reader asks for.
  const registry = new Registry<RegistryContentType>();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  for (const name of MISNAMED) registry.removeSingleMetric(name);
  const requests = new Histogram<string>({
    name: METRIC.httpRequestDuration,
    help: "Time from a request's head to the end of its answer",
    labelNames: [LABEL.route, LABEL.method, LABEL.statusClass],
    buckets: [...REQUEST_SECONDS_BUCKETS],
    enableExemplars: true,
    registers,
  });
  const inFlight = new Gauge({ name: METRIC.httpRequestsInFlight, help: "Requests being answered", registers });
  const queries = new Histogram({
    name: METRIC.dbQueryDuration,
    help: "Time of a named statement, without waiting for a connection",
    labelNames: [LABEL.query],
    buckets: [...DATABASE_SECONDS_BUCKETS],
    registers,
  });
  const failures = new Counter({
    name: METRIC.dbQueryFailures,
    help: "Named statements that ended with an error",
    labelNames: [LABEL.query],
    registers,
  });
  const acquire = new Histogram({
    name: METRIC.dbPoolAcquireDuration,
    help: "Time that work waited for a connection of the pool",
    buckets: [...DATABASE_SECONDS_BUCKETS],
    registers,
  });
  new Gauge({
    name: METRIC.buildInfo,
    help: "1, labelled with what runs",
    labelNames: ["version", "revision", "instance_id", "node_version"],
    registers,
  }).set(
    { version: build.version, revision: build.revision, instance_id: build.instance, node_version: process.version },
    1,
  );
  const checks = createHealthGauge(registers);
  const pool = createPoolGauges(registers);
  const operations = createOperationsGauges(registers);
  const upkeep = createUpkeepGauges(registers);
  const product = createWindow();
  const health = createWindow();
  let running = 0;
  let observeRequest: (labels: RequestLabels, seconds: number, traceId: string | null) => void = () => {};
  return {
    requestStarted() {
      running += 1;
      inFlight.set(running);
    },
    requestEnded(labels, seconds, isHealth, traceId) {
      const { route, method, statusClass } = labels;
      running -= 1;
      inFlight.set(running);
      requests.observe({
        labels: { [LABEL.route]: route, [LABEL.method]: method, [LABEL.statusClass]: statusClass },
        value: seconds,
        ...(traceId === null ? {} : { exemplarLabels: { trace_id: traceId } }),
      });
      (isHealth ? health : product).add(seconds, statusClass === "5xx");
      observeRequest(labels, seconds, traceId);
    },
    healthAnswered: checks.answered,
    healthConsecutiveFailures: checks.consecutiveFailures,
    queryEnded(query, seconds, failed) {
      queries.observe({ [LABEL.query]: query }, seconds);
      if (failed) failures.inc({ [LABEL.query]: query });
    },
    modelAnswered: createModelMeters(registers).ended,
    secretAccessed: createSecretMeters(registers).accessed,
    connectionAcquired: (seconds) => acquire.observe(seconds),
    watchRequests(observe) {
      observeRequest = observe;
    },
    watchPool: pool.watch,
    operationsRead: operations.set,
    upkeepRead: upkeep.set,
    upkeepFields: upkeep.fields,
    requestsInFlight: () => running,
    takeRequests: () => ({ product: product.take(), health: health.take() }),
    render: createRenderer(registry),
  };
}

function createWindow() {
  // Microseconds: a request of 100 µs must not round to nothing.
  const times: RecordableHistogram = createHistogram({ lowest: 1, highest: 3_600_000_000, figures: 3 });
  let errors = 0;
  let slow = 0;
  const seconds = (microseconds: number) => microseconds / 1_000_000;
  return {
    add(took: number, failed: boolean) {
      times.record(Math.max(1, Math.round(took * 1_000_000)));
      if (failed) errors += 1;
      if (took > LATENCY_OBJECTIVE_SECONDS) slow += 1;
    },
    take(): RequestWindow {
      const count = times.count;
      const window: RequestWindow =
        count === 0
          ? { count, errors, slow, p50: 0, p99: 0, max: 0 }
          : {
              count,
              errors,
              slow,
              p50: seconds(times.percentile(50)),
              p99: seconds(times.percentile(99)),
              max: seconds(times.max),
            };
      times.reset();
      errors = 0;
      slow = 0;
      return window;
    },
  };
}
