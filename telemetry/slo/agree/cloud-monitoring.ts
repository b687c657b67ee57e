import {
  isOnOwnLines,
  type Known,
  type KnownMetric,
  queryHolds,
  thresholdValue,
} from "./cloud-monitoring-conditions.ts";
import type { CloudMonitoringFiles, PolicyFile, ThresholdFile } from "./cloud-monitoring-files.ts";
import { countBelow, logBasedSeries } from "./cloud-monitoring-metrics.ts";
import { heldFor } from "./firings.ts";
import type { LogLine } from "./log-lines.ts";
import type { Samples } from "./promql.ts";

const USER_METRIC = "logging.googleapis.com/user/";
const IN_PROMQL = "logging_googleapis_com:user_";

type Condition = PolicyFile["conditions"][number];

/** By minutes: whether a condition is met, and whether there was data to say so. */
type Met = { readonly met: readonly boolean[]; readonly hasData: readonly boolean[] };

/**
 * What Cloud Monitoring makes of log lines by the generated files alone. Policies on the platform's own metrics and on
 * single lines are left out. Without a delay of what is measured, and of notifications.
 * @param minutes the lines of each minute, history first @param from the first minute that counts
 * @returns by the names of the policies, whether an incident is open at the end of each minute
 */
export function replayCloudMonitoring(
  { metrics, objectives, policies }: CloudMonitoringFiles,
  minutes: readonly (readonly LogLine[])[],
  from: number,
): Map<string, boolean[]> {
  const known: Known = {
    objectives,
    metrics: new Map<string, KnownMetric>(
      metrics.map((metric) => [`${USER_METRIC}${metric.name}`, { metric, series: logBasedSeries(metric, minutes) }]),
    ),
  };
  const ends = Array.from({ length: minutes.length - from }, (_, index) => from + index + 1);
  const replayed = policies.filter(({ conditions }) => conditions.every(isReplayed));
  return new Map(replayed.map((policy) => [policy.name, openMinutes(policy, known, ends)]));
}

function isReplayed({ conditionThreshold, conditionPrometheusQueryLanguage }: Condition): boolean {
  if (conditionThreshold) return isOnOwnLines(conditionThreshold.filter);
  return conditionPrometheusQueryLanguage?.query.includes(IN_PROMQL) ?? false;
}

/**
 * An incident is open while the conditions are met as the combiner says. One whose data ended stays as it was, and the
 * incident is closed after `autoClose` without data.
 * https://docs.cloud.google.com/monitoring/alerts/concepts-indepth
 */
function openMinutes({ combiner, conditions, alertStrategy }: PolicyFile, known: Known, ends: readonly number[]) {
  const all = conditions.map((condition) => metMinutes(condition, known, ends));
  const patience = alertStrategy.autoClose / 60;
  let silent = 0;
  return ends.map((_, index) => {
    silent = all.some(({ hasData }) => !hasData[index]) ? silent + 1 : 0;
    const met = all.map((each) => each.met[index] ?? false);
    const holds = combiner === "AND" ? met.every(Boolean) : met.some(Boolean);
    return holds && silent < patience;
  });
}

function metMinutes(condition: Condition, known: Known, ends: readonly number[]): Met {
  const { conditionThreshold: threshold, conditionPrometheusQueryLanguage: query } = condition;
  if (threshold) return thresholdMinutes(threshold, known, ends);
  if (!query) throw new Error("a condition on single lines is not replayed");
  const samples = samplesOf(known);
  const met = heldFor(
    1 + query.duration / 60,
    ends.map((at) => queryHolds(query, samples, at)),
  );
  // A query that gives nothing says no: that is an answer.
  return { met, hasData: ends.map(() => true) };
}

function thresholdMinutes(condition: ThresholdFile, known: Known, ends: readonly number[]): Met {
  const { comparison, thresholdValue: limit, evaluationMissingData, duration } = condition;
  const values = ends.map((at) => thresholdValue(condition, known, at));
  let before = false;
  const holds = values.map((value) => {
    if (value !== null) before = comparison === "COMPARISON_GT" ? value > limit : value < limit;
    else if (evaluationMissingData === "EVALUATION_MISSING_DATA_INACTIVE") before = false;
    else if (evaluationMissingData === "EVALUATION_MISSING_DATA_ACTIVE") before = true;
    return before;
  });
  const decides = evaluationMissingData !== null && evaluationMissingData !== "EVALUATION_MISSING_DATA_NO_OP";
  const hasData = values.map((value) => value !== null || decides);
  return { met: heldFor(1 + duration / 60, holds), hasData };
}

/** The metrics as PromQL names them: https://docs.cloud.google.com/monitoring/promql/promql-mapping */
function samplesOf({ metrics }: Known): Samples {
  const byName = new Map(
    [...metrics].map(([type, each]) => [`${IN_PROMQL}${type.slice(USER_METRIC.length).replaceAll(/\W/g, "_")}`, each]),
  );
  return (name, { le, ...labels }, minutes, at) => {
    if (labels.monitored_resource !== "cloud_run_revision") throw new Error(`${name} of another resource`);
    const [, base = "", suffix] = /^(.+?)(_count|_sum|_bucket)?$/.exec(name) ?? [];
    const found = byName.get(name) ?? byName.get(base);
    const isDistribution = found?.metric.valueType === "DISTRIBUTION";
    if (!found || isDistribution === byName.has(name)) throw new Error(`no log-based metric gives ${name}`);
    const { series } = found;
    if (series.countOver(0, at) === 0) return null;
    if (suffix === "_bucket" && isDistribution) {
      const values = series.over(at - minutes, at)?.values ?? new Map<number, number>();
      return countBelow(values, le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le));
    }
    return suffix === "_count" && isDistribution
      ? series.countOver(at - minutes, at)
      : series.sumOver(at - minutes, at);
  };
}
