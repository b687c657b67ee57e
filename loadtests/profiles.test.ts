import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type CompiledLimits, type Limit, limitsOf } from "./limits.ts";
import { arrivalsOf, isProfile, PROFILES, type Profile, plannedJourneys, secondsOf } from "./profiles.ts";
import { isJourney, JOURNEYS, SCENARIOS, type Scenario } from "./scenarios.ts";

const compiled = JSON.parse(readFileSync("loadtests/generated/thresholds.json", "utf8")) as CompiledLimits;
const profiles = Object.keys(PROFILES) as Profile[];
const scenarios = Object.keys(SCENARIOS) as Scenario[];
const cases = profiles.flatMap((profile) => scenarios.map((scenario) => [profile, scenario] as const));

const expressionOf = (limit: Limit) => (typeof limit === "string" ? limit : limit.threshold);

test("there are six profiles and four kinds of users, and no other name is one", () => {
  expect(profiles).toEqual(["smoke", "average", "stress", "spike", "soak", "breakpoint"]);
  expect(Object.keys(JOURNEYS)).toEqual(["analyst", "api", "sre", "mixed"]);
  expect(JOURNEYS.mixed).toEqual(scenarios);
  expect([isProfile("toString"), isJourney("constructor"), isProfile("soak"), isJourney("sre")]).toEqual([
    false,
    false,
    true,
    true,
  ]);
});

test.each(cases)("%s sends more requests of %s than its service levels need for a verdict", (profile, scenario) => {
  const planned = plannedJourneys(profile, scenario) * SCENARIOS[scenario].requests;
  expect(planned).toBeGreaterThanOrEqual(compiled.scenarios[scenario]?.minimumRequests ?? Number.POSITIVE_INFINITY);
});

test.each(cases)("%s begins journeys of %s at a rate that no slow answer holds up", (profile, scenario) => {
  const arrivals = arrivalsOf(profile, scenario);
  expect(arrivals.executor).toBe(profile === "smoke" ? "constant-arrival-rate" : "ramping-arrival-rate");
  expect(arrivals).toMatchObject({ exec: scenario, timeUnit: "1m" });
  expect(arrivals.preAllocatedVUs).toBeGreaterThan(0);
  expect(arrivals.maxVUs).toBeGreaterThanOrEqual(arrivals.preAllocatedVUs);
  const rates =
    arrivals.executor === "constant-arrival-rate" ? [arrivals.rate] : arrivals.stages.map((each) => each.target);
  for (const rate of rates) expect(Number.isInteger(rate) && rate > 0, `${rate} a minute`).toBe(true);
});

test("a run of a smoke test takes two minutes, and the area under a ramp is what it begins", () => {
  expect(secondsOf("smoke")).toBe(120);
  expect(plannedJourneys("smoke", "health")).toBe(2 * 1200);
  // A minute from 0.2 to 2, eight at 2, a minute back: 1.1 + 16 + 1.1.
  expect(plannedJourneys("average", "api")).toBe(Math.floor(18.2 * 60));
});

test.each(profiles)("each scenario of %s has limits that an empty run crosses, and one for its checks", (profile) => {
  const limits = limitsOf(compiled, profile, scenarios);
  for (const scenario of scenarios) {
    const of = (metric: string) => limits[`${metric}{scenario:${scenario}}`]?.map(expressionOf);
    expect(of("http_reqs"), scenario).toEqual([`count>=${compiled.scenarios[scenario]?.minimumRequests}`]);
    expect(of("checks"), scenario).toEqual(["rate>0.99"]);
    expect(of("http_req_failed")?.length, scenario).toBe(1);
    // Where no time is promised one must at least have been measured: k6 keeps no others.
    expect(of("http_req_duration"), scenario).toEqual([/api|health/.test(scenario) ? "p(99)<2000" : "p(99)>0"]);
  }
  expect(limits.dropped_iterations?.map(expressionOf)).toEqual(["count==0"]);
  expect(limits.checks?.map(expressionOf)).toEqual(["rate>0.99"]);
});

test("a run that was cut short crosses a limit: 95 of 100 planned journeys must have been made", () => {
  expect(limitsOf(compiled, "smoke", ["api"])["iterations{scenario:api}"]).toEqual(["count>=114"]);
});

test("a breakpoint ends at the first limit that is crossed, but not because it has only just begun", () => {
  const limits = limitsOf(compiled, "breakpoint", ["api", "health"]);
  for (const [metric, own] of Object.entries(limits)) {
    for (const limit of own) {
      const waits = /^(count|p\(99\))>/.test(expressionOf(limit));
      expect(typeof limit === "string", `${metric} ${expressionOf(limit)}`).toBe(waits);
      if (typeof limit !== "string") expect(limit).toMatchObject({ abortOnFail: true, delayAbortEval: "60s" });
    }
  }
  expect(limits["http_req_duration{scenario:api}"]).toHaveLength(1);
});

test("only the scenarios that run have limits, and one without a service level is refused", () => {
  const keys = Object.keys(limitsOf(compiled, "smoke", ["health"]));
  expect(keys.filter((key) => key.includes("{"))).toEqual(keys.filter((key) => key.includes("{scenario:health}")));
  expect(keys).toContain("http_reqs");
  const without: CompiledLimits = { ...compiled, scenarios: {} };
  expect(() => limitsOf(without, "smoke", ["api"])).toThrow("no service level names the scenario api");
});
