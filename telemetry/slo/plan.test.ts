import { describe, expect, test } from "vitest";
import { METRIC } from "../conventions.ts";
import { formatDuration } from "./duration.ts";
import { isWithin } from "./events.ts";
import { parseDefinitions } from "./parse.ts";
import { planObjectives } from "./plan.ts";
import { rational } from "./rational.ts";
import { DEFINITIONS_FOLDER, readDefinitionFiles } from "./read-definitions.server.ts";

const { definitions } = parseDefinitions(await readDefinitionFiles(DEFINITIONS_FOLDER, "slo"));
const objectives = definitions.map(({ objective }) => objective);
const plan = planObjectives([...objectives].reverse());
const find = (name: string) => {
  const found = plan.objectives.find((each) => each.name === name);
  if (!found) throw new Error(`no objective ${name}`);
  return found;
};

test("objectives come in the order of their names, whatever the order of the files", () => {
  expect(plan.objectives.map(({ name }) => name)).toEqual([
    "availability",
    "error-rate",
    "latency-api",
    "latency-health",
  ]);
  expect(plan).toEqual(planObjectives(objectives));
});

test("every window of an alert is recorded, and the objective's own", () => {
  for (const { windows } of plan.objectives) {
    expect(windows.map(formatDuration)).toEqual(["5m", "30m", "1h", "2h", "6h", "1d", "3d", "28d"]);
  }
});

test("availability has 201.6 minutes and alerts with exact numbers", () => {
  const { budget, budgetMinutes, alerts } = find("availability");
  expect([budget, budgetMinutes]).toEqual([rational(1, 200), rational(1008, 5)]);
  expect(
    alerts.map(({ name, tier, factor, threshold, minimumEvents }) => [name, tier, factor, threshold, minimumEvents]),
  ).toEqual([
    ["availability-burn-rate-1h", 1, rational(336, 25), rational(42, 625), 15],
    ["availability-burn-rate-6h", 2, rational(28, 5), rational(7, 250), 36],
    ["availability-burn-rate-1d", 3, rational(14, 5), rational(7, 500), 72],
    ["availability-burn-rate-3d", 4, rational(14, 15), rational(7, 1500), 215],
  ]);
});

test("critical alerts go to the on-call channel, warnings to operations, each with its runbook", () => {
  expect(find("availability").alerts.map(({ severity, channel, runbook }) => [severity, channel, runbook])).toEqual([
    ["critical", "on-call", "docs/runbooks/availability.md"],
    ["critical", "on-call", "docs/runbooks/availability.md"],
    ["warning", "operations", "docs/runbooks/availability.md"],
    ["warning", "operations", "docs/runbooks/availability.md"],
  ]);
  expect(new Set(find("latency-health").alerts.map(({ channel }) => channel))).toEqual(new Set(["operations"]));
});

describe("without data", () => {
  test("the on-call channel hears of health checks that stay away, since probes never sleep", () => {
    const { noData, indicator } = find("availability");
    expect(noData).toMatchObject({ name: "availability-no-data", idle: "never", forMinutes: 5, channel: "on-call" });
    expect(noData.watches).toEqual(indicator.total);
  });

  test("a quiet night of other requests is normal: only the metric as a whole must be there", () => {
    expect(find("error-rate").noData).toMatchObject({
      idle: "normal",
      forMinutes: 15,
      channel: "operations",
      runbook: "docs/runbooks/no-data.md",
      watches: { metric: METRIC.httpRequestDuration, matchers: [], bound: null },
    });
  });
});

test("a minimum of the definition counts where it is more than the threshold asks for", () => {
  const [objective] = objectives;
  if (!objective) throw new Error("no objective");
  const [planned] = planObjectives([{ ...objective, minimumEvents: 40 }]).objectives;
  expect(planned?.alerts.map(({ minimumEvents, eventsForThreshold }) => [minimumEvents, eventsForThreshold])).toEqual([
    [40, 15],
    [40, 36],
    [72, 72],
    [215, 215],
  ]);
});

test("no bad event of the product is counted by two objectives", () => {
  const bad = plan.objectives.map(({ indicator }) => indicator.bad);
  const label = (events: (typeof bad)[number], name: string) => events.matchers.find((each) => each.label === name);
  const [availability, errors, api, health] = bad;
  // By route: the health check apart from all others. By status: 5xx, or other than 2xx, apart from the slow ones.
  expect(label(availability ?? fail(), "route")).toMatchObject({ is: "one of", values: ["/api/health"] });
  expect(label(health ?? fail(), "route")).toMatchObject({ is: "one of", values: ["/api/health"] });
  expect(label(errors ?? fail(), "route")).toMatchObject({ is: "none of", values: ["/api/health"] });
  expect(label(api ?? fail(), "route")?.values).not.toContain("/api/health");
  expect(label(availability ?? fail(), "status_class")).toMatchObject({ is: "none of", values: ["2xx"] });
  expect(label(health ?? fail(), "status_class")).toMatchObject({ is: "one of", values: ["2xx"] });
  expect(label(errors ?? fail(), "status_class")).toMatchObject({ is: "one of", values: ["5xx"] });
  expect(label(api ?? fail(), "status_class")).toMatchObject({ is: "none of", values: ["5xx"] });
});

test("good and bad events of the product are parts of the total", () => {
  for (const { indicator } of plan.objectives) {
    expect(isWithin(indicator.good, indicator.total)).toBe(true);
    expect(isWithin(indicator.bad, indicator.total)).toBe(true);
    expect(isWithin(indicator.good, indicator.bad)).toBe(false);
  }
});

function fail(): never {
  throw new Error("an objective is missing");
}
