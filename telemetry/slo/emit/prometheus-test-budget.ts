import type { PlannedObjective } from "../plan.ts";
import { toNumber } from "../rational.ts";
import type { GeneratedFile } from "./emitted.ts";
import { RECORDED, recordedOf } from "./prometheus-recording.ts";
import { type ExpectedNumber, type TestCase, testFile } from "./prometheus-test-case.ts";
import { seriesWithoutErrors, type Traffic, trafficSeries } from "./prometheus-test-traffic.ts";

const HOUR = 3_600;

/** Two readings fit into the five minutes that are summed up; rules are read twice a day, so that 28 days stay quick. */
const STEP = 120;
const EVALUATION = 12 * HOUR;

const MANY = 1_000_000;

type State = "met" | "breached" | "no data";

/** Unit tests of what is recorded over the objective's whole window: ratio, remaining budget and the three states. */
export function budgetTests(objective: PlannedObjective, rules: string): GeneratedFile[] {
  const { name } = objective;
  const { freeze } = objective;
  const days = [breachCase(objective), ...unjudgedCases(objective)];
  if (freeze) days.push(freezeCase(objective, freeze.within));
  return [
    testFile({ name: `${name}-budget`, rules, step: STEP, evaluation: EVALUATION, cases: days }),
    testFile({
      name: `${name}-traffic`,
      rules,
      step: 60,
      evaluation: 300,
      cases: [weightCase(objective), gapCase(objective)],
    }),
  ];
}

/** Four budgets in the first half of the window are two over all of it; half a window later they are forgotten. */
function breachCase(objective: PlannedObjective): TestCase {
  const { indicator, budget } = objective;
  const window = objective.window * 60;
  const later = window * 1.5 + EVALUATION;
  const ratio = Math.min(1, 4 * toNumber(budget));
  const remaining = rounded(objective, RECORDED.remaining);
  return {
    name: "is breached by bad events in half of the window, and met again when they have left it",
    series: trafficSeries(indicator, [
      { steps: window / 2 / STEP, events: MANY, bad: Math.round(ratio * MANY) },
      { steps: (later - window / 2) / STEP, events: MANY, bad: 0 },
    ]),
    alerts: [],
    numbers: [
      { at: window, expr: remaining, value: Math.round(100 - (50 * ratio) / toNumber(budget)) / 100 },
      ...states(objective, window, "breached"),
      { at: later, expr: remaining, value: 1 },
      ...states(objective, later, "met"),
    ],
  };
}

/** All of the budget goes in one stretch; when that is only just inside the window, it still counts as the worst. */
function freezeCase(objective: PlannedObjective, within: number): TestCase {
  const { indicator, budget } = objective;
  const [window, stretch] = [objective.window * 60, within * 60];
  const ratio = Math.min(1, (toNumber(budget) * window) / stretch);
  const expr = rounded(objective, RECORDED.consumed(within));
  const value = Math.round((100 * ratio * stretch) / window / toNumber(budget)) / 100;
  return {
    name: "of the budget that went in the freeze's time the worst stretch of the window counts",
    series: trafficSeries(indicator, [
      { steps: stretch / STEP, events: MANY, bad: Math.round(ratio * MANY) },
      { steps: (window * 2) / STEP, events: MANY, bad: 0 },
    ]),
    alerts: [],
    numbers: [
      { at: window, expr, value },
      { at: window * 2, expr, value: 0 },
    ],
  };
}

function unjudgedCases(objective: PlannedObjective): TestCase[] {
  const day = (24 * HOUR) / STEP;
  const idle: Traffic = [{ steps: day, events: 0, bad: 0 }];
  const at = 24 * HOUR;
  const nothing = { at, expr: sumOf(objective, RECORDED.remaining), value: null };
  return [
    {
      name: "is neither met nor breached while nothing happens",
      series: trafficSeries(objective.indicator, idle),
      alerts: [],
      numbers: [nothing, ...states(objective, at, "no data")],
    },
    {
      name: "is neither met nor breached without the metric",
      series: [{ series: 'up{job="alxderia"}', values: `1x${day}` }],
      alerts: [],
      numbers: [nothing, ...states(objective, at, "no data")],
    },
    {
      name: "is met without a series of errors",
      series: seriesWithoutErrors(objective.indicator, [{ steps: day, events: MANY, bad: 0 }]),
      alerts: [],
      numbers: [{ at, expr: sumOf(objective, RECORDED.remaining), value: 1 }, ...states(objective, at, "met")],
    },
  ];
}

/** A busy hour without errors and a quiet one with one bad event in ten: 600 of 606,000, where a mean says 5 %. */
function weightCase(objective: PlannedObjective): TestCase {
  const busy = { steps: 60, events: 10_000, bad: 0 };
  const quiet = { steps: 60, events: 100, bad: 10 };
  const percent = `round(100 * sum(${recordedOf(objective, RECORDED.periodErrorRatio)}), 0.001)`;
  return {
    name: "weighs each minute by its traffic",
    series: trafficSeries(objective.indicator, [busy, quiet]),
    alerts: [],
    numbers: [{ at: 2 * HOUR, expr: percent, value: 0.099 }],
  };
}

function gapCase(objective: PlannedObjective): TestCase {
  const busy = { steps: 30, events: 100, bad: 0 };
  const traffic = [busy, { steps: 30, events: 0, bad: 0 }, busy];
  const ratio = sumOf(objective, RECORDED.errorRatio(5));
  const remaining = sumOf(objective, RECORDED.remaining);
  return {
    name: "half an hour without traffic leaves no NaN behind",
    series: trafficSeries(objective.indicator, traffic),
    alerts: [],
    numbers: [
      { at: HOUR * 0.75, expr: ratio, value: null },
      { at: HOUR * 0.75, expr: remaining, value: 1 },
      { at: HOUR * 1.5, expr: ratio, value: 0 },
      { at: HOUR * 1.5, expr: remaining, value: 1 },
    ],
  };
}

const states = (objective: PlannedObjective, at: number, holds: State): ExpectedNumber[] =>
  (["met", "breached", "no data"] as const).map((state) => ({
    at,
    expr: `sum(${RECORDED.state}{slo=${JSON.stringify(objective.name)}, state=${JSON.stringify(state)}})`,
    value: state === holds ? 1 : 0,
  }));

const sumOf = (objective: PlannedObjective, record: string) => `sum(${recordedOf(objective, record)})`;

const rounded = (objective: PlannedObjective, record: string) => `round(${sumOf(objective, record)}, 0.01)`;
