import {
  type AuditEventSource,
  type CloudMonitoringMetricSource,
  type Condition,
  type GuideAlert,
  SAID_BY,
} from "../guide-alert.ts";
import {
  type AlertPolicy,
  labelOf,
  onLogLine,
  onQuery,
  onThreshold,
  type PolicyCondition,
  policyOf,
  resourceFilter,
} from "./cloud-monitoring-file.ts";
import { type GuideAlertOnLines, guideMetric, isOnLines, seriesOf } from "./cloud-monitoring-metrics.ts";
import { seriesFilter } from "./cloud-monitoring-objectives.ts";

/** Less than that in a day is no anomaly, however quiet the week was. */
export const LEAST_GROWTH_BYTES = 1_000_000_000;

/** One policy for each alert of the guide that can be seen there. */
export function guidePolicies(alerts: readonly GuideAlert[]): AlertPolicy[] {
  return alerts.flatMap((alert) => {
    const condition = conditionFor(alert);
    if (!condition) return [];
    const { origin, name, title, wording, severity, channel, runbook } = alert;
    const text = `${SAID_BY[origin]}: ${wording}.`;
    return [policyOf({ name, displayName: title, severity, channel, runbook, text }, [condition])];
  });
}

function conditionFor(alert: GuideAlert): PolicyCondition | null {
  const { cloudMonitoring, wording } = alert;
  if (isOnLines(alert)) return onLines(alert);
  if (cloudMonitoring.from === "audit event") return onLogLine(wording, auditFilter(cloudMonitoring));
  if (cloudMonitoring.from !== "platform metric") return null;
  return cloudMonitoring.against === "band" ? onGrowth(wording, cloudMonitoring) : onPlatform(wording, cloudMonitoring);
}

function onLines(alert: GuideAlertOnLines): PolicyCondition {
  const { reads, condition } = alert.cloudMonitoring;
  const reducer = reads.kind === "quantile" ? percentileReducer(reads.quantile) : "REDUCE_SUM";
  return threshold(alert.wording, seriesFilter(guideMetric(alert)), "ALIGN_DELTA", reducer, condition);
}

function onPlatform(wording: string, source: CloudMonitoringMetricSource): PolicyCondition {
  const { type, resource, aligner, reducer, condition } = source;
  const filter = `metric.type="${type}" AND ${resourceFilter(resource)}`;
  return threshold(wording, filter, aligner, reducer, condition);
}

/** The growth of a period against the daily mean of a week, and large enough to matter. */
function onGrowth(wording: string, { type, resource, condition }: CloudMonitoringMetricSource): PolicyCondition {
  const { periodSeconds, threshold: times } = condition;
  const { label, value } = labelOf(resource);
  const labels = `monitored_resource="${resource}",${label}="${value}"`;
  const grown = (range: string) => `max(delta(${seriesOf(type)}{${labels}}[${range}]))`;
  const day = grown(`${periodSeconds}s`);
  return onQuery(wording, `(${day} > ${times} * ${grown("7d")} / 7) and (${day} > ${LEAST_GROWTH_BYTES})`);
}

function threshold(wording: string, filter: string, aligner: string, reducer: string, condition: Condition) {
  const { periodSeconds, periods } = condition;
  const held = periodSeconds * (periods - 1);
  return onThreshold(wording, {
    filter,
    aggregations: [{ alignmentPeriod: `${periodSeconds}s`, perSeriesAligner: aligner, crossSeriesReducer: reducer }],
    comparison: "COMPARISON_GT",
    thresholdValue: exclusive(condition),
    // The first value looks back over one period already: periods in a row are one and a duration of the others.
    duration: `${held}s`,
    evaluationMissingData: held > 0 ? "EVALUATION_MISSING_DATA_INACTIVE" : null,
  });
}

/** There is no "at least"; of whole numbers it is "more than one less". */
function exclusive({ comparison, threshold }: Condition): number {
  if (comparison === ">") return threshold;
  if (!Number.isInteger(threshold)) throw new RangeError(`>= ${threshold} cannot be said: only > is known there`);
  return threshold - 1;
}

function percentileReducer(quantile: number): string {
  const reducer = { 0.5: "REDUCE_PERCENTILE_50", 0.95: "REDUCE_PERCENTILE_95", 0.99: "REDUCE_PERCENTILE_99" }[quantile];
  if (reducer === undefined) throw new RangeError(`no reducer for the quantile ${quantile}; allowed: 0.5, 0.95, 0.99`);
  return reducer;
}

const auditFilter = ({ service, methods }: AuditEventSource): string =>
  [
    `protoPayload.serviceName="${service}"`,
    `protoPayload.methodName=(${methods.map((method) => JSON.stringify(method)).join(" OR ")})`,
    "protoPayload.status.code>0",
  ].join(" AND ");
