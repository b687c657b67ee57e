import { expect, test } from "vitest";
import { z } from "zod";
import { METRIC } from "../../conventions.ts";
import type { Events } from "../model.ts";
import { parseDefinitions } from "../parse.ts";
import { planObjectives } from "../plan.ts";
import { DEFINITIONS_FOLDER, readDefinitionFiles } from "../read-definitions.server.ts";
import { PLAIN_ALERTS } from "../upkeep-alerts.ts";
import { emitCloudWatchDashboard } from "./cloudwatch-dashboard.ts";
import { LOG_METRIC_NAMESPACE, LOG_METRICS } from "./log-metrics.ts";

const { definitions } = parseDefinitions(await readDefinitionFiles(DEFINITIONS_FOLDER, "slo"));
const plan = planObjectives(definitions.map(({ objective }) => objective));
const emitted = emitCloudWatchDashboard(plan, PLAIN_ALERTS);

const Metric = z.array(z.union([z.string(), z.record(z.string(), z.unknown())])).min(1);
const Place = { x: z.number().min(0), y: z.number(), width: z.number().min(1), height: z.number().min(1) };
const Widget = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), ...Place, properties: z.object({ markdown: z.string() }) }),
  z.object({
    type: z.literal("metric"),
    ...Place,
    properties: z.object({
      title: z.string().min(1),
      region: z.literal("$" + "{region}"),
      period: z.number().multipleOf(60),
      metrics: z.array(Metric).min(1),
      yAxis: z.object({ left: z.object({ label: z.string().min(1) }) }).optional(),
      view: z.enum(["timeSeries", "singleValue"]),
      annotations: z.object({ horizontal: z.array(z.object({ label: z.string(), value: z.number() })) }).optional(),
    }),
  }),
]);
const Body = z.strictObject({ start: z.string(), periodOverride: z.literal("inherit"), widgets: z.array(Widget) });

const bodies = emitted.files.map(({ content }) => Body.parse(JSON.parse(content)));
const chartsOf = ({ widgets }: z.infer<typeof Body>) =>
  widgets.flatMap((widget) => (widget.type === "metric" ? [widget.properties] : []));
const [operations = [], serviceLevels = []] = bodies.map(chartsOf);
const metrics = [...operations, ...serviceLevels].flatMap((chart) => chart.metrics);
const find = (title: string) =>
  [...operations, ...serviceLevels].find((chart) => chart.title === title) ?? expect.fail(title);

test("widgets stay within 24 columns and none overlaps another", () => {
  for (const { widgets } of bodies) {
    const cells = widgets.flatMap(({ x, y, width, height }) =>
      Array.from({ length: width * height }, (_, index) => `${x + (index % width)} ${y + Math.floor(index / width)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const { x, width } of widgets) expect(x + width).toBeLessThanOrEqual(24);
  }
});

test("every metric of the product is one that its log lines give", () => {
  const own = metrics.filter(([namespace]) => namespace === LOG_METRIC_NAMESPACE);
  expect(own.length).toBeGreaterThan(10);
  for (const [, name] of own) expect(LOG_METRICS.map((each) => each.name)).toContain(name);
});

test("arithmetic names only lines of its own widget", () => {
  for (const { title, metrics } of [...operations, ...serviceLevels]) {
    const details = metrics.flatMap((metric) => metric.filter((each) => typeof each === "object"));
    const ids = details.map(({ id }) => id);
    for (const { expression } of details) {
      if (expression === undefined) continue;
      const named = String(expression).match(/\b[a-z]\w*/g) ?? expect.fail(title);
      for (const name of named) expect(ids, title).toContain(name);
    }
  }
});

test("what is left of the budget is counted by the events of the objective, over 28 days", () => {
  const { metrics } = find("Availability: budget remaining");
  expect(metrics[0]).toMatchObject([{ expression: "100 * (1 - FILL(bad, 0) / total / 0.005)" }]);
  expect(metrics.slice(1).map(([, name]) => name)).toEqual(["HealthChecks", "FailedHealthChecks"]);
  expect(bodies.map(({ start }) => start)).toEqual(["-PT3H", "-P28D"]);
});

test("burn rates have every window that Application Signals can look back, and the factors as limits", () => {
  for (const { displayName, name } of plan.objectives) {
    const { metrics, annotations } = find(`${displayName}: burn rate by window`);
    const windows = metrics.map((metric) => [metric[3], Number(metric[5])]);
    expect(windows).toEqual([5, 30, 60, 120, 360, 1440, 4320].map((window) => [`alxderia-${name}`, window]));
    // AWS::ApplicationSignals::ServiceLevelObjective, LookBackWindowMinutes
    for (const [, window] of windows) expect(window).toBeLessThanOrEqual(10_080);
    expect(annotations?.horizontal.map(({ value }) => value)).toEqual([13.44, 5.6, 2.8, 14 / 15]);
  }
});

test("each alert on a platform metric shows it with the alert's own limit", () => {
  const onPlatform = PLAIN_ALERTS.filter(({ cloudwatch }) => cloudwatch.from === "platform metric");
  expect(onPlatform.length).toBeGreaterThan(2);
  for (const { title, cloudwatch } of onPlatform) {
    if (cloudwatch.from !== "platform metric") continue;
    const { metrics, annotations } = find(title);
    expect(metrics[0]?.slice(0, 2)).toEqual([cloudwatch.namespace, cloudwatch.metric]);
    const limit = annotations?.horizontal[0]?.value ?? JSON.stringify(metrics[1]);
    expect(limit).toEqual(
      cloudwatch.against === "number" ? cloudwatch.condition.threshold : expect.stringContaining("BAND(measured, 3)"),
    );
  }
});

test("an objective on events without log line has no budget here, and the report says so", () => {
  const [first = expect.fail()] = plan.objectives;
  const events: Events = { metric: METRIC.syncRuns, instrument: "counter", matchers: [], bound: null };
  const other = { ...first, displayName: "Syncs", indicator: { good: events, total: events, bad: events } };
  const { files, fidelity } = emitCloudWatchDashboard({ objectives: [other] }, []);
  expect(files[1]?.content).not.toContain("Syncs: budget remaining");
  expect(fidelity[0]).toMatchObject({ what: "availability: budget remaining", fidelity: "impossible" });
});

test("the same plan gives the same bytes", () => {
  expect(emitCloudWatchDashboard(plan, PLAIN_ALERTS)).toEqual(emitted);
});
