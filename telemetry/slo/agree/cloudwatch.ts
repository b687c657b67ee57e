import { type AlarmState, alarmStates } from "./cloudwatch-alarms.ts";
import { evaluateRule, toldMinutes } from "./cloudwatch-composites.ts";
import type { CloudWatchAlarm, CloudWatchFiles } from "./cloudwatch-files.ts";
import { burnRateSeries, filteredSeries } from "./cloudwatch-metrics.ts";
import type { LogLine } from "./log-lines.ts";
import type { Series } from "./measured.ts";

/** By the end of each minute: whether an alarm fires, and whether it has told somebody. */
export type Outcome = { readonly fires: readonly boolean[]; readonly told: readonly boolean[] };

const APPLICATION_SIGNALS = "AWS/ApplicationSignals";

/**
 * What CloudWatch makes of log lines by the generated files alone. Alarms on the platform's own metrics are left out.
 * @param minutes the lines of each minute, history first @param from the first minute that counts
 * @returns outcomes by the names of the alarms
 */
export function replayCloudWatch(
  { filters, alarms, composites, objectives }: CloudWatchFiles,
  minutes: readonly (readonly LogLine[])[],
  from: number,
): Map<string, Outcome> {
  const ours = new Map(filters.map((filter) => [`${filter.namespace} ${filter.metricName}`, filter]));
  const known = new Map<string, Series>();
  const logSeries = (namespace: string, metricName: string): Series => {
    const key = `${namespace} ${metricName}`;
    const filter = ours.get(key);
    if (!filter) throw new Error(`no filter makes ${key}`);
    const series = known.get(key) ?? filteredSeries(filter, minutes);
    known.set(key, series);
    return series;
  };
  const burnRates = ({ dimensions, name }: CloudWatchAlarm): Series => {
    const objective = objectives.find((each) => each.Name === dimensions.SloName);
    if (!objective) throw new Error(`${name} reads an objective that is not there`);
    const { TotalRequestCountMetric, MonitoredRequestCountMetric } = objective.RequestBasedSli.RequestBasedSliMetric;
    const [total, bad] = [TotalRequestCountMetric, MonitoredRequestCountMetric.BadCountMetric].map(([{ MetricStat }]) =>
      logSeries(MetricStat.Metric.Namespace, MetricStat.Metric.MetricName),
    ) as [Series, Series];
    const key = `${dimensions.SloName} ${dimensions.BurnRateWindowMinutes}`;
    const series = known.get(key) ?? burnRateSeries(objective, Number(dimensions.BurnRateWindowMinutes), total, bad);
    known.set(key, series);
    return series;
  };
  const namespaces = new Set([APPLICATION_SIGNALS, ...filters.map(({ namespace }) => namespace)]);
  const states = new Map<string, readonly AlarmState[]>();
  for (const alarm of alarms.filter(({ namespace }) => namespaces.has(namespace ?? ""))) {
    const isBurnRate = alarm.namespace === APPLICATION_SIGNALS;
    const series = isBurnRate ? burnRates(alarm) : logSeries(alarm.namespace ?? "", alarm.metricName ?? "");
    states.set(alarm.name, alarmStates(alarm, series, from));
  }
  return withComposites(states, composites, minutes.length - from);
}

function withComposites(
  states: ReadonlyMap<string, readonly AlarmState[]>,
  composites: CloudWatchFiles["composites"],
  length: number,
): Map<string, Outcome> {
  const outcomes = new Map<string, Outcome>();
  for (const [name, each] of states) {
    const fires = each.map((state) => state === "ALARM");
    outcomes.set(name, { fires, told: fires });
  }
  for (const { name, rule } of composites) {
    const fires = Array.from({ length }, (_, at) =>
      evaluateRule(rule, (child) => states.get(child)?.[at] ?? missing(child)),
    );
    outcomes.set(name, { fires, told: fires });
  }
  for (const composite of composites) {
    const { fires = [] } = outcomes.get(composite.name) ?? {};
    const { suppressor } = composite;
    const suppressing = suppressor === null ? [] : (outcomes.get(suppressor)?.fires ?? missing(suppressor));
    outcomes.set(composite.name, { fires, told: toldMinutes(fires, suppressing, composite) });
  }
  return outcomes;
}

function missing(name: string): never {
  throw new Error(`no alarm is called ${name}`);
}
