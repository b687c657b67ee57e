import type { PlannedObjective } from "../plan.ts";
import { compare, rational, toNumber } from "../rational.ts";
import { counterOf, type LogBasedMetric, metricType, SLICES } from "./cloud-monitoring-metrics.ts";
import { LOG_METRIC, type LogMetric, logMetricOf } from "./log-metrics.ts";

/** Counters whose ratio is an objective's; `differs` says in what they are not its events, null when they are. */
export type CountedLines = {
  readonly total: LogBasedMetric;
  readonly bad: LogBasedMetric;
  readonly differs: string | null;
};

/** An objective of Cloud Monitoring; the part of good events is one minus bad by total. */
export type CloudMonitoringObjective = {
  readonly sloId: string;
  readonly displayName: string;
  readonly goal: number;
  readonly rollingPeriodDays: number;
  readonly badServiceFilter: string;
  readonly totalServiceFilter: string;
};

const DAY = 1_440;

/** No objective may promise more: https://docs.cloud.google.com/monitoring/api/ref_v3/rest/v3/services.serviceLevelObjectives */
const HIGHEST_GOAL = rational(999, 1000);

type Substitute = CountedLines & { readonly for: LogMetric };

/** What stands for events without a line of their own, by the metric that counts the bad ones elsewhere. */
const SUBSTITUTES: readonly Substitute[] = [
  {
    for: LOG_METRIC.failedHealthChecks,
    total: counterOf(SLICES.health),
    bad: counterOf(SLICES.failedHealth),
    differs:
      "ten seconds of one instance with a health check count as one, bad when a check was answered 5xx: the same with one probe every ten seconds, but 4xx, 499 and other methods are no failures there",
  },
  {
    for: LOG_METRIC.slowHealthChecks,
    total: counterOf(SLICES.answeredHealth),
    bad: counterOf(SLICES.slowHealth),
    differs:
      "ten seconds of one instance with health checks and without a 5xx count as one, bad when a check was slow: the same with one probe every ten seconds, but other methods count too",
  },
  {
    for: LOG_METRIC.requestErrors,
    total: counterOf(SLICES.loggedRequests),
    bad: counterOf(SLICES.loggedErrors),
    differs:
      "files that were served without trouble leave no line, so they are not in the total, the part of bad ones is larger and the alert fires earlier",
  },
];

/** @returns null when no lines say how many events there were, or the goal is higher than Cloud Monitoring allows */
export function countedLines({ indicator, target }: PlannedObjective): CountedLines | null {
  if (compare(target, HIGHEST_GOAL) > 0) return null;
  const [total, bad] = [logMetricOf(indicator.total), logMetricOf(indicator.bad)];
  if (!total || !bad?.isExact) return null;
  if (total.isExact && total.metric.field === null && bad.metric.field === null) {
    return { total: counterOf(total.metric), bad: counterOf(bad.metric), differs: null };
  }
  return SUBSTITUTES.find((each) => each.for.name === bad.metric.name) ?? null;
}

export const objectiveOf = (objective: PlannedObjective, { total, bad }: CountedLines): CloudMonitoringObjective => ({
  sloId: objective.name,
  displayName: `${objective.displayName}: ${objective.description}`,
  goal: toNumber(objective.target),
  rollingPeriodDays: objective.window / DAY,
  badServiceFilter: seriesFilter(bad),
  totalServiceFilter: seriesFilter(total),
});

/** All series of a log-based metric; the metric's own filter leaves out other services. */
export const seriesFilter = (metric: LogBasedMetric): string =>
  `metric.type="${metricType(metric)}" AND resource.type="cloud_run_revision"`;
