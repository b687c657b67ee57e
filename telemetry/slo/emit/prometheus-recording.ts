import { formatDuration } from "../duration.ts";
import type { PlannedObjective } from "../plan.ts";
import { badRateOf, numberOf, rateOf } from "./prometheus-queries.ts";
import type { RecordingRule } from "./prometheus-yaml.ts";

/** The window in minutes whose recorded rates are summed up over the objective's own. */
const BASE_WINDOW = 5;

/** Names of what is recorded of each objective, with the label `slo`. A window is part of the name and a label. */
export const RECORDED = {
  total: (window: number) => `slo:events_total:rate${formatDuration(window)}`,
  good: (window: number) => `slo:events_good:rate${formatDuration(window)}`,
  bad: (window: number) => `slo:events_bad:rate${formatDuration(window)}`,
  errorRatio: (window: number) => `slo:error_ratio:rate${formatDuration(window)}`,
  burnRate: (window: number) => `slo:burn_rate:rate${formatDuration(window)}`,
  /** Over the objective's own window, whatever its length, so that one dashboard shows all. */
  periodErrorRatio: "slo:error_ratio:period",
  periodBurnRate: "slo:burn_rate:period",
  remaining: "slo:error_budget_remaining:ratio",
  objective: "slo:objective:ratio",
  budget: "slo:error_budget:ratio",
  /** Bad events within the time that a freeze looks at, as a sum of recorded rates. */
  badSum: (window: number) => `slo:events_bad:sum${formatDuration(window)}`,
  /** The part of the whole budget that went in the worst stretch of that length. */
  consumed: (window: number) => `slo:error_budget_consumed:ratio${formatDuration(window)}`,
  /** 1 for the state that holds and 0 for the other two; label `state`. */
  state: "slo:state:current",
} as const;

/** The series of one name that belong to an objective. */
export const recordedOf = ({ name }: Pick<PlannedObjective, "name">, record: string): string =>
  `${record}{slo=${JSON.stringify(name)}}`;

/** Everything recorded of an objective, in the order in which one rule reads the other. */
export function recordingRules(objective: PlannedObjective): RecordingRule[] {
  const alertWindows = objective.windows.filter((window) => window !== objective.window);
  const windows = [...new Set([BASE_WINDOW, ...alertWindows])].sort((left, right) => left - right);
  return [
    record(objective, RECORDED.objective, `vector(${numberOf(objective.target)})`, objective.window),
    record(objective, RECORDED.budget, `vector(${numberOf(objective.budget)})`, objective.window),
    ...windows.flatMap((window) => windowRules(objective, window)),
    ...periodRules(objective),
    ...stateRules(objective),
  ];
}

/** Read from the counters themselves, so that windows of alerts are exact. */
function windowRules(objective: PlannedObjective, window: number): RecordingRule[] {
  const { indicator, budget } = objective;
  const [total, bad, ratio] = [RECORDED.total(window), RECORDED.bad(window), RECORDED.errorRatio(window)];
  const of = (name: string) => recordedOf(objective, name);
  return [
    record(objective, total, rateOf(indicator.total, window), window),
    record(objective, bad, badRateOf(indicator, window), window),
    record(objective, RECORDED.good(window), `${of(total)} - ${of(bad)}`, window),
    record(objective, ratio, `${of(bad)} / (${of(total)} > 0)`, window),
    record(objective, RECORDED.burnRate(window), `${of(ratio)} / ${numberOf(budget)}`, window),
  ];
}

/**
 * Sums of recorded rates, each minute weighing as much as its traffic: a mean of ratios overstates a bad night 48-fold,
 * and the counters themselves over four weeks are millions of samples.
 */
function periodRules(objective: PlannedObjective): RecordingRule[] {
  const { window, budget, freeze } = objective;
  const of = (name: string) => recordedOf(objective, name);
  const sum = (name: string, over: number) => `sum_over_time(${of(name)}[${formatDuration(over)}])`;
  const total = `(${sum(RECORDED.total(BASE_WINDOW), window)} > 0)`;
  const ratio = `${sum(RECORDED.bad(BASE_WINDOW), window)}\n/ ${total}`;
  const share = `${of(RECORDED.periodErrorRatio)} / ${numberOf(budget)}`;
  const rules = [
    record(objective, RECORDED.periodErrorRatio, ratio, window),
    record(objective, RECORDED.periodBurnRate, share, window),
    record(objective, RECORDED.remaining, `1 - ${share}`, window),
  ];
  return freeze ? [...rules, ...freezeRules(objective, freeze.within)] : rules;
}

/** Any stretch of the freeze's length within the window counts, so the worst one does (telemetry/slo/assess.ts). */
function freezeRules(objective: PlannedObjective, within: number): RecordingRule[] {
  const { window, budget } = objective;
  const of = (name: string) => recordedOf(objective, name);
  const stretch = of(RECORDED.badSum(within));
  const worst = window > within ? `max_over_time(${stretch}[${formatDuration(window - within)}])` : stretch;
  const total = `sum_over_time(${of(RECORDED.total(BASE_WINDOW))}[${formatDuration(window)}])`;
  return [
    record(
      objective,
      RECORDED.badSum(within),
      `sum_over_time(${of(RECORDED.bad(BASE_WINDOW))}[${formatDuration(within)}])`,
      within,
    ),
    record(
      objective,
      RECORDED.consumed(within),
      `${worst}\n/ ignoring(window) (${total} > 0)\n/ ${numberOf(budget)}`,
      within,
    ),
  ];
}

/** `on()` lets the zero stand in whatever labels the left side would have had. */
function stateRules(objective: PlannedObjective): RecordingRule[] {
  const { budget, window } = objective;
  const ratio = recordedOf(objective, RECORDED.periodErrorRatio);
  const state = (name: string, expression: string) =>
    record(objective, RECORDED.state, `${expression}\nor on() vector(0)`, window, { state: name });
  return [
    state("met", `${ratio} <= bool ${numberOf(budget)}`),
    state("breached", `${ratio} > bool ${numberOf(budget)}`),
    state("no data", `absent(${ratio})`),
  ];
}

function record(
  { name, service }: PlannedObjective,
  rule: string,
  expr: string,
  window: number,
  more: Record<string, string> = {},
): RecordingRule {
  return { record: rule, expr, labels: { slo: name, service, window: formatDuration(window), ...more } };
}
