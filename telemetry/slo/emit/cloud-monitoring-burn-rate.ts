import { formatDuration } from "../duration.ts";
import type { BurnRateAlert, PlannedObjective } from "../plan.ts";
import { formatDecimal, formatPercent, toNumber } from "../rational.ts";
import {
  type AlertPolicy,
  onQuery,
  onThreshold,
  type PolicyCondition,
  placeholder,
  policyOf,
} from "./cloud-monitoring-file.ts";
import { type LogBasedMetric, metricOf, metricType, seriesOf } from "./cloud-monitoring-metrics.ts";
import { type CountedLines, seriesFilter } from "./cloud-monitoring-objectives.ts";
import { LOG_METRIC } from "./log-metrics.ts";
import { atLeast, numberOf } from "./prometheus-queries.ts";

/**
 * An alert on the burn rate of an objective looks back a day at most, in minutes; PromQL looks back as far as it wants.
 * https://docs.cloud.google.com/stackdriver/docs/solutions/slo-monitoring/alerting-on-budget-burn-rate
 */
export const LONGEST_LOOKBACK = 1_440;

/** One policy for each pair: both windows and enough events in the long one. */
export const burnRatePolicies = (objective: PlannedObjective, by: CountedLines): AlertPolicy[] =>
  objective.alerts.map((alert) => {
    const { displayName, budget } = objective;
    const { long, short, threshold, factor, severity, channel, runbook } = alert;
    const times = formatDecimal(factor, 4);
    const windows = `${formatDuration(long)} and ${formatDuration(short)}`;
    const text = `More than ${formatPercent(threshold)} of events are bad over ${windows}: ${times} times the budget of ${formatPercent(budget)}. At that rate ${formatPercent(alert.consumed)} of it goes in ${formatDuration(long)}.`;
    const head = { name: alert.name, displayName: `${displayName}: the error budget burns above ${times}`, text };
    const conditions = long > LONGEST_LOOKBACK ? [byQuery(alert, by)] : bySelector(objective, alert, by);
    return policyOf({ ...head, severity, channel, runbook }, conditions);
  });

function bySelector(objective: PlannedObjective, alert: BurnRateAlert, { total }: CountedLines): PolicyCondition[] {
  const { long, short, factor, minimumEvents } = alert;
  const name = `projects/${placeholder("project")}/services/${objective.service}/serviceLevelObjectives/${objective.name}`;
  const above = (minutes: number) =>
    onThreshold(`burn rate over ${formatDuration(minutes)}`, {
      filter: `select_slo_burn_rate("${name}", "${minutes * 60}s")`,
      aggregations: [],
      comparison: "COMPARISON_GT",
      thresholdValue: toNumber(factor),
      duration: "0s",
      evaluationMissingData: null,
    });
  const events = onThreshold(`at least ${minimumEvents} events in ${formatDuration(long)}`, {
    filter: seriesFilter(total),
    aggregations: [
      { alignmentPeriod: `${long * 60}s`, perSeriesAligner: "ALIGN_DELTA", crossSeriesReducer: "REDUCE_SUM" },
    ],
    comparison: "COMPARISON_GT",
    thresholdValue: minimumEvents - 1,
    duration: "0s",
    evaluationMissingData: null,
  });
  return [above(long), above(short), events];
}

/** The same counters as the objective's. No line of a bad event is no series, and zero; no total is no sample. */
function byQuery({ long, short, threshold, minimumEvents }: BurnRateAlert, { total, bad }: CountedLines) {
  const above = (minutes: number) =>
    `(${countOf(bad, minutes)} or vector(0)) / (${countOf(total, minutes)} > 0) > ${numberOf(threshold)}`;
  const query = [above(long), above(short), `${countOf(total, long)} ${atLeast(minimumEvents)}`];
  return onQuery(`both windows and ${minimumEvents} events`, query.map((each) => `(${each})`).join(" and "));
}

/**
 * A sum that is nothing is zero, so this sees counters that stopped, that are gone and that never were. A condition on
 * absence sees only what had data within the last day, and none where zero is written on.
 */
export function noDataPolicy({ displayName, noData }: PlannedObjective, { total }: CountedLines): AlertPolicy {
  const { name, idle, forMinutes, severity, channel, runbook } = noData;
  const isSilent = idle === "never";
  const time = formatDuration(forMinutes);
  const what = isSilent ? "no events" : "no runtime snapshot in the log";
  const watched = isSilent ? countOf(total, forMinutes) : countOf(metricOf(LOG_METRIC.requests), forMinutes);
  const text = `${what} for ${time}. Until that is back nobody can say whether the objective is met.`;
  const head = { name, displayName: `${displayName}: ${what}`, text, severity, channel, runbook };
  return policyOf(head, [onQuery(`none in ${time}`, `(${watched} or vector(0)) < 0.5`)]);
}

/** Lines of the last minutes, over all instances. */
function countOf(metric: LogBasedMetric, minutes: number): string {
  const series = `${seriesOf(metricType(metric))}${metric.valueType === "DISTRIBUTION" ? "_count" : ""}`;
  return `sum(increase(${series}{monitored_resource="cloud_run_revision"}[${formatDuration(minutes)}]))`;
}
