import { expect, test } from "vitest";
import type { Limit } from "../limits.ts";
import { courseOf } from "./course.ts";
import { htmlOf } from "./html.ts";
import { junitOf } from "./junit.ts";
import { markdownOf } from "./markdown.ts";
import type { Report } from "./report.ts";
import { readResults, resultOf } from "./result.ts";
import { readSummary, type Summary } from "./summary.ts";
import { judge } from "./verdict.ts";

const LIMITS: Record<string, Limit[]> = {
  "http_req_duration{scenario:api}": ["p(99)<2000"],
  "http_req_failed{scenario:api}": ["rate<0.01"],
  "http_reqs{scenario:api}": ["count>=1000"],
  dropped_iterations: ["count==0"],
};

type Measured = { requests?: number; p99?: number; failed?: number; crossed?: string };

/** As k6 writes it. @param crossed the metric whose thresholds k6 calls crossed */
function summaryOf({ requests = 1200, p99 = 40, failed = 0, crossed }: Measured = {}): Summary {
  const metric = (type: string, values: Record<string, number>, name: string) => {
    const own = (LIMITS[name] ?? []).map((limit) => [String(limit), { ok: name !== crossed }]);
    return [name, { type, contains: "default", values, thresholds: Object.fromEntries(own) }];
  };
  const text = JSON.stringify({
    root_group: { name: "", groups: [], checks: [{ name: "/ shows <all>", path: "::/", passes: 3, fails: 1 }] },
    options: { summaryTrendStats: ["p(99)"] },
    state: { isStdOutTTY: false, testRunDurationMs: 120_400.5 },
    metrics: Object.fromEntries([
      metric("counter", { count: requests, rate: 10 }, "http_reqs"),
      metric("counter", { count: requests, rate: 10 }, "http_reqs{scenario:api}"),
      metric("trend", { "p(99)": p99, max: p99 }, "http_req_duration{scenario:api}"),
      metric("rate", { rate: failed, passes: 0, fails: requests }, "http_req_failed{scenario:api}"),
    ]),
  });
  return readSummary(text) ?? expect.fail("the summary is not read");
}

const crossedOf = (code: number, summary: Summary | null) =>
  judge(code, summary, LIMITS).judged.flatMap(({ metric, ok, because }) => (ok ? [] : [[metric, because]]));

function reportOf(code: number, summary: Summary | null): Report {
  const verdict = judge(code, summary, LIMITS);
  const run = { at: "2026-11-27T12:00:00.000Z", profile: "smoke", journey: "api", revision: "abc" };
  const { passed, code: ended } = verdict;
  const result = resultOf({ ...run, passed, code: ended }, summary, ["api"]);
  const trace = { scenario: "api", status: 200, traceId: "0af7651916cd43dd8448eb211c80319c" };
  return {
    profile: "smoke",
    journey: "api",
    url: "http://127.0.0.1:3000",
    verdict,
    summary,
    result,
    notes: [
      { kind: "slow", ms: 12, what: "/api/people", ...trace },
      { kind: "slow", ms: 1900, what: "/api/access", ...trace },
      { kind: "failed", ms: 3, what: "/ shows <all>", ...trace },
    ],
    past: [{ ...result, scenarios: { api: { requests: 1, failed: 0, p99: 30 } } }, result],
  };
}

test("a run that kept every limit passes, and a counter that counted nothing is a kept one", () => {
  expect(judge(0, summaryOf(), LIMITS)).toMatchObject({ passed: true, code: 0, complaints: [] });
  expect(crossedOf(0, summaryOf())).toEqual([]);
});

test("a run of no requests is red although k6 ended with 0 and called every limit kept", () => {
  const verdict = judge(0, summaryOf({ requests: 0, p99: 0 }), LIMITS);
  expect(verdict).toMatchObject({ passed: false, code: 99 });
  expect(crossedOf(0, summaryOf({ requests: 0, p99: 0 }))).toEqual([
    ["http_req_duration{scenario:api}", "nothing was measured"],
    ["http_req_failed{scenario:api}", "nothing was measured"],
    ["http_reqs{scenario:api}", null],
  ]);
});

