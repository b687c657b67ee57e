import { expect, test } from "vitest";
import { emitCloudMonitoring } from "../emit/cloud-monitoring.ts";
import { emitCloudWatch } from "../emit/cloudwatch.ts";
import type { GeneratedFile } from "../emit/emitted.ts";
import { readPlan } from "../read-plan.server.ts";
import { PLAIN_ALERTS } from "../upkeep-alerts.ts";
import { readCloudMonitoring } from "./cloud-monitoring-files.ts";
import { readCloudWatch } from "./cloudwatch-files.ts";
import { expectInPrometheus, findDifferences } from "./compare.ts";
import { EXPLANATIONS } from "./explanations.ts";
import { INCIDENTS } from "./incidents.ts";
import { replayIncident } from "./replay.ts";

const plan = await readPlan();
const files = [emitCloudWatch, emitCloudMonitoring].flatMap((emit) => emit(plan, PLAIN_ALERTS).files);

const readAll = (all: readonly GeneratedFile[]) => ({
  cloudWatch: readCloudWatch(all),
  cloudMonitoring: readCloudMonitoring(all),
});

/** What nobody explains in some incidents, when one text in the generated files is another one. */
function unexplained(incidents: readonly string[], place: string, before: string | RegExp, after: string): string[] {
  const changed = files.map((file) =>
    file.path.endsWith(place) ? { ...file, content: file.content.replace(before, after) } : file,
  );
  expect(changed, "the mistake must be one").not.toEqual(files);
  return INCIDENTS.filter(({ name }) => incidents.includes(name))
    .flatMap((incident) => findDifferences(replayIncident(plan, readAll(changed), incident)))
    .filter(({ explanation }) => explanation === null)
    .map(({ backend, alert }) => `${backend}: ${alert}`);
}

const replayed = INCIDENTS.flatMap((incident) => replayIncident(plan, readAll(files), incident));

test("every alert fires and resolves as asked for on both clouds, or there is an explanation, and none is idle", () => {
  const differences = findDifferences(replayed);
  expect(differences.filter(({ explanation }) => explanation === null)).toEqual([]);
  const used = new Set([
    ...differences.map(({ explanation }) => explanation),
    ...replayed.map((each) => expectInPrometheus(each).explanation),
  ]);
  expect(EXPLANATIONS.filter((each) => !used.has(each))).toEqual([]);
});

test("every kind of alert fires in some incident, and the idle night is silent", () => {
  const fired = new Set(replayed.filter(({ expected }) => expected.fires.length > 0).map(({ alert }) => alert));
  const guide = ["health-check-failing", "high-response-latency", "connection-pool-exhausted"];
  const noData = plan.objectives.map((objective) => objective.noData.name);
  const someOfEach = plan.objectives.flatMap(({ alerts }) => alerts.slice(0, 1)).map(({ name }) => name);
  expect([...fired]).toEqual(expect.arrayContaining([...guide, ...noData, ...someOfEach]));
  expect([...fired].filter((name) => name.startsWith("availability-burn-rate-"))).toHaveLength(4);
  const night = replayed.filter(({ incident }) => incident === "idle night");
  expect(night.length).toBeGreaterThan(20);
  expect(night.flatMap(({ clouds }) => Object.values(clouds).flatMap(({ fires }) => fires))).toEqual([]);
});

const alarmOf = (name: string, field: string) =>
  new RegExp(`("alxderia-${name}": \\{[^}]*\\{[^}]*\\}[^}]*"${field}": )[^,]+`);

test.each([
  [
    "a threshold of a burn rate",
    "outage",
    "cloudwatch/metric-alarms.json",
    alarmOf("availability-burn-rate-6h-long", "threshold"),
    "$15.5",
    "CloudWatch: availability-burn-rate-6h",
  ],
  [
    "the window of a burn rate",
    "outage",
    "cloudwatch/metric-alarms.json",
    /("SloName": "alxderia-availability",\s+"BurnRateWindowMinutes": )"60"/,
    '$1"120"',
    "CloudWatch: availability-burn-rate-1h",
  ],
  [
    "how missing data is treated",
    "process gone",
    "cloudwatch/metric-alarms.json",
    alarmOf("availability-no-data", "treatMissingData"),
    '$1"missing"',
    "CloudWatch: availability-no-data",
  ],
  [
    "the rule of a composite alarm",
    "outage",
    "cloudwatch/composite-alarms.json",
    / AND ALARM\(\\"alxderia-availability-burn-rate-1h-short\\"\)/,
    "",
    "CloudWatch: availability-burn-rate-1h",
  ],
  [
    "the suppressor of a composite alarm",
    "outage",
    "cloudwatch/composite-alarms.json",
    '"suppressor": "alxderia-availability-burn-rate-1h"',
    '"suppressor": null',
    "CloudWatch: availability-burn-rate-6h",
  ],
  [
    "the goal of an objective",
    "outage",
    "cloudwatch/service-level-objectives.json",
    '"AttainmentGoal": 99.5',
    '"AttainmentGoal": 99',
    "CloudWatch: availability-burn-rate-1h",
  ],
  [
    "a metric filter",
    "slow database",
    "cloudwatch/log-metric-filters.json",
    /(\$\.status < 500\) && \(\$\.duration_ms >) 2000/,
    "$1 3000",
    "CloudWatch: latency-api-burn-rate-1h",
  ],
  [
    "the number of periods",
    "slow database",
    "cloudwatch/metric-alarms.json",
    alarmOf("high-response-latency", "evaluationPeriods"),
    "$16",
    "CloudWatch: high-response-latency",
  ],
  [
    "a look-back period",
    "outage",
    "cloud-monitoring/alert-policies.json",
    /(serviceLevelObjectives\/availability\\", \\")300s/,
    "$13600s",
    "Cloud Monitoring: availability-burn-rate-1h",
  ],
  [
    "the combiner of a policy",
    "outage",
    "cloud-monitoring/alert-policies.json",
    '"combiner": "AND"',
    '"combiner": "OR"',
    "Cloud Monitoring: availability-burn-rate-1h",
  ],
  [
    "a threshold in PromQL",
    "flapping",
    "cloud-monitoring/alert-policies.json",
    /(failed_health_slices\{[^}]*\}\[3d\].*?> )\(7 \/ 1500\)/,
    "$1(7 / 700)",
    "Cloud Monitoring: availability-burn-rate-3d",
  ],
  [
    "the duration of a condition",
    "slow database",
    "cloud-monitoring/alert-policies.json",
    '"duration": "240s"',
    '"duration": "60s"',
    "Cloud Monitoring: high-response-latency",
  ],
  [
    "a log-based metric",
    "outage",
    "cloud-monitoring/log-based-metrics.json",
    "jsonPayload.health.errors>0",
    "jsonPayload.health.errors>1",
    "Cloud Monitoring: availability-burn-rate-1h",
  ],
])("a mistake is found in %s", (_, incident, place, before, after, found) => {
  expect(unexplained([incident], place, before, after)).toContain(found);
});
