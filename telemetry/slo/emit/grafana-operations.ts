import { HEALTH_ROUTE, LABEL, LATENCY_OBJECTIVE_SECONDS, METRIC } from "../../conventions.ts";
import { FAILING_SECRETS, FAILURES_IN_A_ROW, SATURATED_SECONDS } from "../guide-alerts.ts";
import { DAMAGED_ORGANISATIONS, UNSHIPPED_SECONDS, UNVERIFIED_SECONDS } from "../upkeep-alerts.ts";
import type { Dashboard, Section } from "./grafana-dashboard.ts";
import { dashedLines, heatMapPanel, linesPanel, type Panel, tablePanel } from "./grafana-panel.ts";

/** The address of the dashboard, `/d/<uid>`. */
export const OPERATIONS_UID = "alxderia-operations";

const PRODUCT = `${LABEL.route}!="${HEALTH_ROUTE}"`;
const HEALTH = `${LABEL.route}="${HEALTH_ROUTE}"`;
const FAILED = `${LABEL.statusClass}="5xx"`;

/** Grafana puts in what its step and the scrapes ask for. */
const STEP = "[$__rate_interval]";

/** Metrics that prom-client itself makes; they have no constant of ours. */
const NODE = {
  lagP50: "nodejs_eventloop_lag_p50_seconds",
  lagP99: "nodejs_eventloop_lag_p99_seconds",
  processorSeconds: "process_cpu_seconds_total",
  memory: "process_resident_memory_bytes",
} as const;

/** What the product does now, from its own metrics: no recording rule is needed. */
export const operations = (serviceLevelsUid: string): Dashboard => ({
  uid: OPERATIONS_UID,
  title: "Alxderia: operations",
  about: "From telemetry/conventions.ts; reads the product's metrics themselves.",
  from: "now-1h",
  refresh: "10s",
  variables: [],
  links: [{ title: "Service levels", uid: serviceLevelsUid }],
  sections: [requests(), database(), runtime(), data()],
});

function requests(): Section {
  const duration = METRIC.httpRequestDuration;
  const slow = [{ from: LATENCY_OBJECTIVE_SECONDS, color: "red" }];
  const heat = heatMapPanel({
    ...half(
      "Latency of requests",
      "How many requests took how long, without the health check. A diamond leads to a trace.",
    ),
    unit: "s",
    query: { expr: `sum by (le) (increase(${duration}_bucket{${PRODUCT}}${STEP}))`, legend: "{{le}}", exemplar: true },
  });
  const latency = linesPanel({
    ...half("Latency, p50 and p99", "Without the health check, whose p99 stands beside it. The line is the objective."),
    unit: "s",
    thresholds: slow,
    queries: [
      { expr: quantile(0.5, `${duration}_bucket{${PRODUCT}}`), legend: "p50" },
      { expr: quantile(0.99, `${duration}_bucket{${PRODUCT}}`), legend: "p99", exemplar: true },
      { expr: quantile(0.99, `${duration}_bucket{${HEALTH}}`), legend: "health check, p99" },
    ],
  });
  const traffic = linesPanel({
    ...half("Traffic", "Requests a second by route, the health check among them."),
    unit: "reqps",
    queries: [{ expr: rateBy(LABEL.route, `${duration}_count`), legend: "{{route}}" }],
  });
  const errors = linesPanel({
    ...half("Errors", "Answers of the class 5xx a second, by route."),
    unit: "reqps",
    queries: [{ expr: rateBy(LABEL.route, `${duration}_count{${FAILED}}`), legend: "{{route}}" }],
  });
  const classes = linesPanel({
    ...third("Answers by class", "All requests a second; 4xx are the callers' mistakes."),
    unit: "reqps",
    queries: [{ expr: rateBy(LABEL.statusClass, `${duration}_count`), legend: "{{status_class}}" }],
  });
  const inFlight = linesPanel({
    ...third("Requests being answered", "By instance."),
    unit: "short",
    queries: [{ expr: METRIC.httpRequestsInFlight, legend: "{{instance}}" }],
  });
  const failing = linesPanel({
    ...third("Health checks that failed in a row", "By instance, until one succeeds. It pages at the red line."),
    unit: "short",
    thresholds: [{ from: FAILURES_IN_A_ROW, color: "red" }],
    queries: [{ expr: METRIC.healthConsecutiveFailures, legend: "{{instance}}" }],
  });
  return {
    title: "Requests",
    lines: [
      { height: 9, panels: [heat, latency] },
      { height: 8, panels: [traffic, errors] },
      { height: 7, panels: [classes, inFlight, failing] },
    ],
  };
}

