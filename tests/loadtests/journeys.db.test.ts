import { readFileSync } from "node:fs";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { type CompiledLimits, limitsOf } from "../../loadtests/limits.ts";
import { judge } from "../../loadtests/report/verdict.ts";
import { JOURNEYS, SCENARIOS } from "../../loadtests/scenarios.ts";
import { type PlayedRun, runPlay } from "../support/k6/run-play.server.ts";
import { createProduct } from "../support/product.server.ts";
import { startWebProcess, type WebProcess } from "../support/web-process.server.ts";

// The very files that k6 runs, played without it on the real product: docs/loadtests.md says what that proves.

const TWICE = { api: 2, dashboards: 2, health: 2, pages: 2 };

let web: WebProcess;
let run: PlayedRun;

beforeAll(async () => {
  const product = await createProduct();
  const folder = path.join(product.home, "organisation");
  const made = await product.run("demo", "generate", "--people", "40", "--out", folder);
  expect(made.code, made.stderr).toBe(0);
  const { code, stderr } = await product.ingest(folder);
  expect(code, stderr).toBe(0);
  web = await startWebProcess(product.ownerUrl);
  run = await runPlay(web.url, { times: TWICE });
});

test("every check of every journey holds on the real product", () => {
  const { checks } = run.summary.root_group;
  expect(checks.filter(({ fails }) => fails > 0)).toEqual([]);
  expect(checks.length).toBeGreaterThan(20);
  expect(run.notes.filter(({ kind }) => kind === "failed")).toEqual([]);
});

test("a journey sends as many requests as the profiles reckon with, each a success and in a trace of its own", () => {
  const requests = run.samples.filter(({ metric, tags }) => metric === "http_reqs" && tags.scenario !== undefined);
  for (const scenario of JOURNEYS.mixed) {
    const own = requests.filter(({ tags }) => tags.scenario === scenario);
    expect(own.length, scenario).toBe(2 * SCENARIOS[scenario].requests);
  }
  expect(new Set(requests.map(({ tags }) => tags.traceparent)).size).toBe(requests.length);
  expect(run.samples.filter(({ metric, value }) => metric === "http_req_failed" && value === 1)).toEqual([]);
});

test("requests are counted by the route, so that series stay few however much is asked", () => {
  const routes = new Set(run.samples.flatMap(({ tags }) => tags.name ?? []));
  expect(routes.size).toBeLessThan(25);
  for (const route of routes) expect(route).toMatch(/^\/[a-z/:*-]*$/);
});

test("a few journeys on a healthy product cross no limit but those that want more of them", () => {
  const compiled = JSON.parse(readFileSync("loadtests/generated/thresholds.json", "utf8")) as CompiledLimits;
  const { judged } = judge(run.code, run.summary, limitsOf(compiled, "smoke", JOURNEYS.mixed));
  const crossed = judged.filter(({ ok }) => !ok).map(({ expression }) => expression);
  expect(crossed.length).toBe(2 * JOURNEYS.mixed.length);
  for (const expression of crossed) expect(expression).toMatch(/^count>=/);
});

test("the trace of a slow request leads to its line in the product's log", async () => {
  const slow = run.notes.find(({ kind, what }) => kind === "slow" && what === "/people/:id");
  const line = await web.waitForLine((each) => JSON.stringify(each).includes(slow?.traceId ?? "no such trace"));
  expect(JSON.stringify(line)).toContain("/people/:id");
});

test("what the journeys ask about was drawn from the instance, and another draw asks about other things", async () => {
  const drawn = run.drawn as { people: { id: string }[]; records: unknown[] };
  expect(drawn.people.length).toBeGreaterThan(30);
  const one = { ...drawn, people: drawn.people.slice(0, 1) };
  const { summary, samples } = await runPlay(web.url, { times: { api: 1 }, drawn: one });
  expect(summary.root_group.checks.filter(({ fails }) => fails > 0)).toEqual([]);
  expect(samples.filter(({ metric }) => metric === "http_reqs")).toHaveLength(SCENARIOS.api.requests);
});
