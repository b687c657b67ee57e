import { execFile } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { type CompiledLimits, limitsOf } from "../../loadtests/limits.ts";
import { formatNote } from "../../loadtests/notes.ts";
import { plannedJourneys } from "../../loadtests/profiles.ts";
import { JOURNEYS, type Scenario } from "../../loadtests/scenarios.ts";
import type { Sample } from "../support/k6/samples.ts";
import { summarise } from "../support/k6/summarise.ts";

const compiled = JSON.parse(await readFile("loadtests/generated/thresholds.json", "utf8")) as CompiledLimits;
const TRACE = "0af7651916cd43dd8448eb211c80319c";

/** A run of the smoke test in which everything was as it should be, but for what the test spoils. */
function healthySummary({ ms = 40, requests = 2_500 } = {}) {
  const samples: Sample[] = [];
  for (const scenario of JOURNEYS.mixed as readonly Scenario[]) {
    const tags = { scenario };
    const add = (metric: string, value: number) => samples.push({ metric, value, tags });
    for (let number = 0; number < requests; number++) {
      add("http_reqs", 1);
      add("http_req_duration", ms);
      add("http_req_failed", 0);
    }
    if (requests === 0) continue;
    add("iterations", plannedJourneys("smoke", scenario));
    samples.push({ metric: "checks", value: 1, tags: { scenario, check: `/${scenario} shows all` } });
  }
  return summarise(samples, limitsOf(compiled, "smoke", JOURNEYS.mixed));
}

type Laid = { code: number; summary?: unknown; notes?: string };

/** Runs the runner with a stand-in for k6. @param laid null: there is no k6 on the PATH */
async function loadtest(laid: Laid | null, ...words: string[]) {
  const folder = await mkdtemp(path.join(tmpdir(), "alxderia-runner-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const bin = path.join(folder, "bin");
  await mkdir(bin);
  await symlink(process.execPath, path.join(bin, "node"));
  if (laid !== null) {
    await copyFile("tests/loadtests/k6-stand-in.mjs", path.join(bin, "k6"));
    await chmod(path.join(bin, "k6"), 0o755);
    await writeFile(path.join(folder, "code"), String(laid.code));
    if (laid.summary) await writeFile(path.join(folder, "summary.json"), JSON.stringify(laid.summary));
    await writeFile(path.join(folder, "console.log"), laid.notes ?? "");
  }
  const out = path.join(folder, "out");
  const results = path.join(folder, "results.ndjson");
  const files = ["--out", out, "--results", results];
  const env = {
    NODE_ENV: "test" as const,
    PATH: bin,
    STAND_IN: folder,
    ALXDERIA_REVISION: "abc1234",
    GITHUB_STEP_SUMMARY: path.join(folder, "step.md"),
  };
  const run = await new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
    execFile(process.execPath, ["loadtests/run/main.server.ts", ...words, ...files], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
    );
  });
  const read = (file: string) => readFile(path.join(folder, file), "utf8").catch(() => "");
  return { ...run, out, read };
}

const URL_GIVEN = ["--url", "http://127.0.0.1:9"];

