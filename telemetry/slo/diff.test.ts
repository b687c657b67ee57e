import { expect, test } from "vitest";
import { diffPlans } from "./diff.ts";
import type { Objective } from "./model.ts";
import { parseDefinitions } from "./parse.ts";
import { planObjectives } from "./plan.ts";
import { rational } from "./rational.ts";
import { DEFINITIONS_FOLDER, readDefinitionFiles } from "./read-definitions.server.ts";

const { definitions } = parseDefinitions(await readDefinitionFiles(DEFINITIONS_FOLDER, "slo"));
const objectives = definitions.map(({ objective }) => objective);
const before = planObjectives(objectives);
const changed = (name: string, change: Partial<Objective>) =>
  planObjectives(objectives.map((each) => (each.name === name ? { ...each, ...change } : each)));

test("two equal plans differ in nothing", () => {
  expect(diffPlans(before, planObjectives(objectives))).toEqual([]);
});

test("an objective that came or went is one line", () => {
  const less = planObjectives(objectives.filter(({ name }) => name !== "error-rate"));
  expect(diffPlans(before, less)).toEqual(["- error-rate: 99 % over 28d"]);
  expect(diffPlans(less, before)).toEqual(["+ error-rate: 99 % over 28d"]);
});

test("another target changes every number that follows from it", () => {
  expect(diffPlans(before, changed("availability", { target: rational(999, 1000) }))).toEqual([
    "~ availability, target: 99.5 % → 99.9 %",
    "~ availability, budget: 201.6 minutes → 40.32 minutes",
    "~ availability, availability-burn-rate-1h threshold: 0.0672 → 0.01344",
    "~ availability, availability-burn-rate-1h minimum events: 15 → 75",
    "~ availability, availability-burn-rate-6h threshold: 0.028 → 0.0056",
    "~ availability, availability-burn-rate-6h minimum events: 36 → 179",
    "~ availability, availability-burn-rate-1d threshold: 0.014 → 0.0028",
    "~ availability, availability-burn-rate-1d minimum events: 72 → 358",
    "~ availability, availability-burn-rate-3d threshold: 7/1500 (about 0.0047) → 7/7500 (about 0.0009)",
    "~ availability, availability-burn-rate-3d minimum events: 215 → 1072",
  ]);
});

test("an alert that went and events that changed are named", () => {
  const [availability] = objectives;
  const pairs = availability?.pairs.slice(0, 3) ?? [];
  expect(diffPlans(before, changed("availability", { pairs, freeze: null }))).toEqual([
    "~ availability, windows: 5m, 30m, 1h, 2h, 6h, 1d, 3d, 28d → 5m, 30m, 1h, 2h, 6h, 1d, 28d",
    "~ availability, freeze: 50 % in 14d → none",
    "- availability, availability-burn-rate-3d windows: 3d and 6h",
    "- availability, availability-burn-rate-3d factor: 14/15 (about 0.9333)",
    "- availability, availability-burn-rate-3d threshold: 7/1500 (about 0.0047)",
    "- availability, availability-burn-rate-3d minimum events: 215",
    "- availability, availability-burn-rate-3d notice: warning, operations, docs/runbooks/availability.md",
  ]);
});

test("a change of any field of an objective shows", () => {
  const [one, other] = objectives;
  if (!one || !other) throw new Error("two objectives are needed");
  const changes: Partial<Objective>[] = [
    { displayName: "x" },
    { description: "x" },
    { counts: "x" },
    { service: "x" },
    { target: rational(1, 2) },
    { window: 10_080 },
    { indicator: other.indicator },
    { pairs: [] },
    { mostSevere: "warning" },
    { minimumEvents: 1_000 },
    { idle: "normal" },
    { runbook: "x" },
    { k6Scenarios: ["x"] },
    { freeze: null },
  ];
  expect(new Set(changes.flatMap((change) => Object.keys(change)))).toEqual(
    new Set(Object.keys(one).filter((field) => field !== "name")),
  );
  for (const change of changes) expect(diffPlans(before, changed(one.name, change))).not.toEqual([]);
});
