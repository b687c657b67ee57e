import { type CloudWatchMetricSource, type Condition, type GuideAlert, SAID_BY } from "../guide-alert.ts";
import type { Channel, Severity } from "../model.ts";
import { placeholder } from "./cloudwatch-dashboard-widgets.ts";
import { alarmName, type MetricAlarm, type MetricQuery, PLAIN_ALARM } from "./cloudwatch-file.ts";
import { guideFilter, isOnLines } from "./cloudwatch-filters.ts";

/** A rule on CloudTrail's events; its target is the channel's topic. */
export type EventRule = {
  readonly name: string;
  readonly description: string;
  readonly severity: Severity;
  readonly channel: Channel;
  readonly runbook: string;
  readonly state: string;
  readonly eventPattern: Readonly<Record<string, unknown>>;
  /** What must be switched on, else no event ever comes. */
  readonly needs: string;
};

const PLACEHOLDER_OF: Readonly<Record<string, string>> = {
  DBClusterIdentifier: "database_cluster",
  ServiceName: "service_name",
  ServiceID: "service_id",
};

/** Reads such as GetSecretValue come only to rules in this state. https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
const SEES_READS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS";

/** The alarms of the guide on log lines and on the platform's own metrics. */
export function guideAlarms(alerts: readonly GuideAlert[]): MetricAlarm[] {
  return alerts.flatMap((alert): MetricAlarm[] => {
    const { cloudwatch } = alert;
    if (isOnLines(alert)) return [lineAlarm(alert)];
    return cloudwatch.from === "platform metric" ? [platformAlarm(alert, cloudwatch)] : [];
  });
}

/** The alerts of the guide on single events. */
export function eventRules(alerts: readonly GuideAlert[]): EventRule[] {
  return alerts.flatMap((alert): EventRule[] => {
    const { name, cloudwatch, severity, channel, runbook } = alert;
    if (cloudwatch.from !== "audit event") return [];
    const { service, methods, needs } = cloudwatch;
    return [
      {
        name: alarmName(name),
        description: describe(alert),
        severity,
        channel,
        runbook,
        state: SEES_READS,
        eventPattern: {
          source: [`aws.${service.split(".")[0]}`],
          "detail-type": ["AWS API Call via CloudTrail"],
          detail: { eventSource: [service], eventName: methods, errorCode: [{ exists: true }] },
        },
        needs,
      },
    ];
  });
}

function lineAlarm(alert: Parameters<typeof guideFilter>[0]): MetricAlarm {
  const { reads, condition } = alert.cloudwatch;
  const { namespace, metricName } = guideFilter(alert);
  const isQuantile = reads.kind === "quantile";
  return {
    ...headOf(alert),
    ...timesOf(condition, condition.periods),
    namespace,
    metricName,
    period: condition.periodSeconds,
    statistic: isQuantile ? null : "Sum",
    extendedStatistic: isQuantile ? `p${reads.quantile * 100}` : null,
    threshold: condition.threshold,
    comparisonOperator: operatorOf(condition),
    // "ignore" would hold the state still below 10 / (1 - 0.99) = 1,000 requests a minute: for ever, here.
    evaluateLowSampleCountPercentiles: isQuantile ? "evaluate" : null,
  };
}

function platformAlarm(alert: GuideAlert, source: CloudWatchMetricSource): MetricAlarm {
  const { namespace, metric, statistic, against, condition, datapoints } = source;
  const dimensions = Object.fromEntries(source.dimensions.map((name) => [name, dimensionValue(name)]));
  const head = { ...headOf(alert), ...timesOf(condition, datapoints), treatMissingData: "missing" as const };
  const { periodSeconds: period, threshold } = condition;
  if (against === "number") {
    const comparisonOperator = operatorOf(condition);
    return { ...head, namespace, metricName: metric, dimensions, statistic, period, threshold, comparisonOperator };
  }
  const measured: MetricQuery = {
    id: "measured",
    expression: null,
    namespace,
    metricName: metric,
    dimensions,
    statistic,
    period,
    returnData: true,
  };
  const band: MetricQuery = {
    id: "band",
    expression: `ANOMALY_DETECTION_BAND(measured, ${threshold})`,
    namespace: null,
    metricName: null,
    dimensions: {},
    statistic: null,
    period: null,
    returnData: true,
  };
  return {
    ...head,
    metrics: [measured, band],
    thresholdMetricId: band.id,
    comparisonOperator: "GreaterThanUpperThreshold",
  };
}

function headOf(alert: GuideAlert) {
  const { name, severity, channel, runbook } = alert;
  return { ...PLAIN_ALARM, name: alarmName(name), description: describe(alert), severity, channel, runbook };
}

const describe = ({ origin, title, wording, runbook }: GuideAlert): string =>
  `${title}. ${SAID_BY[origin]}: ${wording}. See ${runbook}`;

const timesOf = ({ periods }: Condition, datapoints: number) => ({
  evaluationPeriods: periods,
  datapointsToAlarm: datapoints,
});

const operatorOf = ({ comparison }: Condition) =>
  comparison === ">" ? ("GreaterThanThreshold" as const) : ("GreaterThanOrEqualToThreshold" as const);

function dimensionValue(dimension: string): string {
  const name = PLACEHOLDER_OF[dimension];
  if (name === undefined)
    throw new RangeError(`no placeholder for the dimension ${dimension}; add it to PLACEHOLDER_OF`);
  return placeholder(name);
}
