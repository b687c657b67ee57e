import { formatDuration } from "../duration.ts";
import type { BurnRateAlert, PlannedObjective } from "../plan.ts";
import { formatDecimal, formatPercent, toNumber } from "../rational.ts";
import { alarmName, type CompositeAlarm, type MetricAlarm, PLAIN_ALARM } from "./cloudwatch-file.ts";
import { applicationSignalsName, type CountedBy } from "./cloudwatch-objectives.ts";
import { LOG_METRIC, LOG_METRIC_NAMESPACE } from "./log-metrics.ts";

/** The longest period of an alarm, in minutes; what a longer window wants, it wants within one day. */
export const LONGEST_PERIOD = 1_440;

/** Two tiers fire some minutes apart; in between the less urgent one waits, and after the other ended it waits again. */
const SUPPRESSOR_WAIT_SECONDS = 60;

/** The parts of each alert: the burn rate in both windows, and enough events in the long one. They tell nobody. */
export function burnRateParts(objective: PlannedObjective, { total }: CountedBy): MetricAlarm[] {
  return objective.alerts.flatMap((alert) => {
    const { long, short, minimumEvents, runbook } = alert;
    const part = { ...PLAIN_ALARM, severity: null, channel: null, runbook };
    const above = (which: "long" | "short", minutes: number): MetricAlarm => ({
      ...part,
      name: partName(alert, which),
      description: `The budget burns more than ${formatDecimal(alert.factor, 4)} times as fast as it may over ${formatDuration(minutes)}. A part of ${alarmName(alert.name)}.`,
      namespace: "AWS/ApplicationSignals",
      metricName: "BurnRate",
      dimensions: { SloName: applicationSignalsName(objective), BurnRateWindowMinutes: String(minutes) },
      statistic: "Maximum",
      period: 60,
      threshold: toNumber(alert.factor),
      comparisonOperator: "GreaterThanThreshold",
    });
    const guarded = Math.min(long, LONGEST_PERIOD);
    const events: MetricAlarm = {
      ...part,
      name: partName(alert, "events"),
      description: `At least ${minimumEvents} events in ${formatDuration(guarded)}: with fewer, one bad event would be too many. A part of ${alarmName(alert.name)}.`,
      namespace: LOG_METRIC_NAMESPACE,
      metricName: total.name,
      statistic: "Sum",
      period: guarded * 60,
      threshold: minimumEvents,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
    };
    return [above("long", long), above("short", short), events];
  });
}

/** The alerts themselves, most urgent first, each silenced by the one before it. */
export function burnRateComposites({ displayName, budget, alerts }: PlannedObjective): CompositeAlarm[] {
  return alerts.map((alert, index) => {
    const { severity, channel, runbook, factor, long, short } = alert;
    const children = (["long", "short", "events"] as const).map((which) => partName(alert, which));
    const urgent = alerts[index - 1];
    return {
      name: alarmName(alert.name),
      description: `${displayName}: the error budget burns more than ${formatDecimal(factor, 4)} times as fast as it may over ${formatDuration(long)} and ${formatDuration(short)}: above ${formatPercent(alert.threshold)} bad events with a budget of ${formatPercent(budget)}. See ${runbook}`,
      severity,
      channel,
      runbook,
      rule: children.map((child) => `ALARM("${child}")`).join(" AND "),
      children,
      suppressor: urgent ? alarmName(urgent.name) : null,
      suppressorWaitPeriod: urgent ? SUPPRESSOR_WAIT_SECONDS : 0,
      suppressorExtensionPeriod: urgent ? SUPPRESSOR_WAIT_SECONDS : 0,
    };
  });
}

/** No line is no data, which is what this alarm is about: missing counts as breaching. */
export function noDataAlarm({ displayName, noData }: PlannedObjective, { total }: CountedBy): MetricAlarm {
  const { name, idle, forMinutes, severity, channel, runbook } = noData;
  const isSilent = idle === "never";
  const what = isSilent ? "no events" : "no runtime snapshot in the log";
  return {
    ...PLAIN_ALARM,
    severity,
    channel,
    runbook,
    name: alarmName(name),
    description: `${displayName}: ${what} for ${formatDuration(forMinutes)}. Until that is back nobody can say whether the objective is met. See ${runbook}`,
    namespace: LOG_METRIC_NAMESPACE,
    metricName: isSilent ? total.name : LOG_METRIC.requests.name,
    statistic: isSilent ? "Sum" : "SampleCount",
    period: 60,
    threshold: 1,
    comparisonOperator: "LessThanThreshold",
    evaluationPeriods: forMinutes,
    datapointsToAlarm: forMinutes,
    treatMissingData: "breaching",
  };
}

const partName = ({ name }: BurnRateAlert, which: string): string => `${alarmName(name)}-${which}`;
