import { z } from "zod";
import { measuredValue, type Summary } from "./summary.ts";

const Scenario = z.object({ requests: z.number(), failed: z.number(), p99: z.number() });

const ResultSchema = z.object({
  at: z.string(),
  profile: z.string(),
  journey: z.string(),
  revision: z.string(),
  passed: z.boolean(),
  code: z.number(),
  seconds: z.number(),
  dropped: z.number(),
  scenarios: z.record(z.string(), Scenario),
});

/** One run, as it is kept: a line of JSON. Times are milliseconds, `failed` is a share. */
export type Result = z.infer<typeof ResultSchema>;

/** What is kept of a run. Without a summary the scenarios are empty. */
export function resultOf(
  run: Pick<Result, "at" | "profile" | "journey" | "revision" | "passed" | "code">,
  summary: Summary | null,
  scenarios: readonly string[],
): Result {
  const of = (name: string, value: string) => (summary === null ? 0 : (measuredValue(summary, name, value) ?? 0));
  return {
    ...run,
    seconds: Math.round((summary?.state.testRunDurationMs ?? 0) / 1000),
    dropped: of("dropped_iterations", "count"),
    scenarios: Object.fromEntries(
      (summary === null ? [] : scenarios).map((scenario) => [
        scenario,
        {
          requests: of(`http_reqs{scenario:${scenario}}`, "count"),
          failed: of(`http_req_failed{scenario:${scenario}}`, "rate"),
          p99: of(`http_req_duration{scenario:${scenario}}`, "p(99)"),
        },
      ]),
    ),
  };
}

/** The runs of a results file, oldest first; a line that is none (of an older form, or cut) is left out. */
export const readResults = (text: string): Result[] =>
  text.split("\n").flatMap((line) => {
    const read = ResultSchema.safeParse(parsed(line));
    return read.success ? [read.data] : [];
  });

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
