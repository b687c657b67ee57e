import { type GuideAlert, type MetricSource, SAID_BY } from "../guide-alert.ts";
import type { Events } from "../model.ts";
import { selectorOf } from "./prometheus-queries.ts";
import type { AlertingRule } from "./prometheus-yaml.ts";

/** An alert of the guide that Prometheus can make. */
export type GuideAlertOnMetrics = GuideAlert & { readonly prometheus: MetricSource };

export const isOnMetrics = (alert: GuideAlert): alert is GuideAlertOnMetrics => alert.prometheus.from === "metric";

/** What stands for the value in a description. */
export const VALUE_TEMPLATE = { gauge: '{{ printf "%.0f" $value }}', quantile: '{{ printf "%.2f" $value }}' } as const;

/**
 * Each evaluation looks back over one period, so that periods in a row are one period and a `for` of the others. Zero
 * traffic gives no quantile (NaN is above nothing). A gauge is one of one instance, and over a period, so that a reading
 * that was missed ends no alert.
 */
export function guideRule(alert: GuideAlertOnMetrics) {
  const { origin, name, title, wording, severity, channel, runbook, prometheus } = alert;
  const saidBy = SAID_BY[origin].toLowerCase();
  const { reads, condition } = prometheus;
  const held = condition.periodSeconds * (condition.periods - 1);
  return {
    alert: name,
    expr: expressionOf(prometheus),
    ...(held > 0 ? { for: `${held}s` } : {}),
    labels: { severity, channel },
    annotations: {
      summary: title,
      description: `${VALUE_TEMPLATE[reads.kind]} ${unitOf(reads)}; ${saidBy}: ${wording}.`,
      runbook_url: runbook,
      dashboard_url: "/d/alxderia-slo",
    },
  } satisfies AlertingRule;
}

function expressionOf({ reads, condition }: MetricSource): string {
  const { comparison, threshold, periodSeconds } = condition;
  const period = `[${periodSeconds}s]`;
  if (reads.kind === "gauge") return `max_over_time(${reads.gauge}${period}) ${comparison} ${threshold}`;
  const buckets = `rate(${bucketsOf(reads.events)}${period})`;
  return `histogram_quantile(${reads.quantile}, sum by (le) (${buckets})) ${comparison} ${threshold}`;
}

const unitOf = (reads: MetricSource["reads"]): string => (reads.kind === "gauge" ? reads.unit : "s");

/** All buckets of a histogram; the selector of its events names the count. */
const bucketsOf = (events: Events): string =>
  `${events.metric}_bucket${selectorOf(events).slice(`${events.metric}_count`.length)}`;
