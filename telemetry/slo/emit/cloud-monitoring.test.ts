import { expect, test } from "vitest";
import { z } from "zod";
import { planObjectives } from "../plan.ts";
import { rational } from "../rational.ts";
import { readPlan } from "../read-plan.server.ts";
import { PLAIN_ALERTS } from "../upkeep-alerts.ts";
import { emitCloudMonitoring } from "./cloud-monitoring.ts";
import { Head, Metric, Objective, Policy, Service } from "./cloud-monitoring-limits.ts";

const plan = await readPlan();
const emitted = emitCloudMonitoring(plan, PLAIN_ALERTS);

function read<Schema extends z.ZodType>(name: string, schema: Schema): z.output<Schema> {
  const file = emitted.files.find(({ path }) => path.endsWith(`/${name}.json`)) ?? expect.fail(name);
  return schema.parse(JSON.parse(file.content));
}

const { metrics } = read("log-based-metrics", z.strictObject({ ...Head, metrics: z.record(z.string(), Metric) }));
const { services, objectives } = read(
  "service-level-objectives",
  z.strictObject({ ...Head, services: z.record(z.string(), Service), objectives: z.record(z.string(), Objective) }),
);
const { policies } = read("alert-policies", z.strictObject({ ...Head, policies: z.record(z.string(), Policy) }));

test("every file has the shape and keeps the limits that Google documents", () => {
  expect(Object.keys(services)).toEqual(["alxderia"]);
  expect(Object.keys(objectives)).toEqual(["availability", "error-rate", "latency-api", "latency-health"]);
  expect(Object.keys(policies)).toHaveLength(4 * 5 + PLAIN_ALERTS.length);
});

test("each metric and policy stands under its own name", () => {
  for (const items of [metrics, policies, objectives, services] as Record<string, { name: string }>[]) {
    for (const [key, { name }] of Object.entries(items)) expect(name).toBe(key);
  }
});

test("goals and factors are those of the promise, 28 days and not 30", () => {
  expect(Object.values(objectives).map(({ goal }) => goal)).toEqual([0.995, 0.99, 0.99, 0.99]);
  expect(new Set(Object.values(objectives).map(({ rollingPeriodDays }) => rollingPeriodDays))).toEqual(new Set([28]));
  for (const { alerts, service, name: objective } of plan.objectives) {
    const selected = alerts.slice(0, 3).map(({ name, long, short }) => {
      const [first, second] = policies[name]?.conditions.map((each) => each.conditionThreshold) ?? [];
      const slo = `projects/\${project}/services/${service}/serviceLevelObjectives/${objective}`;
      expect(first?.filter).toBe(`select_slo_burn_rate("${slo}", "${long * 60}s")`);
      expect(second?.filter).toBe(`select_slo_burn_rate("${slo}", "${short * 60}s")`);
      return [first?.thresholdValue, second?.thresholdValue];
    });
    expect(selected).toEqual([13.44, 5.6, 2.8].map((factor) => [factor, factor]));
  }
});

test("every burn rate alert wants both windows and enough events, all at once", () => {
  for (const { name, minimumEvents, long, severity, channel, runbook } of plan.objectives.flatMap((o) => o.alerts)) {
    const policy = policies[name] ?? expect.fail(name);
    expect(policy).toMatchObject({ severity: severity.toUpperCase(), channel, runbook });
    if (long > 1_440) continue;
    expect(policy.combiner).toBe("AND");
    const events = policy.conditions[2]?.conditionThreshold;
    expect(events).toMatchObject({ comparison: "COMPARISON_GT", thresholdValue: minimumEvents - 1 });
    expect(events?.aggregations[0]?.alignmentPeriod).toBe(`${long * 60}s`);
  }
});

test("a pair that looks back over a day is a query, with the threshold as the fraction that it is", () => {
  const query = (name: string) => policies[name]?.conditions[0]?.conditionPrometheusQueryLanguage?.query;
  const count = (metric: string, window: string) =>
    `sum(increase(logging_googleapis_com:user_alxderia_${metric}{monitored_resource="cloud_run_revision"}[${window}]))`;
  const above = (window: string) =>
    `((${count("slow_api_requests", window)} or vector(0)) / (${count("api_requests", window)} > 0) > (7 / 750))`;
  const events = `(${count("api_requests", "3d")} > 107.5)`;
  expect(query("latency-api-burn-rate-3d")).toBe(`${above("3d")} and ${above("6h")} and ${events}`);
  expect(query("availability-burn-rate-3d")).toContain("> (7 / 1500)");
});

test("silence is seen even where there never was a line", () => {
  for (const { noData } of plan.objectives) {
    const [condition, ...more] = policies[noData.name]?.conditions ?? [];
    const query = condition?.conditionPrometheusQueryLanguage?.query;
    expect(more).toEqual([]);
    expect(query).toContain(`[${noData.forMinutes}m]`);
    expect(query).toMatch(/^\(sum\(increase\(.*\)\) or vector\(0\)\) < 0\.5$/);
  }
});

