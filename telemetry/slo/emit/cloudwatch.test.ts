import { expect, test } from "vitest";
import { z } from "zod";
import { planObjectives } from "../plan.ts";
import { divide, multiply, rational, toNumber } from "../rational.ts";
import { readPlan } from "../read-plan.server.ts";
import { PLAIN_ALERTS } from "../upkeep-alerts.ts";
import { emitCloudWatch } from "./cloudwatch.ts";
import { Alarm, Composite, Filter, Generated, Objective, Placeholders, Rule } from "./cloudwatch-limits.ts";

const plan = await readPlan();
const emitted = emitCloudWatch(plan, PLAIN_ALERTS);

function read<Schema extends z.ZodType>(name: string, key: string, schema: Schema): Record<string, z.output<Schema>> {
  const file = emitted.files.find(({ path }) => path.endsWith(`/${name}.json`)) ?? expect.fail(name);
  const Content = z.strictObject({
    _generated: Generated,
    placeholders: Placeholders,
    [key]: z.record(z.string(), schema),
  });
  return (Content.parse(JSON.parse(file.content)) as Record<string, Record<string, z.output<Schema>>>)[key] ?? {};
}

const filters = read("log-metric-filters", "filters", Filter);
const objectives = read("service-level-objectives", "resources", Objective);
const alarms = read("metric-alarms", "alarms", Alarm);
const composites = read("composite-alarms", "alarms", Composite);
const rules = read("event-rules", "rules", Rule);

test("every file has the shape and keeps the limits that AWS documents", () => {
  expect(Object.keys(filters).length).toBeLessThanOrEqual(100);
  expect(Object.keys(objectives)).toEqual(["Availability", "ErrorRate", "LatencyApi", "LatencyHealth"]);
  expect(Object.keys(alarms).length).toBeGreaterThan(0);
  expect(Object.keys(composites)).toHaveLength(16);
  expect(Object.keys(rules)).toEqual(["alxderia-secret-access-failing", "alxderia-image-push-failing"]);
});

test("no two alarms, rules or filters share a name, and each stands under its own", () => {
  for (const items of [filters, alarms, composites, rules] as Record<string, { name: string }>[]) {
    for (const [key, { name }] of Object.entries(items)) expect(name).toBe(key);
  }
  const names = [alarms, composites, rules].flatMap((items) => Object.keys(items));
  expect(new Set(names).size).toBe(names.length);
  const metrics = Object.values(filters).map(({ metricName }) => metricName);
  expect(new Set(metrics).size).toBe(metrics.length);
});

test("goals and factors are those of the promise, 28 days and not 30", () => {
  const goals = Object.values(objectives).map(({ Properties }) => Properties.Goal);
  expect(goals.map(({ AttainmentGoal }) => AttainmentGoal)).toEqual([99.5, 99, 99, 99]);
  expect(goals.map(({ Interval }) => Interval.RollingInterval.Duration)).toEqual([28, 28, 28, 28]);
  const factors = [13.44, 5.6, 2.8, 14 / 15];
  for (const objective of plan.objectives) {
    const thresholds = objective.alerts.map(({ name }) => [
      alarms[`alxderia-${name}-long`]?.threshold,
      alarms[`alxderia-${name}-short`]?.threshold,
    ]);
    expect(thresholds).toEqual(factors.map((factor) => [factor, factor]));
    // A burn rate is a part of bad events over the budget, so factor × budget is the threshold of the plan.
    for (const { factor, threshold } of objective.alerts) expect(divide(threshold, objective.budget)).toEqual(factor);
    const goal = objectives[Object.keys(objectives)[plan.objectives.indexOf(objective)] ?? ""]?.Properties.Goal;
    expect(goal?.AttainmentGoal).toBe(toNumber(multiply(objective.target, rational(100))));
  }
});

test("each pair is two burn rates that the objective computes, and enough events, all wanted at once", () => {
  const computed = new Map(
    Object.values(objectives).map(({ Properties }) => [
      Properties.Name,
      Properties.BurnRateConfigurations.map(({ LookBackWindowMinutes }) => LookBackWindowMinutes),
    ]),
  );
  for (const { name: objective, alerts } of plan.objectives) {
    for (const { name, long, short, minimumEvents, severity, channel, runbook, tier } of alerts) {
      const composite = composites[`alxderia-${name}`] ?? expect.fail(name);
      expect(composite).toMatchObject({ severity, channel, runbook });
      expect(composite.rule).toBe(
        `ALARM("alxderia-${name}-long") AND ALARM("alxderia-${name}-short") AND ALARM("alxderia-${name}-events")`,
      );
      const parts = composite.children.map((child) => alarms[child] ?? expect.fail(child));
      expect(parts.map((part) => part.severity ?? part.channel)).toEqual([null, null, null]);
      for (const [part, minutes] of [
        [parts[0], long],
        [parts[1], short],
      ] as const) {
        const dimensions = { SloName: `alxderia-${objective}`, BurnRateWindowMinutes: String(minutes) };
        expect(part).toMatchObject({ namespace: "AWS/ApplicationSignals", metricName: "BurnRate", dimensions });
        expect(part?.comparisonOperator).toBe("GreaterThanThreshold");
        expect(computed.get(`alxderia-${objective}`)).toContain(minutes);
      }
      expect(parts[2]).toMatchObject({ threshold: minimumEvents, period: Math.min(long * 60, 86_400) });
      expect(composite.suppressor === null).toBe(tier === 1);
      if (composite.suppressor !== null) expect(Object.keys(composites)).toContain(composite.suppressor);
    }
  }
});

