import type { BurnRateAlert, PlannedObjective } from "../plan.ts";
import { ceiling, divide, floor, multiply, ONE, rational } from "../rational.ts";
import type { GeneratedFile } from "./emitted.ts";
import { burnRateRule, RATIO_TEMPLATE } from "./prometheus-alerting.ts";
import { RECORDED, recordedOf } from "./prometheus-recording.ts";
import { type ExpectedAlert, type TestCase, testFile } from "./prometheus-test-case.ts";
import { seriesWithoutErrors, type Traffic, trafficSeries } from "./prometheus-test-traffic.ts";

/** Events between two readings; one of them more or less is a millionth beside the threshold. */
const MANY = 1_000_000;

/** Readings in the short window: as few as show where in it something happens, so that three days stay quick. */
const READINGS = 5;

/** Unit tests of one burn-rate alert, on readings as coarse as its short window allows. */
export function burnRateTests(objective: PlannedObjective, alert: BurnRateAlert, rules: string): GeneratedFile {
  const step = stepOf(alert);
  const cases = [
    ...thresholdCases(objective, alert),
    ...windowCases(objective, alert),
    ...missingCases(objective, alert),
    ...minimumCases(objective, alert),
  ];
  // Every moment that is looked at is a whole number of short windows after the start.
  return testFile({ name: alert.name, rules, step, evaluation: alert.short * 60, cases });
}

function thresholdCases(objective: PlannedObjective, alert: BurnRateAlert): TestCase[] {
  const { test, long, above, below } = setting(objective, alert);
  const restarted = (bad: number): Traffic => [
    { steps: Math.floor(long / 2), events: MANY, bad },
    { steps: Math.ceil(long / 2), events: MANY, bad, restart: true },
  ];
  return [
    test("fires just above the threshold", [{ steps: long, events: MANY, bad: above }], [long, above / MANY]),
    test("is silent just below the threshold", [{ steps: long, events: MANY, bad: below }], [long, null]),
    test("fires just above it over a restart, which sets counters back", restarted(above), [long, above / MANY]),
    test("is silent just below it over a restart", restarted(below), [long, null]),
    ...(objective.indicator.bad.bound
      ? [inPrometheus3(test("", [{ steps: long, events: MANY, bad: above }], [long, above / MANY]))]
      : []),
  ];
}

/** Prometheus writes whole bounds as "2" up to version 2, and as "2.0" from 3 on. */
const inPrometheus3 = ({ series, ...test }: TestCase): TestCase => ({
  ...test,
  name: "fires just above the threshold where bounds are written as Prometheus 3 does",
  series: series.map((one) => ({ ...one, series: one.series.replace(/le="(\d+)"/, 'le="$1.0"') })),
});

function windowCases(objective: PlannedObjective, alert: BurnRateAlert): TestCase[] {
  const { test, long, short, above } = setting(objective, alert);
  // An alert that never fires has no reset, and lint refuses it.
  const readings = divide(multiply(alert.reset ?? ONE, rational(60)), rational(stepOf(alert)));
  const enough = Number(ceiling(readings));
  const end = long + short;
  const recovered = (good: number): Traffic => [
    { steps: end - good, events: MANY, bad: MANY },
    { steps: good, events: MANY, bad: 0 },
  ];
  const spike: Traffic = [
    { steps: long - short, events: MANY, bad: 0 },
    { steps: short, events: MANY, bad: Math.min(MANY, 2 * above) },
  ];
  return [
    test("resolves when the failure ends", recovered(short), [long, 1], [end, null]),
    test("is silent once the short window has recovered enough", recovered(enough), [end, null]),
    test("fires one reading before that", recovered(enough - 1), [end, (long - enough + 1) / long]),
    test("is silent while only the short window is above the threshold", spike, [long, null]),
  ];
}

function missingCases(objective: PlannedObjective, alert: BurnRateAlert): TestCase[] {
  const { long, at, silent } = setting(objective, alert);
  const ratio = `sum(${recordedOf(objective, RECORDED.errorRatio(alert.long))})`;
  const good: Traffic = [{ steps: long, events: MANY, bad: 0 }];
  const idle: Traffic = [{ steps: long, events: 0, bad: 0 }];
  return [
    {
      name: "without traffic it is silent and there is no ratio, not even NaN",
      series: trafficSeries(objective.indicator, idle),
      alerts: [silent(long)],
      numbers: [{ at: at(long), expr: ratio, value: null }],
    },
    {
      name: "without a series of errors the ratio is zero",
      series: seriesWithoutErrors(objective.indicator, good),
      alerts: [silent(long)],
      numbers: [{ at: at(long), expr: ratio, value: 0 }],
    },
    {
      name: "without the metric it is silent",
      series: [{ series: 'up{job="alxderia"}', values: `1x${long}` }],
      alerts: [silent(long)],
      numbers: [{ at: at(long), expr: ratio, value: null }],
    },
  ];
}

function minimumCases(objective: PlannedObjective, alert: BurnRateAlert): TestCase[] {
  const { test, long } = setting(objective, alert);
  const few = (events: number): Traffic => [
    { steps: long - 1, events: 0, bad: 0 },
    { steps: 1, events, bad: events },
  ];
  const least = alert.minimumEvents;
  return [
    test(`fires when all of ${least} events are bad`, few(least), [long, 1]),
    test(`is silent when all of ${least - 1} events are bad, too few to judge by`, few(least - 1), [long, null]),
  ];
}

/** What all cases of an alert share. Windows count readings; `test` takes when it fires with which ratio, or null. */
function setting(objective: PlannedObjective, alert: BurnRateAlert) {
  const step = stepOf(alert);
  const rule = burnRateRule(objective, alert);
  const at = (reading: number) => reading * step;
  const expected = ([reading, ratio]: readonly [number, number | null]): ExpectedAlert => ({
    at: at(reading),
    rule,
    fires: ratio === null ? false : { as: { [RATIO_TEMPLATE]: humanPercentage(ratio) } },
  });
  const threshold = multiply(alert.threshold, rational(MANY));
  return {
    at,
    long: (alert.long * 60) / step,
    short: (alert.short * 60) / step,
    above: Number(floor(threshold)) + 1,
    below: Number(ceiling(threshold)) - 1,
    silent: (reading: number) => expected([reading, null]),
    test: (name: string, traffic: Traffic, ...when: (readonly [number, number | null])[]): TestCase => ({
      name,
      series: trafficSeries(objective.indicator, traffic),
      alerts: when.map(expected),
    }),
  };
}

/** Seconds between readings: as long as it fits into both windows, and into the short one at least so often. */
function stepOf({ long, short }: BurnRateAlert): number {
  const longest = Math.floor((short * 60) / READINGS);
  let step = longest;
  while ((long * 60) % step !== 0 || (short * 60) % step !== 0) step -= 1;
  return step;
}

/** As Prometheus writes it in a text: four digits, without trailing zeros. */
const humanPercentage = (ratio: number): string => `${Number((ratio * 100).toPrecision(4))}%`;
