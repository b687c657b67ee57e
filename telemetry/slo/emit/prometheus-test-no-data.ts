import type { PlannedObjective } from "../plan.ts";
import type { GeneratedFile } from "./emitted.ts";
import { noDataRule } from "./prometheus-alerting.ts";
import { bucketOf } from "./prometheus-queries.ts";
import { RECORDED, recordedOf } from "./prometheus-recording.ts";
import { type ExpectedAlert, type TestCase, testFile } from "./prometheus-test-case.ts";
import { type Phase, type Traffic, trafficSeries } from "./prometheus-test-traffic.ts";

/** Minutes of good traffic before something happens; a reading comes every minute. */
const BEFORE = 10;

const good = (steps: number): Phase => ({ steps, events: 100, bad: 0 });

/** Unit tests of the alert on missing data: what is silence for the objective, and what is not. */
export function noDataTests(objective: PlannedObjective, rules: string): GeneratedFile {
  const { noData, indicator } = objective;
  const never = noData.idle === "never";
  const rule = noDataRule(objective);
  const silent = BEFORE + noData.forMinutes;
  // Without a rate it takes one more minute to see that the series ended.
  const due = never ? silent : silent + 1;
  const expect = (minute: number, fires: boolean): ExpectedAlert => ({
    at: minute * 60,
    rule,
    fires: fires ? { as: {} } : false,
  });
  const test = (name: string, traffic: Traffic, ...alerts: ExpectedAlert[]): TestCase => ({
    name,
    series: trafficSeries(indicator, traffic),
    alerts,
  });
  const idle: Phase = { steps: due + BEFORE, events: 0, bad: 0 };
  const gone: Phase = { steps: due - BEFORE, is: "gone" };
  const isBack = [good(BEFORE), gone, good(BEFORE)];
  const cases = [
    test(
      "fires when the metric is gone",
      [good(BEFORE), { ...gone, steps: due }],
      expect(due - 1, false),
      expect(due, true),
    ),
    test("resolves when the metric is back", isBack, expect(due, true), expect(due + 2, false)),
    never
      ? test("fires when events stay away", [good(BEFORE), idle], expect(due - 1, false), expect(due, true))
      : test("is silent when events stay away, which is normal", [good(BEFORE), idle], expect(due + BEFORE, false)),
    test("is silent while events come", [good(due + BEFORE)], expect(due + BEFORE, false)),
    test("is silent over a restart", [good(BEFORE), { ...good(due), restart: true }], expect(due, false)),
    ...(bucketOf(indicator) ? [withoutBucket(objective, expect(due, true))] : []),
  ];
  return testFile({ name: noData.name, rules, step: 60, cases });
}

/** All events are counted and the good ones are not: that is unknown, not bad. */
function withoutBucket(objective: PlannedObjective, fires: ExpectedAlert): TestCase {
  const ratio = recordedOf(objective, RECORDED.errorRatio(5));
  return {
    name: "fires when the bucket is gone that the objective counts by",
    series: trafficSeries(objective.indicator, [good(fires.at / 60)]).slice(0, 1),
    alerts: [fires],
    numbers: [{ at: fires.at, expr: `sum(${ratio})`, value: null }],
  };
}