function database(): Section {
  const { dbPoolActiveConnections: active, dbPoolMaxConnections: max, dbQueryDuration: statements } = METRIC;
  const saturation = linesPanel({
    ...half("Pool saturation", "Connections at work, and the part of time with none free."),
    unit: "percentunit",
    max: 1,
    thresholds: [{ from: 1, color: "red" }],
    queries: [
      { expr: `${active} / (${max} > 0)`, legend: "at work, {{instance}}" },
      { expr: `rate(${METRIC.dbPoolSaturated}${STEP})`, legend: "time with none free, {{instance}}" },
    ],
  });
  const connections = linesPanel({
    ...half("Pool connections", "Work that waits is work that is slow."),
    unit: "short",
    queries: [
      { expr: active, legend: "at work, {{instance}}" },
      { expr: METRIC.dbPoolIdleConnections, legend: "idle, {{instance}}" },
      { expr: METRIC.dbPoolWaitingRequests, legend: "waiting, {{instance}}" },
      { expr: METRIC.dbPoolConnections, legend: "open, {{instance}}" },
      { expr: max, legend: "at most, {{instance}}" },
    ],
    overrides: [dashedLines("at most")],
  });
  const waiting = linesPanel({
    ...third("Waiting for a connection", "Gives up after 5 s."),
    unit: "s",
    queries: [0.5, 0.99].map((part) => ({
      expr: quantile(part, `${METRIC.dbPoolAcquireDuration}_bucket`),
      legend: `p${part * 100}`,
    })),
  });
  const full = linesPanel({
    ...third("No connection free", "For how long without a break, by instance. It pages at the red line."),
    unit: "s",
    thresholds: [{ from: SATURATED_SECONDS, color: "red" }],
    queries: [{ expr: METRIC.dbPoolSaturatedFor, legend: "{{instance}}" }],
  });
  const time = linesPanel({
    ...third("Database time by statement", "Seconds of work in each second: what the database is busy with."),
    unit: "s",
    queries: [{ expr: rateBy(LABEL.query, `${statements}_sum`), legend: "{{query}}" }],
  });
  const slowest = linesPanel({
    ...half("Statements, p99", "By name, without waiting for a connection."),
    unit: "s",
    queries: [{ expr: quantile(0.99, `${statements}_bucket`, LABEL.query), legend: "{{query}}" }],
  });
  const failures = linesPanel({
    ...half("Statements that failed", "A second, by name."),
    unit: "ops",
    queries: [{ expr: rateBy(LABEL.query, METRIC.dbQueryFailures), legend: "{{query}}" }],
  });
  return {
    title: "Database",
    lines: [
      { height: 8, panels: [saturation, connections] },
      { height: 8, panels: [waiting, full, time] },
      { height: 8, panels: [slowest, failures] },
    ],
  };
}

function runtime(): Section {
  const lag = linesPanel({
    ...third("Event loop lag", "How late the process is for its own timers."),
    unit: "s",
    queries: [
      { expr: NODE.lagP50, legend: "p50, {{instance}}" },
      { expr: NODE.lagP99, legend: "p99, {{instance}}" },
    ],
  });
  const processor = linesPanel({
    ...third("Processor", "Part of one core."),
    unit: "percentunit",
    queries: [{ expr: `rate(${NODE.processorSeconds}${STEP})`, legend: "{{instance}}" }],
  });
  const memory = linesPanel({
    ...third("Memory", "Resident, by instance."),
    unit: "bytes",
    queries: [{ expr: NODE.memory, legend: "{{instance}}" }],
  });
  return { title: "Process", lines: [{ height: 8, panels: [lag, processor, memory] }] };
}

