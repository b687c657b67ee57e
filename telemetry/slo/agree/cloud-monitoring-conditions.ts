import type { CloudMonitoringFiles, LogBasedMetricFile, QueryFile, ThresholdFile } from "./cloud-monitoring-files.ts";
import { percentileOf } from "./cloud-monitoring-metrics.ts";
import type { Measured, Series } from "./measured.ts";
import { evaluatePromQl, type Samples } from "./promql.ts";

/** A log-based metric and what was measured of it. */
export type KnownMetric = { readonly metric: LogBasedMetricFile; readonly series: Series };

/** The metrics that the lines make, by type ("logging.googleapis.com/user/alxderia/requests"), and the objectives. */
export type Known = {
  readonly metrics: ReadonlyMap<string, KnownMetric>;
  readonly objectives: CloudMonitoringFiles["objectives"];
};

const METRIC_FILTER = /^metric\.type="([^"]+)" AND resource\.type="cloud_run_revision"$/;
const BURN_RATE =
  /^select_slo_burn_rate\("projects\/[^/]+\/services\/([^/]+)\/serviceLevelObjectives\/([^/"]+)", "(\d+)s"\)$/;

/** Whether a condition is about the product's own lines; the platform's metrics and single lines are not replayed. */
export const isOnOwnLines = (filter: string): boolean =>
  BURN_RATE.test(filter) || filter.includes('metric.type="logging.googleapis.com/user/');

/**
 * What a condition compares at the end of a minute, null when there is no data. An alignment period is a window that
 * slides by a minute: https://docs.cloud.google.com/monitoring/alerts/concepts-indepth
 * @param at the minutes before it count
 */
export function thresholdValue(condition: ThresholdFile, known: Known, at: number): number | null {
  const [, service, sloId, seconds] = BURN_RATE.exec(condition.filter) ?? [];
  if (sloId !== undefined) return burnRate(known, `${service}`, sloId, Number(seconds) / 60, at);
  const { metric, series } = metricOf(condition.filter, known);
  const [aggregation] = condition.aggregations;
  if (!aggregation) throw new Error(`a metric needs an aggregation: ${condition.filter}`);
  const { perSeriesAligner, crossSeriesReducer, alignmentPeriod } = aggregation;
  const from = at - alignmentPeriod / 60;
  if (metric.valueType === "INT64") {
    if (perSeriesAligner !== "ALIGN_DELTA") throw new Error(`${perSeriesAligner} of a counter is not replayed`);
    // A series begins with its first line and is zero from then on.
    return series.countOver(0, at) === 0 ? null : reduced(crossSeriesReducer, series.sumOver(from, at));
  }
  const measured = series.over(from, at);
  return measured === null ? null : ofDistribution(measured, metric, perSeriesAligner, crossSeriesReducer);
}

/** One instance has one series, so that sum, mean and maximum over series are the same. */
function reduced(reducer: string, value: number): number {
  if (/^REDUCE_(SUM|MEAN|MAX)$/.test(reducer)) return value;
  throw new Error(`${reducer} of a number is not replayed`);
}

function ofDistribution(measured: Measured, { bounds }: LogBasedMetricFile, aligner: string, reducer: string): number {
  const [, aligned] = /^ALIGN_PERCENTILE_(\d+)$/.exec(aligner) ?? [];
  if (aligned !== undefined) return reduced(reducer, percentileOf(measured, bounds ?? [], Number(aligned)));
  if (aligner === "ALIGN_MEAN") return reduced(reducer, measured.sum / measured.count);
  const [, percentile] = /^REDUCE_PERCENTILE_(\d+)$/.exec(reducer) ?? [];
  if (aligner !== "ALIGN_DELTA" || percentile === undefined) {
    throw new Error(`${aligner} and ${reducer} of a distribution are not replayed`);
  }
  return percentileOf(measured, bounds ?? [], Number(percentile));
}

/** Bad by total in the look-back window by what the goal allows; without events there is none. */
function burnRate(known: Known, service: string, sloId: string, minutes: number, at: number): number | null {
  const objective = known.objectives.find((each) => each.sloId === sloId && each.service === service);
  if (!objective) throw new Error(`no objective ${sloId} of the service ${service}`);
  const [total, bad] = [objective.totalServiceFilter, objective.badServiceFilter].map((filter) =>
    metricOf(filter, known).series.sumOver(at - minutes, at),
  ) as [number, number];
  return total === 0 ? null : bad / total / (1 - objective.goal);
}

function metricOf(filter: string, { metrics }: Known): KnownMetric {
  const [, type = ""] = METRIC_FILTER.exec(filter) ?? [];
  const found = metrics.get(type);
  if (!found) throw new Error(`no log-based metric is meant by ${filter}`);
  return found;
}

/** Whether a query gives a sample at the end of a minute. */
export const queryHolds = ({ query }: QueryFile, samples: Samples, at: number): boolean =>
  evaluatePromQl(query, samples, at) !== null;
