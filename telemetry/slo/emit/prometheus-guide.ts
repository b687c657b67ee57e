import type { Condition, GuideAlert, MetricSource } from "../guide-alert.ts";
import type { Events } from "../model.ts";
import { atLeast, selectorOf } from "./prometheus-queries.ts";
import type { AlertingRule } from "./prometheus-yaml.ts";

/** An alert of the guide that Prometheus can make. */
export type GuideAlertOnMetrics = GuideAlert & { readonly prometheus: MetricSource };

export const isOnMetrics = (alert: GuideAlert): alert is GuideAlertOnMetrics => alert.prometheus.from === "metric";

/** What stands for the value in a description, and how a number is written in its place. */
export const VALUE_TEMPLATE = {
  count: '{{ printf "%.0f" $value }} events',
  quantile: '{{ printf "%.2f" $value }} s',
  part: '{{ printf "%.2f" $value }} of the maximum',
} as const;

/**
 * Each evaluation looks back over one period, so that periods in a row are one period and a `for` of the others. Zero
 * traffic gives no quantile (NaN is above nothing), and a maximum of zero no part.
 */
export function guideRule({ name, title, wording, severity, channel, runbook, prometheus }: GuideAlertOnMetrics) {
  const { reads, condition } = prometheus;
  const held = condition.periodSeconds * (condition.periods - 1);
  return {
    alert: name,
    expr: expressionOf(prometheus),
    ...(held > 0 ? { for: `${held}s` } : {}),
    labels: { severity, channel },
    annotations: {
      summary: title,
      description: `${VALUE_TEMPLATE[reads.kind]}; the guide says: ${wording}.`,
      runbook_url: runbook,
      dashboard_url: "/d/alxderia-slo",
    },
  } satisfies AlertingRule;
}

function expressionOf({ reads, condition }: MetricSource): string {
  const { comparison, threshold, periodSeconds } = condition;
  const period = `[${periodSeconds}s]`;
  if (reads.kind === "part") {
    return `min_over_time(${reads.gauge}${period}) / (${reads.of} > 0) ${comparison} ${threshold}`;
  }
  if (reads.kind === "quantile") {
    const buckets = `rate(${bucketsOf(reads.events)}${period})`;
    return `histogram_quantile(${reads.quantile}, sum by (le) (${buckets})) ${comparison} ${threshold}`;
  }
  const count = (events: Events) => `sum by (job) (increase(${selectorOf(events)}${period}))`;
  return `${count(reads.events)} ${atLeast(leastOf(condition))}\nunless ${count(reads.unless)} ${atLeast(1)}`;
}

/** The smallest whole number that meets a condition on a count. */
const leastOf = ({ comparison, threshold }: Condition): number => (comparison === ">=" ? threshold : threshold + 1);

/** All buckets of a histogram; the selector of its events names the count. */
const bucketsOf = (events: Events): string =>
  `${events.metric}_bucket${selectorOf(events).slice(`${events.metric}_count`.length)}`;