test("k6 is given the scripts, the instance and where to write, and what it measured becomes four reports and a line", async () => {
  const slow = formatNote({
    kind: "slow",
    ms: 99.5,
    status: 200,
    scenario: "api",
    traceId: TRACE,
    what: "/api/people",
  });
  const laid = { code: 0, summary: healthySummary(), notes: `time="" level=info msg="${slow}" source=console\n` };
  const { code, stdout, stderr, out, read } = await loadtest(laid, "smoke", ...URL_GIVEN);
  expect(code, stderr).toBe(0);
  const call = JSON.parse(await read("call.json")) as { words: string[]; environment: Record<string, string> };
  expect(call.words).toEqual(["run", "--console-output", path.join(out, "console.log"), "loadtests/main.ts"]);
  expect(call.environment).toMatchObject({
    LOADTEST_URL: "http://127.0.0.1:9",
    LOADTEST_PROFILE: "smoke",
    LOADTEST_JOURNEY: "mixed",
    LOADTEST_SUMMARY: path.join(out, "summary.json"),
    K6_NEW_MACHINE_READABLE_SUMMARY: "false",
  });
  expect(stdout).toContain("running (0m01.0s)");
  expect(stdout).toContain("## Load test smoke (mixed): passed");
  expect(await read("step.md")).toContain("## Load test smoke (mixed): passed");
  for (const file of ["out/report.md", "out/report.html"]) expect(await read(file)).toContain(TRACE);
  expect(await read("out/junit.xml")).toContain('failures="0"');
  const [line = "", ...more] = (await read("results.ndjson")).trim().split("\n");
  expect(more).toEqual([]);
  expect(JSON.parse(line)).toMatchObject({
    profile: "smoke",
    revision: "abc1234",
    passed: true,
    code: 0,
    scenarios: { health: { requests: 2_500, failed: 0, p99: 40 } },
  });
});

test("a crossed limit is named everywhere, and 99 is passed on", async () => {
  const { code, stdout, read } = await loadtest(
    { code: 99, summary: healthySummary({ ms: 2_500 }) },
    "smoke",
    ...URL_GIVEN,
  );
  expect(code).toBe(99);
  expect(stdout).toContain("**`http_req_duration{scenario:api}` is not `p(99)<2000`**: measured 2500");
  expect(await read("out/junit.xml")).toContain('name="http_req_duration{scenario:api} p(99)&lt;2000"><failure');
  expect(await read("out/report.html")).toContain("http_req_duration{scenario:api}");
});

test("an empty run is red although k6 ended with 0", async () => {
  const empty = healthySummary({ requests: 0 });
  for (const { thresholds } of Object.values(empty.metrics)) {
    for (const each of Object.values(thresholds)) each.ok = true;
  }
  const { code, stdout, read } = await loadtest({ code: 0, summary: empty }, "smoke", ...URL_GIVEN);
  expect(code).toBe(99);
  expect(stdout).toContain("`http_req_failed{scenario:pages}` is not `rate<0.01`**: nothing was measured");
  expect(JSON.parse(await read("results.ndjson"))).toMatchObject({ passed: false, code: 99 });
});

test.each([
  [107, "the script failed; setup does"],
  [105, "the run was stopped from outside"],
])("without a summary code %i is passed on and said in words", async (code, words) => {
  const run = await loadtest({ code }, "smoke", ...URL_GIVEN);
  expect(run.code).toBe(code);
  expect(run.stdout).toContain(words);
  expect(run.stdout).toContain("k6 left no summary that can be read");
  expect(await run.read("out/junit.xml")).toContain('failures="2"');
});

test("a machine without k6 is told in one sentence how to get it, and a pipeline may skip", async () => {
  const run = await loadtest(null, "smoke", ...URL_GIVEN);
  expect(run).toMatchObject({ code: 127, stdout: "" });
  expect(run.stderr).toMatch(/^There is no k6 on the PATH: install k6 2 .*\.\n$/);
  expect(await loadtest(null, "smoke", "--skip-without-k6")).toMatchObject({ code: 77, stderr: run.stderr });
});

test("help is given without k6, and wrong words end with 2 before anything is asked", async () => {
  expect(await loadtest(null, "--help")).toMatchObject({ code: 0, stdout: expect.stringContaining("breakpoint") });
  expect(await loadtest(null, "fast")).toMatchObject({ code: 2, stderr: expect.stringContaining("allowed: smoke") });
  const remote = await loadtest({ code: 0 }, "smoke", "--url", "https://alxderia.example");
  expect(remote).toMatchObject({ code: 2, stderr: expect.stringContaining("--allow-remote") });
  expect(await remote.read("call.json")).toBe("");
});