test("every log-based metric that is read is made, and objectives read counters only", () => {
  const types = new Map(
    Object.values(metrics).map(({ name, valueType }) => [`logging.googleapis.com/user/${name}`, valueType]),
  );
  const filters = Object.values(policies).flatMap(({ conditions }) =>
    conditions.flatMap(({ conditionThreshold }) => conditionThreshold?.filter ?? []),
  );
  const own = filters.filter((filter) => filter.includes("logging.googleapis.com"));
  expect(own.length).toBeGreaterThan(0);
  const typeOf = (filter: string) => /metric\.type="([^"]+)"/.exec(filter)?.[1] ?? expect.fail(filter);
  for (const filter of own) expect([...types.keys()]).toContain(typeOf(filter));
  for (const { badServiceFilter, totalServiceFilter } of Object.values(objectives)) {
    expect(types.get(typeOf(badServiceFilter))).toBe("INT64");
    expect(types.get(typeOf(totalServiceFilter))).toBe("INT64");
  }
  const series = [...types.keys()].map((type) => type.replace("/", ":").replaceAll(/[^A-Za-z0-9:]/g, "_"));
  for (const { conditions } of Object.values(policies)) {
    const query = conditions[0]?.conditionPrometheusQueryLanguage?.query ?? "";
    for (const [name] of query.matchAll(/logging_googleapis_com:\w+/g)) {
      expect(series).toContain(name.replace(/_count$/, ""));
    }
  }
});

test("a distribution of durations has a bucket that ends at exactly 2 s", () => {
  expect(metrics["alxderia/request_duration"]).toMatchObject({
    valueType: "DISTRIBUTION",
    unit: "ms",
    valueExtractor: "EXTRACT(jsonPayload.duration_ms)",
  });
  expect(metrics["alxderia/request_duration"]?.bounds).toContain(2000);
});

test("each alert of the guide is there with its numbers, severity, channel and runbook", () => {
  for (const { name, severity, channel, runbook } of PLAIN_ALERTS) {
    expect(policies[name], name).toMatchObject({ severity: severity.toUpperCase(), channel, runbook });
    expect(policies[name]?.documentation.content).toContain(runbook);
  }
  const threshold = (name: string) => {
    const given = policies[name]?.conditions[0]?.conditionThreshold;
    const aggregation = given?.aggregations[0];
    return [given?.thresholdValue, given?.duration, aggregation?.alignmentPeriod, aggregation?.crossSeriesReducer];
  };
  expect(threshold("health-check-failing")).toEqual([0, "0s", "60s", "REDUCE_SUM"]);
  expect(threshold("high-response-latency")).toEqual([2000, "240s", "60s", "REDUCE_PERCENTILE_99"]);
  expect(threshold("connection-pool-exhausted")).toEqual([0, "0s", "60s", "REDUCE_SUM"]);
  expect(threshold("database-capacity")).toEqual([0.8, "840s", "60s", "REDUCE_MAX"]);
  expect(threshold("instances-at-ceiling")).toEqual([9, "540s", "60s", "REDUCE_SUM"]);
  const growth = policies["storage-anomaly"]?.conditions[0]?.conditionPrometheusQueryLanguage?.query;
  const grown = (range: string) =>
    `max(delta(cloudsql_googleapis_com:database_disk_bytes_used{monitored_resource="cloudsql_database",database_id="\${project}:\${database_instance}"}[${range}]))`;
  expect(growth).toBe(`(${grown("86400s")} > 3 * ${grown("7d")} / 7) and (${grown("86400s")} > 1000000000)`);
  expect(policies["secret-access-failing"]?.conditions[0]?.conditionMatchedLog?.filter).toBe(
    'protoPayload.serviceName="secretmanager.googleapis.com" AND protoPayload.methodName=("google.cloud.secretmanager.v1.SecretManagerService.AccessSecretVersion") AND protoPayload.status.code>0',
  );
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
  expect(of("latency-api-burn-rate-3d")).toBe("exact");
  expect(of("error-rate-burn-rate-1h")).toBe("approximated");
  expect([of("health-check-failing"), of("connection-pool-exhausted")]).toEqual(["exact", "exact"]);
});

test("a goal that Cloud Monitoring does not allow, or events that no line counts, are impossible", () => {
  const [first] = plan.objectives;
  if (!first) return expect.fail("no objective");
  const unseen = { metric: "alxderia_sync_runs_total", instrument: "counter", matchers: [], bound: null } as const;
  for (const change of [
    { target: rational(9_995, 10_000) },
    { indicator: { good: unseen, total: unseen, bad: unseen } },
  ]) {
    const { fidelity, files } = emitCloudMonitoring(planObjectives([{ ...first, ...change }]), []);
    expect(new Set(fidelity.map((line) => line.fidelity))).toEqual(new Set(["impossible"]));
    const policyFile = files.find(({ path }) => path.endsWith("/alert-policies.json"));
    expect(JSON.parse(policyFile?.content ?? "").policies).toEqual({});
  }
});

test("the same plan gives the same bytes", () => {
  expect(emitCloudMonitoring(plan, PLAIN_ALERTS)).toEqual(emitted);
});