function data(): Section {
  const freshness = linesPanel({
    ...half("Freshness of sources", "Time since a source was last read completely, in the tenant that waits longest."),
    unit: "s",
    queries: [{ expr: `max by (source) (${METRIC.syncSecondsSinceSuccess})`, legend: "{{source}}" }],
  });
  const view = linesPanel({
    ...half("Age of effective access", "Since the view was last refreshed."),
    unit: "s",
    queries: [{ expr: `max(${METRIC.accessViewAge})`, legend: "effective access" }],
  });
  const partitions = linesPanel({
    ...third(
      "Partitions ahead",
      "Whole months after this one; without any, next month's rows go to the default one, counted here too.",
    ),
    unit: "short",
    // Below one month there is nothing for the next.
    thresholds: [{ from: 1, color: "green" }],
    queries: [
      { expr: `min by (table) (${METRIC.storePartitionMonthsAhead})`, legend: "{{table}}" },
      // Without any row there is no line, which would look like no month ahead.
      { expr: `max by (table) (${METRIC.storeStrayRows}) > 0`, legend: "{{table}}, rows in the default partition" },
    ],
  });
  const queue = linesPanel({
    ...third("Accounts that wait for a decision", "By reason."),
    unit: "short",
    queries: [{ expr: `max by (reason) (${METRIC.resolveQueueItems})`, legend: "{{reason}}" }],
  });
  const syncs = linesPanel({
    ...third(
      "Syncs",
      "Scopes that ended within an hour, by source and result; below them failed readings of these numbers.",
    ),
    unit: "short",
    queries: [
      { expr: `max by (source, result) (increase(${METRIC.syncRuns}[1h]))`, legend: "{{source}}, {{result}}" },
      { expr: `sum(increase(${METRIC.operationsReadFailures}[1h]))`, legend: "numbers not read" },
    ],
  });
  const asked = linesPanel({
    ...half("Requests to language models", "By provider, and how they ended."),
    unit: "reqps",
    queries: [
      { expr: `sum by (provider, result) (rate(${METRIC.askModelRequests}[5m]))`, legend: "{{provider}}, {{result}}" },
    ],
  });
  const answered = linesPanel({
    ...half("Time of language models, p95", "To the end of the stream; given up after 20 s."),
    unit: "s",
    queries: [
      {
        expr: `histogram_quantile(0.95, sum by (provider, le) (rate(${METRIC.askModelDuration}_bucket[5m])))`,
        legend: "{{provider}}",
      },
    ],
  });
  const secrets = linesPanel({
    ...half("Accesses to secrets", "In five minutes, by what the secret is for and how they ended."),
    unit: "short",
    queries: [
      { expr: `sum by (secret, result) (increase(${METRIC.secretAccesses}[5m]))`, legend: "{{secret}}, {{result}}" },
    ],
  });
  const failing = linesPanel({
    ...half("Secrets that cannot be read", "By instance; what was read before stays in use. It pages at the red line."),
    unit: "short",
    thresholds: [{ from: FAILING_SECRETS, color: "red" }],
    queries: [{ expr: METRIC.secretsFailing, legend: "{{instance}}" }],
  });
  const verified = linesPanel({
    ...third(
      "History not verified for",
      "In the organisation that waits longest. It is verified once a day; a warning at the red line.",
    ),
    unit: "s",
    thresholds: [{ from: UNVERIFIED_SECONDS, color: "red" }],
    queries: [{ expr: `max(${METRIC.historySinceVerified})`, legend: "since the last verification" }],
  });
  const damaged = linesPanel({
    ...third("Damaged history", "Organisations whose last verification found damage. It pages at the red line."),
    unit: "short",
    thresholds: [{ from: DAMAGED_ORGANISATIONS, color: "red" }],
    queries: [{ expr: `max(${METRIC.historyDamaged})`, legend: "organisations" }],
  });
  const unshipped = linesPanel({
    ...third(
      "Audit log not told to the SIEM for",
      "Age of the oldest entry that is not in the log yet. Entries go there each minute; a warning at the red line.",
    ),
    unit: "s",
    thresholds: [{ from: UNSHIPPED_SECONDS, color: "red" }],
    queries: [{ expr: `max(${METRIC.historyUnshipped})`, legend: "oldest entry" }],
  });
  return {
    title: "Data",
    lines: [
      { height: 8, panels: [freshness, view] },
      { height: 8, panels: [partitions, queue, syncs] },
      { height: 7, panels: [verified, damaged, unshipped] },
      { height: 7, panels: [asked, answered] },
      { height: 7, panels: [secrets, failing] },
      { height: 6, panels: [build()] },
    ],
  };
}

function build(): Panel {
  const by = ["version", "revision", "node_version", "instance_id"].join(", ");
  return tablePanel({
    title: "What runs",
    description: "Instance is the field `instance` of the log.",
    width: 24,
    unit: "short",
    by: "version",
    properties: [],
    columns: [{ expr: `count by (${by}) (${METRIC.buildInfo})`, title: "Instances", properties: [] }],
  });
}

const half = (title: string, description: string) => ({ title, description, width: 12 });
const third = (title: string, description: string) => ({ title, description, width: 8 });

const rateBy = (label: string, selector: string): string => `sum by (${label}) (rate(${selector}${STEP}))`;

const quantile = (part: number, buckets: string, ...labels: readonly string[]): string =>
  `histogram_quantile(${part}, sum by (${["le", ...labels].join(", ")}) (rate(${buckets}${STEP})))`;
