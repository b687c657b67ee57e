import type { CloudWatchFilter, CloudWatchObjective } from "./cloudwatch-files.ts";
import type { LogLine } from "./log-lines.ts";
import { createComputedSeries, createMeasured, createSeries, type Measured, type Series } from "./measured.ts";
import { evaluateMetricFilter, valueAt } from "./metric-filter-pattern.ts";

/**
 * A metric by minutes, as a metric filter makes it of log lines. A minute with lines of which none matches has the
 * default value once; a minute without any line has nothing.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/MonitoringLogData.html
 */
export function filteredSeries(filter: CloudWatchFilter, minutes: readonly (readonly LogLine[])[]): Series {
  const known = new Map<readonly LogLine[], Measured | null>();
  return createSeries(
    minutes.map((lines) => {
      const found = known.get(lines);
      if (found !== undefined) return found;
      const measured = measure(filter, lines);
      known.set(lines, measured);
      return measured;
    }),
  );
}

function measure({ pattern, value, defaultValue }: CloudWatchFilter, lines: readonly LogLine[]): Measured | null {
  const values = new Map<number, number>();
  for (const { fields, count } of lines) {
    if (!evaluateMetricFilter(pattern, fields)) continue;
    const measured = value.startsWith("$.") ? valueAt(fields, value.slice(2)) : Number(value);
    if (typeof measured === "number") values.set(measured, (values.get(measured) ?? 0) + count);
  }
  if (values.size === 0 && lines.length > 0 && defaultValue !== null) values.set(defaultValue, 1);
  return createMeasured(values);
}

/**
 * The burn rate of a request-based objective, as Application Signals publishes it each minute: the part of bad requests
 * in the look-back window, divided by what the goal allows. Without requests there is none.
 * https://docs.aws.amazon.com/applicationsignals/latest/APIReference/API_BurnRateConfiguration.html
 * @param total how many there were @param bad how many of them were bad
 */
export function burnRateSeries(
  { Goal, BurnRateConfigurations, Name }: CloudWatchObjective,
  window: number,
  total: Series,
  bad: Series,
): Series {
  if (BurnRateConfigurations.every(({ LookBackWindowMinutes }) => LookBackWindowMinutes !== window)) {
    throw new Error(`${Name} has no burn rate over ${window} minutes`);
  }
  const allowed = 1 - Goal.AttainmentGoal / 100;
  const burnRateAt = (index: number): number | null => {
    const [from, to] = [index + 1 - window, index + 1];
    const events = total.sumOver(from, to);
    return events === 0 ? null : bad.sumOver(from, to) / events / allowed;
  };
  return createComputedSeries(total.length, burnRateAt);
}
