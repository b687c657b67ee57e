import type { GuideAlert, LogLineSource } from "../guide-alert.ts";
import { placeholder } from "./cloudwatch-dashboard-widgets.ts";
import { LOG_METRIC_NAMESPACE, LOG_METRICS, type LogCondition, type LogMetric } from "./log-metrics.ts";

/**
 * A filter of log lines that makes a metric. `value` is "1", or the field that each line adds. `defaultValue` is what a
 * minute without a matching line counts as; a value that was measured has none, since no line is no measurement.
 */
export type MetricFilter = {
  readonly name: string;
  readonly logGroup: string;
  readonly pattern: string;
  readonly namespace: string;
  readonly metricName: string;
  readonly value: string;
  readonly defaultValue: number | null;
  readonly unit: LogMetric["unit"];
  /** None: each value of one would be a metric that is paid for, and with any there is no default value. */
  readonly dimensions: Readonly<Record<string, string>>;
};

/** The metric that an alert of the guide on log lines reads. */
export type GuideAlertOnLines = GuideAlert & { readonly cloudwatch: LogLineSource };

export const isOnLines = (alert: GuideAlert): alert is GuideAlertOnLines => alert.cloudwatch.from === "log lines";

/** Filters of every metric of log lines, then those that only the guide's alerts need. */
export function metricFilters(alerts: readonly GuideAlert[]): MetricFilter[] {
  const own = LOG_METRICS.map(filterOf);
  const guides = alerts.filter(isOnLines).map(guideFilter);
  return [...own, ...guides.filter(({ metricName }) => own.every((each) => each.metricName !== metricName))];
}

/** A metric that counts the same lines, if there is one, else one of the alert's own. */
export function guideFilter({ name, cloudwatch }: GuideAlertOnLines): MetricFilter {
  const { messages, where, reads } = cloudwatch;
  const conditions = where.map(({ field, is, value }) => comparison(field, is, value));
  const field = reads.kind === "quantile" ? reads.field : null;
  const filter = filterFor(pascalCase(name), patternOf(messages, conditions), field, field ? "Milliseconds" : "Count");
  return LOG_METRICS.map(filterOf).find((each) => isSame(each, filter)) ?? filter;
}

const isSame = (left: MetricFilter, right: MetricFilter): boolean =>
  left.pattern === right.pattern && left.value === right.value;

const filterOf = ({ name, message, where, field, unit }: LogMetric): MetricFilter =>
  filterFor(name, patternOf([message], where.map(conditionOf)), field, unit);

function filterFor(name: string, pattern: string, field: string | null, unit: LogMetric["unit"]): MetricFilter {
  return {
    name: `alxderia-${name}`,
    logGroup: placeholder("log_group"),
    pattern,
    namespace: LOG_METRIC_NAMESPACE,
    metricName: name,
    value: field === null ? "1" : `$.${field}`,
    defaultValue: field === null ? 0 : null,
    unit,
    dimensions: {},
  };
}

const patternOf = (messages: readonly string[], conditions: readonly string[]): string =>
  `{ ${[conditionOf({ field: "message", is: "one of", values: messages }), ...conditions].join(" && ")} }`;

function conditionOf(condition: LogCondition): string {
  if ("value" in condition) return comparison(condition.field, condition.is, condition.value);
  const { field, is, values } = condition;
  const each = values.map((value) => comparison(field, is === "one of" ? "=" : "!=", value));
  if (is === "none of") return each.join(" && ");
  return each.length === 1 ? each.join("") : `(${each.join(" || ")})`;
}

/** A `*` in a text is a wildcard there; the one of "/api/resources/*" matches no other route's pattern. */
const comparison = (field: string, sign: string, value: string | number): string =>
  `($.${field} ${sign} ${JSON.stringify(value)})`;

const pascalCase = (name: string): string =>
  name
    .split("-")
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join("");
