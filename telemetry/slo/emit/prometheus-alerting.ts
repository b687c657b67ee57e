import { describeEvents } from "../describe-events.ts";
import { formatDuration } from "../duration.ts";
import type { Events } from "../model.ts";
import type { BurnRateAlert, NoDataAlert, Notice, PlannedObjective } from "../plan.ts";
import { formatDecimal, formatPercent, multiply, rational } from "../rational.ts";
import { atLeast, bucketOf, numberOf, rateOf, selectorOf } from "./prometheus-queries.ts";
import { RECORDED, recordedOf } from "./prometheus-recording.ts";
import type { AlertingRule } from "./prometheus-yaml.ts";

/** The part of bad events in the long window, as the template of an annotation; tests put a number in its place. */
export const RATIO_TEMPLATE = "{{ $value | humanizePercentage }}";

/** The shortest window in which a scrape every 30 s or more often leaves two readings to compare. */
const SILENCE_WINDOW = 2;

/** The alerts of an objective on its burn rate, most urgent first, and the one on missing data. */
export const alertingRules = (objective: PlannedObjective): AlertingRule[] => [
  ...objective.alerts.map((alert) => burnRateRule(objective, alert)),
  noDataRule(objective),
];

/** No `for`: both windows have to agree, which is what keeps a short spike quiet. */
export function burnRateRule(objective: PlannedObjective, alert: BurnRateAlert): AlertingRule {
  const { long, short, threshold, minimumEvents } = alert;
  const above = (window: number) => `${recordedOf(objective, RECORDED.errorRatio(window))} > ${numberOf(threshold)}`;
  const events = `${recordedOf(objective, RECORDED.total(long))} * ${long * 60} ${atLeast(minimumEvents)}`;
  return {
    alert: alert.name,
    expr: [above(long), above(short), events].join("\nand ignoring(window) "),
    labels: { ...labelsOf(objective, alert), tier: String(alert.tier), window: formatDuration(long) },
    annotations: {
      summary: `${objective.displayName}: the error budget burns more than ${formatDecimal(alert.factor, 4)} times as fast as it may`,
      description: describeBurnRate(objective, alert),
      ...linksOf(objective.name, alert),
    },
  };
}

function describeBurnRate({ window, budget }: PlannedObjective, alert: BurnRateAlert): string {
  const [long, short] = [formatDuration(alert.long), formatDuration(alert.short)];
  const days = formatDecimal(multiply(alert.exhaustion, rational(1, 1_440)), 2);
  return [
    `${RATIO_TEMPLATE} of events were bad over ${long};`,
    `the alert fires above ${formatPercent(alert.threshold)} over ${long} and over ${short},`,
    `which is ${formatDecimal(alert.factor, 4)} times the budget of ${formatPercent(budget)}.`,
    `At that threshold ${formatPercent(alert.consumed)} of the budget of ${formatDuration(window)} goes in ${long},`,
    `and a full budget in ${days} days.`,
  ].join(" ");
}

/**
 * Silence of what never sleeps shows in a rate of zero or none, which takes its own window to appear; what may sleep is
 * only missed when the metric itself is gone. A missing bucket leaves nothing to judge a bound by, so it counts as gone.
 */
export function noDataRule(objective: PlannedObjective): AlertingRule {
  const { noData, indicator, displayName, name } = objective;
  const { watches, idle, forMinutes } = noData;
  const isSilent = idle === "never";
  const rate = rateOf(watches, SILENCE_WINDOW);
  const gone = isSilent ? [`${rate} == 0`, `absent(${rate})`] : [`absent(sum(${selectorOf(watches)}))`];
  const bucket = bucketOf(indicator);
  if (bucket) gone.push(`absent(sum(${selectorOf(bucket)}))`);
  const time = formatDuration(forMinutes);
  return {
    alert: noData.name,
    expr: gone.join("\nor "),
    for: formatDuration(isSilent ? forMinutes - SILENCE_WINDOW : forMinutes),
    labels: labelsOf(objective, noData),
    annotations: {
      summary: `${displayName}: ${isSilent ? "no events" : "no metric"} for ${time}`,
      description: `${describeNoData(noData, bucket)} for ${time}. Until that is back nobody can say whether the objective is met.`,
      ...linksOf(name, noData),
    },
  };
}

function describeNoData({ watches, idle }: NoDataAlert, bucket: Events | null): string {
  if (idle === "never") return `No event was counted of ${describeEvents(watches)}`;
  const within = bucket?.bound ? `, or not its bucket of ${bucket.bound.seconds} s,` : "";
  return `Prometheus has not seen ${describeEvents(watches)}${within}`;
}

const labelsOf = ({ name, service }: PlannedObjective, { severity, channel }: Notice) => ({
  slo: name,
  service,
  severity,
  channel,
});

const linksOf = (name: string, { runbook }: Notice) => ({
  runbook_url: runbook,
  dashboard_url: `/d/alxderia-slo?var-slo=${name}`,
});
