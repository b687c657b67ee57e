import { type Limit, scenarioOf } from "../limits.ts";
import { measuredValue, type Summary } from "./summary.ts";

export type Judged = {
  readonly metric: string;
  readonly expression: string;
  readonly measured: number | null;
  readonly ok: boolean;
  /** Why it is not ok, where the number alone does not say so. */
  readonly because: string | null;
};

export type Verdict = {
  readonly passed: boolean;
  /** That of k6, but never 0 for a run that proved nothing. */
  readonly code: number;
  readonly judged: readonly Judged[];
  readonly complaints: readonly string[];
};

/** What k6 ends with (https://github.com/grafana/k6/blob/master/errext/exitcodes/codes.go). */
const CODES: Readonly<Record<number, string>> = {
  97: "the run in the cloud failed",
  99: "a threshold was crossed",
  100: "drawing the data (setup) took too long",
  101: "the end (teardown) took too long",
  102: "a step took too long",
  104: "k6 did not take the options",
  105: "the run was stopped from outside",
  106: "the run could not start",
  107: "the script failed; setup does when the instance does not answer or holds nothing",
  108: "the script ended the run",
  109: "k6 itself failed",
  110: "the script marked the run as failed",
};

const CROSSED = 99;

/**
 * Judges a run by what it measured and not by its exit code alone: every limit must have been judged by k6, and none
 * on nothing.
 * @param code what k6 ended with
 * @param limits the thresholds that the run was given
 */
export function judge(
  code: number,
  summary: Summary | null,
  limits: Readonly<Record<string, readonly Limit[]>>,
): Verdict {
  const complaints = code === 0 ? [] : [`k6 ended with ${code}: ${CODES[code] ?? "see its output"}`];
  if (summary === null) {
    complaints.push("k6 left no summary that can be read, so nothing was judged");
    return { passed: false, code: code || CROSSED, judged: [], complaints };
  }
  const judged = Object.entries(limits).flatMap(([metric, own]) =>
    own.map((limit) => judgeOne(summary, metric, typeof limit === "string" ? limit : limit.threshold)),
  );
  if (judged.length === 0) complaints.push("the run had no limits");
  const passed = complaints.length === 0 && judged.every(({ ok }) => ok);
  return { passed, code: passed ? 0 : code || CROSSED, judged, complaints };
}

function judgeOne(summary: Summary, metric: string, expression: string): Judged {
  const [, value = "", sign = "", bound = ""] = /^([\w.()]+)(>=|<=|==|>|<)([\d.]+)$/.exec(expression) ?? [];
  const measured = measuredValue(summary, metric, value);
  const answer = (ok: boolean, because: string | null): Judged => ({ metric, expression, measured, ok, because });
  const told = summary.metrics[metric]?.thresholds[expression];
  // k6 leaves out a counter that nothing counted: no iteration was dropped.
  if (told === undefined && measured === null && expression === "count==0") return answer(true, null);
  if (told === undefined) return answer(false, "k6 did not judge it");
  if (!told.ok) return answer(false, null);
  if (value !== "count" && sampleCount(summary, metric) === 0) return answer(false, "nothing was measured");
  return answer(value !== "count" || holds(measured ?? 0, sign, Number(bound)), null);
}

/** How many requests a percentile or rate is of: those of its scenario, or all of them. */
function sampleCount(summary: Summary, metric: string): number {
  const scenario = scenarioOf(metric);
  return measuredValue(summary, scenario === null ? "http_reqs" : `http_reqs{scenario:${scenario}}`, "count") ?? 0;
}

function holds(measured: number, sign: string, bound: number): boolean {
  if (sign === ">=") return measured >= bound;
  if (sign === ">") return measured > bound;
  if (sign === "<") return measured < bound;
  return sign === "<=" ? measured <= bound : measured === bound;
}
