import { HEALTH_ROUTE, LOG_MESSAGE, REQUEST_SECONDS_BUCKETS } from "../../conventions.ts";
import type { GuideAlert, LogLineSource } from "../guide-alert.ts";
import { resourceFilter } from "./cloud-monitoring-file.ts";
import { LOG_METRICS, type LogCondition, type LogMetric, logBasedMetricName } from "./log-metrics.ts";

/** A log-based metric: a counter of lines, or a distribution of a field of them with `bounds` between its buckets. */
export type LogBasedMetric = {
  readonly name: string;
  readonly filter: string;
  readonly metricKind: "DELTA";
  readonly valueType: "INT64" | "DISTRIBUTION";
  readonly unit: string;
  readonly valueExtractor: string | null;
  /** None: every value of one is a series of its own, and no alert tells them apart. */
  readonly labelExtractors: Readonly<Record<string, string>>;
  readonly bounds: readonly number[] | null;
};

export type LinesOf = Pick<LogMetric, "name" | "message" | "where">;

const snapshots = (name: string, ...where: readonly LogCondition[]): LinesOf => ({
  name,
  message: LOG_MESSAGE.runtimeSnapshot,
  where,
});
const requests = (name: string, ...where: readonly LogCondition[]): LinesOf => ({
  name,
  message: LOG_MESSAGE.request,
  where,
});
const above = (field: string, value: number): LogCondition => ({ field, is: ">", value });
const none = (field: string): LogCondition => ({ field, is: "<", value: 1 });
const other: LogCondition = { field: "route", is: "none of", values: [HEALTH_ROUTE] };

/**
 * Counters of lines where no line says how many events there were: an objective takes no distribution, and a counter
 * adds up no field. A slice is what one instance answered in the ten seconds of one snapshot.
 */
export const SLICES = {
  health: snapshots("HealthSlices", above("health.count", 0)),
  failedHealth: snapshots("FailedHealthSlices", above("health.errors", 0)),
  answeredHealth: snapshots("AnsweredHealthSlices", above("health.count", 0), none("health.errors")),
  slowHealth: snapshots("SlowHealthSlices", above("health.slow", 0), none("health.errors")),
  loggedRequests: requests("LoggedRequests", other),
  loggedErrors: requests("LoggedErrors", other, above("status", 499)),
} as const satisfies Record<string, LinesOf>;

/** The metric that an alert of the guide on log lines reads. */
export type GuideAlertOnLines = GuideAlert & { readonly cloudMonitoring: LogLineSource };

export const isOnLines = (alert: GuideAlert): alert is GuideAlertOnLines => alert.cloudMonitoring.from === "log lines";

/** Every metric of log lines, the counters of slices, then those that only the guide's alerts need. */
export function logBasedMetrics(alerts: readonly GuideAlert[]): LogBasedMetric[] {
  const own = [...LOG_METRICS.map(metricOf), ...Object.values(SLICES).map(counterOf)];
  const guides = alerts.filter(isOnLines).map(guideMetric);
  return [...own, ...guides.filter(({ name }) => own.every((each) => each.name !== name))];
}

/** A metric of the same lines and field, if there is one, else one of the alert's own. */
export function guideMetric({ name, cloudMonitoring }: GuideAlertOnLines): LogBasedMetric {
  const { messages, where, reads } = cloudMonitoring;
  const conditions = where.map(({ field, is, value }) => comparison(field, is, value));
  const field = reads.kind === "quantile" ? reads.field : null;
  const filter = filterOf(messages, conditions);
  const same = LOG_METRICS.map(metricOf).find(
    (each) => each.filter === filter && each.valueExtractor === extractorOf(field),
  );
  if (same) return same;
  const identifier = logBasedMetricName({ name: name.replaceAll("-", "_") });
  return field === null ? counter(identifier, filter) : distribution(identifier, filter, field, "Milliseconds");
}

/** The type by which filters and, with other signs, PromQL know it. */
export const metricType = ({ name }: Pick<LogBasedMetric, "name">): string => `logging.googleapis.com/user/${name}`;

/** The same in PromQL: https://docs.cloud.google.com/monitoring/promql/promql-mapping */
export const seriesOf = (type: string): string => {
  const [first = "", ...rest] = type.split("/");
  return `${first}:${rest.join("/")}`.replace(/[^A-Za-z0-9:]/g, "_");
};

export const counterOf = ({ name, message, where }: LinesOf): LogBasedMetric =>
  counter(logBasedMetricName({ name }), filterOf([message], where.map(conditionOf)));

export function metricOf(metric: LogMetric): LogBasedMetric {
  const { message, where, field, unit } = metric;
  if (field === null) return counterOf(metric);
  return distribution(logBasedMetricName(metric), filterOf([message], where.map(conditionOf)), field, unit);
}

const UNIT: Readonly<Record<LogMetric["unit"], string>> = {
  Count: "1",
  Milliseconds: "ms",
  Seconds: "s",
  Bytes: "By",
  None: "1",
};

const MEBIBYTE = 1_048_576;

/** Upper bounds. Milliseconds are those of the histogram, the objective's 2 s among them; sums need none. */
const BOUNDS: Readonly<Record<LogMetric["unit"], readonly number[]>> = {
  Count: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000],
  Milliseconds: REQUEST_SECONDS_BUCKETS.map((seconds) => Math.round(seconds * 1e6) / 1e3),
  Seconds: [0.5, 1, 2.5, 5, 7.5, 9.5, 10],
  Bytes: [64, 128, 256, 512, 768, 1_024, 2_048, 4_096].map((each) => each * MEBIBYTE),
  None: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9],
};

const counter = (name: string, filter: string): LogBasedMetric => ({
  name,
  filter,
  metricKind: "DELTA",
  valueType: "INT64",
  unit: "1",
  valueExtractor: null,
  labelExtractors: {},
  bounds: null,
});

const distribution = (name: string, filter: string, field: string, unit: LogMetric["unit"]): LogBasedMetric => ({
  ...counter(name, filter),
  valueType: "DISTRIBUTION",
  unit: UNIT[unit],
  valueExtractor: extractorOf(field),
  bounds: BOUNDS[unit],
});

const extractorOf = (field: string | null): string | null => (field === null ? null : `EXTRACT(jsonPayload.${field})`);

function filterOf(messages: readonly string[], conditions: readonly string[]): string {
  const said = conditionOf({ field: "message", is: "one of", values: messages });
  return [resourceFilter("cloud_run_revision"), said, ...conditions].join(" AND ");
}

function conditionOf(condition: LogCondition): string {
  if ("value" in condition) return comparison(condition.field, condition.is, condition.value);
  const { field, is, values } = condition;
  if (is === "none of") return values.map((value) => comparison(field, "!=", value)).join(" AND ");
  const [only, ...more] = values;
  if (only !== undefined && more.length === 0) return comparison(field, "=", only);
  return `jsonPayload.${field}=(${values.map((value) => JSON.stringify(value)).join(" OR ")})`;
}

const comparison = (field: string, sign: string, value: string | number): string =>
  `jsonPayload.${field}${sign}${JSON.stringify(value)}`;
