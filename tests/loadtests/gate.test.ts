import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { type CompiledLimits, limitsOf } from "../../loadtests/limits.ts";
import { judge } from "../../loadtests/report/verdict.ts";
import { JOURNEYS } from "../../loadtests/scenarios.ts";
import { type PlayedRun, runPlay } from "../support/k6/run-play.server.ts";
import { startBrokenServer, type Way } from "./broken-server.server.ts";

// The scripts themselves, played without k6 against servers that are broken. k6 is stood in for: see docs/loadtests.md.

const compiled = JSON.parse(readFileSync("loadtests/generated/thresholds.json", "utf8")) as CompiledLimits;
const LIMITS = limitsOf(compiled, "smoke", JOURNEYS.mixed);

/** Stands for what setup draws where nothing can be drawn. */
const DRAWN = {
  people: [{ id: "p", name: "Ada" }],
  resources: [{ id: "r", nativeId: "r", name: null }],
  groups: [{ id: "g", label: "devs" }],
  pairs: [{ person: "p", resource: "r" }],
  records: [{ table: "gcp_iam_bindings", id: "x" }],
  pageLength: 1,
};

const play = async (way: Way, times: Record<string, number>): Promise<PlayedRun> =>
  runPlay(
    await startBrokenServer(way),
    { times, drawn: DRAWN },
    { STAND_IN_TIMEOUT_MS: way === "silent" ? "50" : "5000" },
  );

/** Metrics whose limits were crossed, counts of requests and journeys aside: a few journeys never reach these. */
const crossed = ({ code, summary }: PlayedRun): string[] => {
  const verdict = judge(code, summary, LIMITS);
  expect(verdict).toMatchObject({ passed: false, code: 99 });
  return verdict.judged.flatMap(({ metric, ok }) => (ok || /^(http_reqs|iterations)/.test(metric) ? [] : [metric]));
};

const ALL = { api: 1, dashboards: 1, health: 1, pages: 1 };
const FAILED = JOURNEYS.mixed.flatMap((name) => [`checks{scenario:${name}}`, `http_req_failed{scenario:${name}}`]);

test.each(["failing", "silent", "refusing"] as const)("a %s server crosses the limits of failures", async (way) => {
  const run = await play(way, ALL);
  expect(crossed(run).sort()).toEqual(["checks", ...FAILED].sort());
});

test("a server that answers 200 with something else crosses the limits of checks", async () => {
  const run = await play("wrong", ALL);
  expect(crossed(run).sort()).toEqual(["checks", ...JOURNEYS.mixed.map((name) => `checks{scenario:${name}}`)].sort());
});

test("a slow server crosses the limit of the time that an answer takes, and no other", async () => {
  const run = await play("slow", { health: 1 });
  expect(crossed(run).filter((metric) => /health|^checks$|dropped/.test(metric))).toEqual([
    "http_req_duration{scenario:health}",
  ]);
});

test.each(["failing", "wrong"] as const)("every check of every journey fails against a %s server", async (way) => {
  const { summary, notes } = await play(way, ALL);
  const checks = summary.root_group.checks;
  expect(checks.length).toBeGreaterThan(20);
  expect(checks.filter(({ passes }) => passes > 0)).toEqual([]);
  const failed = notes.filter(({ kind }) => kind === "failed");
  expect(new Set(failed.map(({ scenario }) => scenario))).toEqual(new Set(JOURNEYS.mixed));
});

test("an empty run is red although k6 would call every percentile and every rate kept", async () => {
  const run = await play("failing", {});
  const verdict = judge(0, run.summary, LIMITS);
  expect(verdict).toMatchObject({ passed: false, code: 99 });
  const kept = verdict.judged.filter(({ ok }) => ok).map(({ metric }) => metric);
  expect(kept).toEqual(["dropped_iterations"]);
});

test("setup that cannot draw says what the instance does not hold or answer", async () => {
  await expect(runPlay(await startBrokenServer("failing"), { times: {} })).rejects.toThrow("/api/access answered 500");
  await expect(runPlay(await startBrokenServer("refusing"), { times: {} })).rejects.toThrow("answered 0");
});
