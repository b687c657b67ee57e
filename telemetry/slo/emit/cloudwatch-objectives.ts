import { SERVICE_NAME } from "../../conventions.ts";
import type { PlannedObjective } from "../plan.ts";
import { multiply, rational, toNumber } from "../rational.ts";
import { LOG_METRIC_NAMESPACE, type LogMetric, logMetricOf } from "./log-metrics.ts";

/** The metrics that count an objective's events; exact when they count all of them and nothing else. */
export type CountedBy = { readonly total: LogMetric; readonly bad: LogMetric; readonly isExact: boolean };

const DAY = 1_440;

/**
 * An objective as CloudFormation takes it: the AWS provider of Terraform had no such resource in version 5.100, and a
 * stack of CloudFormation is one. https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
 * aws-resource-applicationsignals-servicelevelobjective.html
 */
export type ApplicationSignalsObjective = {
  readonly Type: "AWS::ApplicationSignals::ServiceLevelObjective";
  readonly Properties: Readonly<Record<string, unknown>>;
};

/** @returns null when no log line says how many events there were or how many of them were bad */
export function countedBy({ indicator }: Pick<PlannedObjective, "indicator">): CountedBy | null {
  const [total, bad] = [logMetricOf(indicator.total), logMetricOf(indicator.bad)];
  // A total may hold a few events too many; bad events that are none would be alarms about nothing.
  if (!total || !bad?.isExact) return null;
  return { total: total.metric, bad: bad.metric, isExact: total.isExact };
}

/** The name of an objective in Application Signals. */
export const applicationSignalsName = ({ name }: Pick<PlannedObjective, "name">): string => `${SERVICE_NAME}-${name}`;

/** The windows whose burn rates are computed, in minutes; the objective's own is its goal's interval. */
const burnRateWindows = ({ windows, window }: PlannedObjective): number[] => windows.filter((each) => each !== window);

export function applicationSignalsObjective(
  objective: PlannedObjective,
  { total, bad }: CountedBy,
): ApplicationSignalsObjective {
  const { displayName, description, target, window } = objective;
  return {
    Type: "AWS::ApplicationSignals::ServiceLevelObjective",
    Properties: {
      Name: applicationSignalsName(objective),
      Description: `${displayName}: ${description}`,
      RequestBasedSli: {
        RequestBasedSliMetric: {
          TotalRequestCountMetric: [countQuery("total", total)],
          MonitoredRequestCountMetric: { BadCountMetric: [countQuery("bad", bad)] },
        },
      },
      Goal: {
        Interval: { RollingInterval: { Duration: window / DAY, DurationUnit: "DAY" } },
        AttainmentGoal: toNumber(multiply(target, rational(100))),
      },
      BurnRateConfigurations: burnRateWindows(objective).map((minutes) => ({ LookBackWindowMinutes: minutes })),
    },
  };
}

/** Logical names are letters and digits: "latency-api" is "LatencyApi". */
export const logicalName = ({ name }: PlannedObjective): string =>
  name.replace(/(^|-)([a-z])/g, (_, _hyphen, letter: string) => letter.toUpperCase());

const countQuery = (id: string, { name }: LogMetric) => ({
  Id: id,
  MetricStat: {
    Metric: { Namespace: LOG_METRIC_NAMESPACE, MetricName: name, Dimensions: [] },
    Period: 60,
    Stat: "Sum",
  },
  ReturnData: true,
});