test("a limit that k6 did not judge is not kept", () => {
  const { metrics, ...rest } = summaryOf();
  const { "http_req_duration{scenario:api}": _, ...others } = metrics;
  expect(crossedOf(0, { ...rest, metrics: others })).toEqual([
    ["http_req_duration{scenario:api}", "k6 did not judge it"],
  ]);
});

test.each(Object.keys(LIMITS).slice(0, 3))("the limit that was crossed is named: %s", (metric) => {
  const report = reportOf(99, summaryOf({ crossed: metric }));
  expect(report.verdict).toMatchObject({ passed: false, code: 99 });
  for (const text of [markdownOf(report), junitOf(report).replaceAll("&quot;", '"'), htmlOf(report, null)]) {
    expect(text).toContain(metric);
  }
  expect(markdownOf(report)).toContain(`**\`${metric}\` is not`);
  expect(junitOf(report)).toContain('failures="2"');
});

test.each([
  [107, "the script failed"],
  [104, "did not take the options"],
  [250, "k6 ended with 250: see its output"],
])("code %i of k6 is kept and said in words", (code, words) => {
  const verdict = judge(code, summaryOf(), LIMITS);
  expect(verdict).toMatchObject({ passed: false, code });
  expect(verdict.complaints.join()).toContain(words);
});

test("without a summary that can be read nothing passes, whatever k6 ended with", () => {
  for (const text of ["", "{", '{"version":"1.0.0","results":{}}']) expect(readSummary(text)).toBeNull();
  expect(judge(0, null, LIMITS)).toMatchObject({ passed: false, code: 99 });
  expect(judge(107, null, LIMITS)).toMatchObject({ passed: false, code: 107 });
  expect(judge(0, summaryOf(), {})).toMatchObject({ passed: false, code: 99 });
  expect(markdownOf(reportOf(0, null))).toContain("no summary that can be read");
  expect(junitOf(reportOf(0, null))).toContain('<testcase classname="loadtest" name="the run itself"><failure');
});

test("each report shows scenarios, the slowest requests first with their traces, and failed checks, escaped", () => {
  const report = reportOf(0, summaryOf());
  const markdown = markdownOf(report);
  expect(markdown).toContain("| api | 1200 | 0.00 % | 40 ms |");
  expect(markdown.indexOf("/api/access")).toBeLessThan(markdown.indexOf("/api/people"));
  expect(markdown).toContain("`0af7651916cd43dd8448eb211c80319c`");
  const page = htmlOf(report, "https://traces.example/{traceId}?a=1&b=2");
  expect(page).toContain("https://traces.example/0af7651916cd43dd8448eb211c80319c?a=1&amp;b=2");
  expect(page).toContain("/ shows &lt;all&gt;");
  expect(page).not.toContain("<all>");
});

test("a run is kept as a line, read back, and drawn after those before it; other lines are left out", () => {
  const { result } = reportOf(99, summaryOf({ p99: 80, failed: 0.02 }));
  const line = JSON.stringify(result);
  expect(readResults(`${line}\n{"at":1}\nnot a line\n\n${line}\n`)).toEqual([result, result]);
  expect(result).toMatchObject({
    seconds: 120,
    dropped: 0,
    scenarios: { api: { requests: 1200, failed: 0.02, p99: 80 } },
  });
  const course = courseOf([
    { value: 40, passed: true, at: "one" },
    { value: null, passed: false, at: "two" },
    { value: 80, passed: false, at: "three" },
  ]);
  expect(course.match(/<circle/g)).toHaveLength(2);
  expect(course).toContain('points="4,18 236,4"');
  expect(course).toContain('class="bad"><title>three: 80 ms, failed');
  expect(courseOf([])).toBe("");
});
