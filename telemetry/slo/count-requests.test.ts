import { expect, test } from "vitest";
import { ASSETS_ROUTE, HEALTH_ROUTE, METRIC, UNMATCHED_ROUTE } from "../conventions.ts";
import { createRequestCounter } from "./count-requests.ts";
import { readPlan } from "./read-plan.server.ts";

const { objectives } = await readPlan();

/** "availability good" and the like: every objective that the request is an event of. */
function countOnce(route: string, method: string, statusClass: string, seconds: number): string[] {
  const counted: string[] = [];
  createRequestCounter(objectives)({ route, method, statusClass }, seconds, (objective, isGood) => {
    counted.push(`${objectives[objective]?.name} ${isGood ? "good" : "bad"}`);
  });
  return counted;
}

test("every objective of the product counts the metric that is recorded", () => {
  expect(objectives.map(({ indicator }) => indicator.total.metric)).toEqual(
    objectives.map(() => METRIC.httpRequestDuration),
  );
});

test.each([
  [HEALTH_ROUTE, "GET", "2xx", 0.01, ["availability good", "latency-health good"]],
  [HEALTH_ROUTE, "HEAD", "2xx", 2, ["availability good", "latency-health good"]],
  [HEALTH_ROUTE, "GET", "2xx", 2.0001, ["availability good", "latency-health bad"]],
  [HEALTH_ROUTE, "GET", "5xx", 3.5, ["availability bad"]],
  [HEALTH_ROUTE, "GET", "4xx", 5, ["availability bad"]],
  [HEALTH_ROUTE, "POST", "4xx", 0.01, []],
  ["/api/people/:id", "GET", "2xx", 1.999, ["error-rate good", "latency-api good"]],
  ["/api/people/:id", "GET", "4xx", 2.1, ["error-rate good", "latency-api bad"]],
  ["/api/people/:id", "GET", "5xx", 9, ["error-rate bad"]],
  ["/api/access/export", "GET", "2xx", 60, ["error-rate good"]],
  [UNMATCHED_ROUTE, "_OTHER", "4xx", 0, ["error-rate good"]],
  [ASSETS_ROUTE, "GET", "3xx", 0, ["error-rate good"]],
])("%s %s %s in %d s counts for %j", (route, method, statusClass, seconds, expected) => {
  expect(countOnce(route, method, statusClass, seconds)).toEqual(expected);
});

test("labels that were seen before are counted by the time of each request", () => {
  const count = createRequestCounter(objectives);
  const labels = { route: "/api/people", method: "GET", statusClass: "2xx" };
  const good: boolean[] = [];
  const latency = objectives.findIndex(({ name }) => name === "latency-api");
  for (const seconds of [1, 3, 2]) {
    count(labels, seconds, (objective, isGood) => {
      if (objective === latency) good.push(isGood);
    });
  }
  expect(good).toEqual([true, false, true]);
});

test("an objective of another metric is not counted, and one above a bound counts what is slower", () => {
  const [first] = objectives;
  if (!first) throw new Error("no objective");
  const { indicator } = first;
  const elsewhere = { ...indicator.total, metric: METRIC.dbQueryDuration };
  const slow = { ...indicator.total, bound: { is: "above", seconds: 1 } as const };
  const counted: string[] = [];
  const count = createRequestCounter([
    { indicator: { ...indicator, total: elsewhere } },
    { indicator: { ...indicator, total: slow } },
  ]);
  for (const seconds of [1, 1.5]) {
    count({ route: HEALTH_ROUTE, method: "GET", statusClass: "2xx" }, seconds, (objective) => {
      counted.push(`${objective} ${seconds}`);
    });
  }
  expect(counted).toEqual(["1 1.5"]);
});
