import type { CloudWatchAlarm } from "./cloudwatch-files.ts";
import type { Measured, Series } from "./measured.ts";
import { quantileOf } from "./quantile.ts";

export type AlarmState = "OK" | "ALARM" | "INSUFFICIENT_DATA";

/**
 * CloudWatch looks at more periods than an alarm asks for, how many it does not promise; its documentation shows five
 * for an alarm of three. https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 */
const MORE_PERIODS = 2;

/**
 * The state of an alarm at the end of each minute. Every alarm is evaluated each minute, whatever its period; its window
 * slides (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-evaluation-window.html). Without a delay of
 * what is measured.
 * @param from the first minute that counts; those before it are history
 */
export function alarmStates(alarm: CloudWatchAlarm, series: Series, from: number): AlarmState[] {
  const { name, period, evaluationPeriods, datapointsToAlarm, treatMissingData } = alarm;
  if (period === null) throw new Error(`${name} has no period: arithmetic on metrics is not replayed`);
  const minutes = period / 60;
  const rule: Rule = { wanted: evaluationPeriods, enough: datapointsToAlarm, treatMissingData };
  const looksAt = evaluationPeriods + MORE_PERIODS;
  const points = new Map<number, boolean | null>();
  const pointAt = (end: number): boolean | null => {
    const known = points.get(end);
    if (known !== undefined) return known;
    const value = readValue(alarm, series, end - minutes, end);
    const point = value === null ? null : isBreaching(alarm, value);
    points.set(end, point);
    return point;
  };
  const states: AlarmState[] = [];
  for (let at = from + 1; at <= series.length; at += 1) {
    const real: boolean[] = [];
    for (let index = 0; index < looksAt; index += 1) {
      const point = pointAt(at - index * minutes);
      if (point !== null) real.push(point);
    }
    states.push(stateOf(real, rule, states.at(-1) ?? "OK"));
  }
  return states;
}

type Rule = { wanted: number; enough: number; treatMissingData: CloudWatchAlarm["treatMissingData"] };

/**
 * Enough real points: the most recent ones decide and nothing counts as missing. Too few: all of them count, and what
 * is missing to the wanted number is filled in as the alarm says.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
 * @param real whether each point that there is breaches, the most recent one first
 */
function stateOf(real: readonly boolean[], rule: Rule, before: AlarmState): AlarmState {
  if (real.length >= rule.wanted) return breachingIn(real.slice(0, rule.wanted)) >= rule.enough ? "ALARM" : "OK";
  const missing = rule.wanted - real.length;
  if (rule.treatMissingData === "breaching") return breachingIn(real) + missing >= rule.enough ? "ALARM" : "OK";
  if (rule.treatMissingData === "notBreaching") return breachingIn(real) >= rule.enough ? "ALARM" : "OK";
  if (rule.treatMissingData === "ignore") return before;
  if (real.length === 0) return "INSUFFICIENT_DATA";
  return breachingIn(real) >= Math.min(rule.enough, real.length) ? "ALARM" : "OK";
}

const breachingIn = (points: readonly boolean[]): number => points.filter(Boolean).length;

function readValue(alarm: CloudWatchAlarm, series: Series, from: number, to: number): number | null {
  const count = series.countOver(from, to);
  if (count === 0) return null;
  const { statistic, extendedStatistic } = alarm;
  if (statistic === "Sum") return series.sumOver(from, to);
  if (statistic === "SampleCount") return count;
  if (statistic === "Average") return series.sumOver(from, to) / count;
  const measured = series.over(from, to);
  return measured === null ? null : pick(measured, statistic, extendedStatistic);
}

function pick(measured: Measured, statistic: CloudWatchAlarm["statistic"], extended: string | null): number {
  if (statistic === "Maximum") return measured.max;
  if (statistic === "Minimum") return measured.min;
  if (extended === null) throw new Error("an alarm has either a statistic or an extended one");
  return quantileOf(measured.values, Number(extended.slice(1)) / 100);
}

function isBreaching({ comparisonOperator, threshold, name }: CloudWatchAlarm, value: number): boolean {
  if (threshold === null) throw new Error(`${name} has no threshold: bands are not replayed`);
  if (comparisonOperator === "GreaterThanThreshold") return value > threshold;
  if (comparisonOperator === "GreaterThanOrEqualToThreshold") return value >= threshold;
  if (comparisonOperator === "LessThanThreshold") return value < threshold;
  if (comparisonOperator === "LessThanOrEqualToThreshold") return value <= threshold;
  throw new Error(`${name} compares by ${comparisonOperator}, which is not replayed`);
}
