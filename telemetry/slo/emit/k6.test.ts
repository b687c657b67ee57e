import { expect, test } from "vitest";
import { parseDefinitions } from "../parse.ts";
import { planObjectives } from "../plan.ts";
import { rational } from "../rational.ts";
import { DEFINITIONS_FOLDER, readDefinitionFiles } from "../read-definitions.server.ts";
import { emitK6, type K6Thresholds } from "./k6.ts";

const { definitions } = parseDefinitions(await readDefinitionFiles(DEFINITIONS_FOLDER, "slo"));
const plan = planObjectives(definitions.map(({ objective }) => objective));
const emitted = emitK6(plan);
const read = (text = ""): K6Thresholds => JSON.parse(text);
const { thresholds, scenarios, why, summaryTrendStats } = read(emitted.files[0]?.content);

/** What a run measured, by metric or sub-metric; a number is a count, a list holds samples (1 and 0 for a rate). */
type Run = Record<string, number | readonly number[]>;

const COUNTERS = ["http_reqs", "dropped_iterations"];
const RATES = ["http_req_failed", "checks"];

/**
 * Whether k6 passes a threshold: an empty counter is 0, an empty percentile is 0, an empty rate is not judged and
 * passes (https://github.com/grafana/k6/blob/master/metrics/thresholds.go, sink.go).
 */
function passes(key: string, expression: string, run: Run): boolean {
  const [metric = ""] = key.split("{");
  const [, kind = "", part = "", sign = "", number = ""] =
    /^(count|rate|p\(([\d.]+)\))(<|>|>=|==)([\d.]+)$/.exec(expression) ?? expect.fail(expression);
  const measured = run[key] ?? (COUNTERS.includes(metric) ? 0 : []);
  expect(kind, key).toBe(COUNTERS.includes(metric) ? "count" : RATES.includes(metric) ? "rate" : `p(${part})`);
  if (typeof measured !== "number" && measured.length === 0 && kind === "rate") return true;
  const value = typeof measured === "number" ? measured : kind === "rate" ? mean(measured) : percentile(measured, part);
  if (sign === "<") return value < Number(number);
  if (sign === ">") return value > Number(number);
  return sign === ">=" ? value >= Number(number) : value === Number(number);
}

const mean = (samples: readonly number[]) => samples.reduce((sum, each) => sum + each, 0) / samples.length;
const percentile = (samples: readonly number[], part: string) =>
  [...samples].sort((left, right) => left - right)[Math.ceil((samples.length * Number(part)) / 100) - 1] ?? 0;

const failing = (run: Run): string[] =>
  Object.entries(thresholds)
    .filter(([key, expressions]) => !expressions.every((expression) => passes(key, expression, run)))
    .map(([key]) => key);

/** Every scenario just does what it must: all requests fast and answered. */
function healthyRun(): Run {
  const run: Run = { checks: [1, 1, 1], http_reqs: 0, dropped_iterations: 0 };
  for (const [name, { minimumRequests }] of Object.entries(scenarios)) {
    run[`http_reqs{scenario:${name}}`] = minimumRequests;
    run[`http_req_duration{scenario:${name}}`] = Array.from({ length: minimumRequests }, () => 40);
    run[`http_req_failed{scenario:${name}}`] = Array.from({ length: minimumRequests }, () => 0);
    run.http_reqs = Number(run.http_reqs) + minimumRequests;
  }
  return run;
}

test("each scenario of each objective has its limits, from the objective's own numbers", () => {
  expect(Object.keys(scenarios)).toEqual(["api", "dashboards", "health", "pages"]);
  expect(thresholds).toMatchObject({
    "http_req_duration{scenario:api}": ["p(99)<2000"],
    "http_req_failed{scenario:api}": ["rate<0.01"],
    "http_reqs{scenario:api}": ["count>=1000"],
    "http_req_failed{scenario:health}": ["rate<0.005"],
    "http_reqs{scenario:health}": ["count>=2000"],
    "http_req_failed{scenario:pages}": ["rate<0.01"],
    checks: ["rate>0.99"],
    dropped_iterations: ["count==0"],
  });
});