test("every metric of the product that is read is made by a filter", () => {
  const made = Object.values(filters).map(({ namespace, metricName }) => `${namespace} ${metricName}`);
  const own = Object.values(alarms).filter(({ namespace }) => namespace === "Alxderia");
  expect(own.length).toBeGreaterThan(0);
  for (const { namespace, metricName } of own) expect(made).toContain(`${namespace} ${metricName}`);
  for (const { Properties } of Object.values(objectives)) {
    const { TotalRequestCountMetric, MonitoredRequestCountMetric } = Properties.RequestBasedSli.RequestBasedSliMetric;
    for (const { MetricStat } of [...TotalRequestCountMetric, ...MonitoredRequestCountMetric.BadCountMetric]) {
      expect(made).toContain(`${MetricStat.Metric.Namespace} ${MetricStat.Metric.MetricName}`);
    }
  }
});

test("silence is an alarm: missing data breaches for as long as the plan says", () => {
  for (const { noData } of plan.objectives) {
    const { name, forMinutes, severity, channel, runbook, idle } = noData;
    expect(alarms[`alxderia-${name}`]).toMatchObject({
      ...{ severity, channel, runbook, period: 60, evaluationPeriods: forMinutes, datapointsToAlarm: forMinutes },
      ...{ treatMissingData: "breaching", comparisonOperator: "LessThanThreshold", threshold: 1 },
      statistic: idle === "never" ? "Sum" : "SampleCount",
    });
  }
  // A filter's default value would be a sample of its own and hide the silence.
  const watched = plan.objectives.map(({ noData }) => alarms[`alxderia-${noData.name}`]?.metricName);
  for (const name of watched) expect(filters[`alxderia-${name}`]?.defaultValue).toBeNull();
});

test("each alert of the guide that CloudWatch can make is there with its numbers, severity, channel and runbook", () => {
  for (const { name, cloudwatch, severity, channel, runbook } of PLAIN_ALERTS) {
    const rule = rules[`alxderia-${name}`];
    const alarm = alarms[`alxderia-${name}`];
    expect(rule ?? alarm, name).toMatchObject({ severity, channel, runbook });
    if (cloudwatch.from === "audit event") {
      expect(rule?.eventPattern.detail).toMatchObject({ eventName: cloudwatch.methods });
      expect(rule?.state).toBe("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS");
    } else if (cloudwatch.from !== "nothing") {
      expect(alarm?.evaluationPeriods).toBe(cloudwatch.condition.periods);
      expect(alarm?.period ?? alarm?.metrics[0]?.period).toBe(cloudwatch.condition.periodSeconds);
    }
  }
  expect(alarms["alxderia-high-response-latency"]).toMatchObject({
    ...{ metricName: "RequestDuration", extendedStatistic: "p99", threshold: 2000, period: 60, evaluationPeriods: 5 },
    // With "ignore" an alarm on p99 never fires below 1,000 requests a minute.
    ...{ evaluateLowSampleCountPercentiles: "evaluate", comparisonOperator: "GreaterThanThreshold" },
  });
  expect(alarms["alxderia-storage-anomaly"]?.metrics[1]?.expression).toBe("ANOMALY_DETECTION_BAND(measured, 3)");
  expect(alarms["alxderia-database-capacity"]).toMatchObject({ threshold: 80, datapointsToAlarm: 12 });
});

test("Terraform's templatefile finds every placeholder listed, and nothing else to put in", () => {
  for (const { path, content } of emitted.files) {
    const used = new Set([...content.matchAll(/\$\{([^}]*)\}/g)].map(([, name]) => name));
    expect([...used].sort(), path).toEqual(Object.keys(JSON.parse(content).placeholders).sort());
    expect(content, path).not.toContain("%{");
  }
});

test("the fidelity of every alert is said once, with a reason", () => {
  const alerts = plan.objectives.flatMap(({ name, alerts, noData }) => [
    ...[...alerts, noData].map((each) => each.name),
    `${name} error budget`,
  ]);
  expect(emitted.fidelity.map(({ what }) => what)).toEqual([...alerts, ...PLAIN_ALERTS.map(({ name }) => name)]);
  for (const { why } of emitted.fidelity) expect(why.length).toBeGreaterThan(10);
  const of = (what: string) => emitted.fidelity.find((each) => each.what === what)?.fidelity;
  expect(of("error-rate-burn-rate-1h")).toBe("exact");
  expect(of("error-rate-burn-rate-3d")).toBe("approximated");
  expect(of("availability-burn-rate-1h")).toBe("approximated");
});

test("an objective whose events no log line counts is impossible, and makes no alarm", () => {
  const [first] = plan.objectives;
  if (!first) return expect.fail("no objective");
  const unseen = { metric: "alxderia_sync_runs_total", instrument: "counter", matchers: [], bound: null } as const;
  const other = planObjectives([{ ...first, indicator: { good: unseen, total: unseen, bad: unseen } }]);
  const { fidelity, files } = emitCloudWatch(other, []);
  expect(new Set(fidelity.map((line) => line.fidelity))).toEqual(new Set(["impossible"]));
  expect(fidelity).toHaveLength(6);
  const alarmFile = files.find(({ path }) => path.endsWith("/metric-alarms.json"));
  expect(JSON.parse(alarmFile?.content ?? "").alarms).toEqual({});
});

test("the same plan gives the same bytes", () => {
  expect(emitCloudWatch(plan, PLAIN_ALERTS)).toEqual(emitted);
});
