import {
  ASSETS_ROUTE,
  HEALTH_ROUTE,
  LABEL,
  LATENCY_OBJECTIVE_SECONDS,
  LOG_MESSAGE,
  METRIC,
  SERVICE_NAME,
} from "../../conventions.ts";
import { isWithin } from "../events.ts";
import type { Events, Matcher } from "../model.ts";
import { PRIMARY_API_ROUTES } from "../primary-routes.ts";

/** The namespace of the product's metrics in CloudWatch. */
export const LOG_METRIC_NAMESPACE = "Alxderia";

/** On one field of the line, a path as in "pool.active". */
export type LogCondition =
  | { readonly field: string; readonly is: "one of" | "none of"; readonly values: readonly (string | number)[] }
  | { readonly field: string; readonly is: "<" | ">"; readonly value: number };

/**
 * A metric that a cloud reads out of the product's log lines. `field` is what each line adds, null when each line
 * counts as one. A count of a runtime snapshot is what came since the line before, so a sum over time is right.
 */
export type LogMetric = {
  readonly name: string;
  readonly message: (typeof LOG_MESSAGE)[keyof typeof LOG_MESSAGE];
  readonly where: readonly LogCondition[];
  readonly field: string | null;
  readonly unit: "Count" | "Milliseconds" | "Seconds" | "Bytes" | "None";
  /** The events that it counts, for an objective to be found by; null for what is no count of requests. */
  readonly counts: Events | null;
};

const SLOW_MS = LATENCY_OBJECTIVE_SECONDS * 1000;
const HEALTH = one(LABEL.route, HEALTH_ROUTE);
const PROBES = one(LABEL.method, "GET", "HEAD");
const PRIMARY_API = one(LABEL.route, ...PRIMARY_API_ROUTES);
const OTHERS = not(LABEL.route, HEALTH_ROUTE);
const ANSWERED = not(LABEL.statusClass, "5xx");

const route = (...values: readonly string[]): LogCondition => ({ field: "route", is: "one of", values });
const status = (is: "<" | ">", value: number): LogCondition => ({ field: "status", is, value });
const probes: LogCondition = { field: "method", is: "one of", values: ["GET", "HEAD"] };
const slow: LogCondition = { field: "duration_ms", is: ">", value: SLOW_MS };
const ofProduct: LogCondition = { field: "route", is: "none of", values: [HEALTH_ROUTE, ASSETS_ROUTE] };

/**
 * Every metric of log lines, for filters that make them and dashboards that show them. Lines of healthy probes and of
 * files are written for those who debug only, so these are counted in the snapshots.
 */
export const LOG_METRIC = {
  requests: snapshot("Requests", "requests.count", "Count", requests(OTHERS)),
  requestErrors: snapshot("RequestErrors", "requests.errors", "Count", requests(OTHERS, one(LABEL.statusClass, "5xx"))),
  requestsInFlight: snapshot("RequestsInFlight", "requests.in_flight", "Count"),
  requestDuration: {
    ...lines("RequestDuration", [ofProduct], null),
    field: "duration_ms",
    unit: "Milliseconds",
  },
  apiRequests: lines("ApiRequests", [route(...PRIMARY_API_ROUTES), status("<", 500)], requests(PRIMARY_API, ANSWERED)),
  slowApiRequests: lines(
    "SlowApiRequests",
    [route(...PRIMARY_API_ROUTES), status("<", 500), slow],
    slower(requests(PRIMARY_API, ANSWERED)),
  ),
  healthChecks: snapshot("HealthChecks", "health.count", "Count", requests(HEALTH)),
  failedHealthChecks: lines(
    "FailedHealthChecks",
    [route(HEALTH_ROUTE), probes, status(">", 299)],
    requests(HEALTH, PROBES, not(LABEL.statusClass, "2xx")),
  ),
  slowHealthChecks: lines(
    "SlowHealthChecks",
    [route(HEALTH_ROUTE), probes, status("<", 300), slow],
    slower(requests(HEALTH, PROBES, one(LABEL.statusClass, "2xx"))),
  ),
  poolMax: snapshot("PoolMaxConnections", "pool.max", "Count"),
  poolActive: snapshot("PoolActiveConnections", "pool.active", "Count"),
  poolWaiting: snapshot("PoolWaitingRequests", "pool.waiting", "Count"),
  poolSaturated: snapshot("PoolSaturatedSeconds", "pool.saturated_seconds", "Seconds"),
  eventLoopDelay: snapshot("EventLoopDelayP99", "event_loop.delay_p99_ms", "Milliseconds"),
  eventLoopUtilisation: snapshot("EventLoopUtilisation", "event_loop.utilisation", "None"),
  memory: snapshot("ResidentMemory", "process.rss_bytes", "Bytes"),
} as const satisfies Record<string, LogMetric>;

/** In their one order. */
export const LOG_METRICS: readonly LogMetric[] = Object.values(LOG_METRIC);

/**
 * The metric that counts these events, or the first that counts them and others too.
 * @returns null when no log line says how many there were
 */
export function logMetricOf(events: Events): { metric: LogMetric; isExact: boolean } | null {
  const containing = LOG_METRICS.filter(({ counts }) => counts !== null && isWithin(events, counts));
  const same = containing.find(({ counts }) => counts !== null && isWithin(counts, events));
  const [first] = containing;
  if (same) return { metric: same, isExact: true };
  return first ? { metric: first, isExact: false } : null;
}

/** The name of the log-based metric in Cloud Logging: "alxderia/pool_active_connections". */
export const logBasedMetricName = ({ name }: Pick<LogMetric, "name">): string =>
  `${SERVICE_NAME}/${name.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase()}`;

function snapshot(name: string, field: string, unit: LogMetric["unit"], counts: Events | null = null): LogMetric {
  return { name, message: LOG_MESSAGE.runtimeSnapshot, where: [], field, unit, counts };
}

function lines(name: string, where: readonly LogCondition[], counts: Events | null): LogMetric {
  return { name, message: LOG_MESSAGE.request, where, field: null, unit: "Count", counts };
}

function requests(...matchers: readonly Matcher[]): Events {
  return { metric: METRIC.httpRequestDuration, instrument: "histogram", matchers, bound: null };
}

function slower(events: Events): Events {
  return { ...events, bound: { is: "above", seconds: LATENCY_OBJECTIVE_SECONDS } };
}

function one(label: string, ...values: readonly string[]): Matcher {
  return { label, is: "one of", values };
}

function not(label: string, ...values: readonly string[]): Matcher {
  return { label, is: "none of", values };
}