test("a healthy run passes, an empty one fails in every scenario and as a whole", () => {
  expect(failing(healthyRun())).toEqual([]);
  expect(failing({})).toEqual([
    "http_reqs{scenario:api}",
    "http_reqs{scenario:dashboards}",
    "http_reqs{scenario:health}",
    "http_reqs{scenario:pages}",
    "http_reqs",
  ]);
});

test("without counts an empty run would pass: nothing else fails it", () => {
  const others = Object.entries(thresholds).filter(([key]) => !key.startsWith("http_reqs"));
  for (const [key, [expression = ""]] of others) expect(passes(key, expression, {}), key).toBe(true);
});

test("a scenario that did not run fails the gate though the others did", () => {
  for (const name of Object.keys(scenarios)) {
    const run = Object.entries(healthyRun()).filter(([key]) => !key.endsWith(`{scenario:${name}}`));
    expect(failing(Object.fromEntries(run))).toEqual([`http_reqs{scenario:${name}}`]);
  }
});

test("more slow or failed requests than the budget holds fail it, and so do dropped iterations and failed checks", () => {
  const run = healthyRun();
  const samples = (usual: number, other: number, others: number) =>
    Array.from({ length: 1000 }, (_, index) => (index < others ? other : usual));
  const withChange = (key: string, value: Run[string]) => failing({ ...run, [key]: value });
  expect(withChange("http_req_duration{scenario:api}", samples(40, 2500, 11))).toEqual([
    "http_req_duration{scenario:api}",
  ]);
  expect(withChange("http_req_duration{scenario:api}", samples(40, 2500, 10))).toEqual([]);
  expect(withChange("http_req_failed{scenario:api}", samples(0, 1, 10))).toEqual(["http_req_failed{scenario:api}"]);
  expect(withChange("http_req_failed{scenario:api}", samples(0, 1, 9))).toEqual([]);
  expect(withChange("dropped_iterations", 1)).toEqual(["dropped_iterations"]);
  expect(withChange("checks", samples(1, 0, 10))).toEqual(["checks"]);
});

test("a scenario asks for as many requests as its strictest objective needs, and the sum is written out", () => {
  const strict = plan.objectives.map((objective) =>
    objective.name === "error-rate" ? { ...objective, budget: rational(1, 3000) } : objective,
  );
  const { scenarios, why } = read(emitK6({ objectives: strict }).files[0]?.content);
  expect(scenarios.api?.minimumRequests).toBe(30_000);
  expect(why["http_reqs{scenario:api}"]).toContain("10 / 0.000333333 (error-rate) = 30000");
});

test("every threshold has its arithmetic, and what it judges by is in the summary", () => {
  expect(Object.keys(why)).toEqual(Object.keys(thresholds));
  expect(why["http_req_failed{scenario:health}"]).toBe("availability: 1 - 0.995 = 0.005");
  expect(summaryTrendStats).toContain("p(99)");
});

test("a failure is what the objective calls bad: for health checks all but 2xx, elsewhere 5xx", () => {
  expect(scenarios.health?.expectedStatuses).toEqual([{ min: 200, max: 299 }]);
  expect(scenarios.api?.expectedStatuses?.at(-1)).toEqual({ min: 400, max: 499 });
});

test("objectives without scenario are said to be impossible, all others approximated", () => {
  expect(emitted.fidelity.map(({ fidelity }) => fidelity)).toEqual(plan.objectives.map(() => "approximated"));
  const objectives = plan.objectives.map((objective) => ({ ...objective, k6Scenarios: [] }));
  const none = emitK6({ objectives });
  expect(none.fidelity.map(({ fidelity }) => fidelity)).toEqual(plan.objectives.map(() => "impossible"));
  expect(read(none.files[0]?.content).thresholds).toHaveProperty("http_reqs", ["count>0"]);
});

test("the same plan gives the same bytes", () => {
  expect(emitK6(plan)).toEqual(emitted);
});
