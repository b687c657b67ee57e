import type { LogBasedMetricFile } from "./cloud-monitoring-files.ts";
import type { LogLine } from "./log-lines.ts";
import { evaluateLoggingFilter } from "./logging-filter.ts";
import { createMeasured, createSeries, type Measured, type Series } from "./measured.ts";
import { valueAt } from "./metric-filter-pattern.ts";

const RESOURCE = "cloud_run_revision";
const SERVICE = "web";

/**
 * A log-based metric by minutes. A counter counts lines as values of one, a distribution takes the field of each line.
 * A minute without a line that matches has nothing; whoever adds up a counter takes that as zero.
 * https://docs.cloud.google.com/logging/docs/logs-based-metrics
 */
export function logBasedSeries(metric: LogBasedMetricFile, minutes: readonly (readonly LogLine[])[]): Series {
  const known = new Map<readonly LogLine[], Measured | null>();
  return createSeries(
    minutes.map((lines) => {
      const found = known.get(lines);
      if (found !== undefined) return found;
      const measured = measure(metric, lines);
      known.set(lines, measured);
      return measured;
    }),
  );
}

function measure({ filter, valueExtractor }: LogBasedMetricFile, lines: readonly LogLine[]): Measured | null {
  const field = valueExtractor?.slice("EXTRACT(jsonPayload.".length, -1);
  const filled = filter.replaceAll(/\$\{cloud_run_service\}/g, SERVICE);
  const resource = { type: RESOURCE, labels: { service_name: SERVICE } };
  const values = new Map<number, number>();
  for (const { fields, count } of lines) {
    if (!evaluateLoggingFilter(filled, { resource, jsonPayload: fields })) continue;
    const measured = field === undefined ? 1 : valueAt(fields, field);
    if (typeof measured === "number") values.set(measured, (values.get(measured) ?? 0) + count);
  }
  return createMeasured(values);
}

/** How many values lie in each bucket: the first below all bounds, the last from the last bound on; a bound is in the upper one. */
function bucketsOf(values: ReadonlyMap<number, number>, bounds: readonly number[]): number[] {
  const counts = Array.from({ length: bounds.length + 1 }, () => 0);
  for (const [value, count] of values) {
    const index = bounds.filter((bound) => value >= bound).length;
    counts[index] = (counts[index] ?? 0) + count;
  }
  return counts;
}

/** How many values are below a bound. */
export const countBelow = (values: ReadonlyMap<number, number>, bound: number): number =>
  [...values].reduce((sum, [value, count]) => (value < bound ? sum + count : sum), 0);

/**
 * A percentile as Cloud Monitoring sees it: the values of a bucket are taken as spread evenly over it, those of the last
 * as its lower bound. https://docs.cloud.google.com/monitoring/charts/charting-distribution-metrics
 */
export function percentileOf({ values }: Measured, bounds: readonly number[], percentile: number): number {
  const counts = bucketsOf(values, bounds);
  const rank = (percentile / 100) * counts.reduce((sum, count) => sum + count, 0);
  let before = 0;
  for (const [index, count] of counts.entries()) {
    if (count > 0 && before + count >= rank) {
      const [lower, upper] = [bounds[index - 1] ?? 0, bounds[index]];
      return upper === undefined ? lower : lower + ((upper - lower) * (rank - before)) / count;
    }
    before += count;
  }
  return bounds.at(-1) ?? Number.NaN;
}
