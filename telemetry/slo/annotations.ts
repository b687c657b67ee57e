import { DEFAULT_PAIRS } from "./burn-rate.ts";
import { parseDuration } from "./duration.ts";
import type { BurnRatePair, Freeze, Severity } from "./model.ts";
import { compare, divide, ONE, parseDecimal, type Rational, rational, ZERO } from "./rational.ts";
import { fail, ok, type Read } from "./read.ts";

/** What OpenSLO has no words for stands under this prefix; annotations of others are left alone. */
export const ANNOTATION_PREFIX = "alxderia.dev/";

/** Our annotations and what each says; the text is shown by editors. */
export const ANNOTATIONS = {
  "alxderia.dev/counts": "Which events are counted, and why these.",
  "alxderia.dev/burn-rate-pairs":
    'Pairs of windows, e.g. "2 % 1h/5m critical, 10 % 3d/6h warning"; left out, the four of the SRE workbook.',
  "alxderia.dev/most-severe": "critical (default) or warning: no alert of this objective is more severe.",
  "alxderia.dev/minimum-events": "Alerts want at least so many events in their long window; 1 by default.",
  "alxderia.dev/idle": "never when silence itself is a failure; normal (default) when nights may be without events.",
  "alxderia.dev/runbook": "Name of a file in docs/runbooks, without ending; the objective's name by default.",
  "alxderia.dev/k6-scenario": "Scenarios of the load test that must keep this objective, separated by commas.",
  "alxderia.dev/freeze":
    'When non-critical deployments stop, e.g. "50 % in 14d": more than half of the budget gone within 14 days.',
} as const;

export type AnnotationName = keyof typeof ANNOTATIONS;

const NAME = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** One reader for each annotation; whoever gives it nothing gets the default. */
export const readAnnotation: {
  "alxderia.dev/counts": (text: string | undefined) => Read<string>;
  "alxderia.dev/burn-rate-pairs": (text: string | undefined) => Read<readonly BurnRatePair[]>;
  "alxderia.dev/most-severe": (text: string | undefined) => Read<Severity>;
  "alxderia.dev/minimum-events": (text: string | undefined) => Read<number>;
  "alxderia.dev/idle": (text: string | undefined) => Read<"normal" | "never">;
  "alxderia.dev/runbook": (text: string | undefined) => Read<string | null>;
  "alxderia.dev/k6-scenario": (text: string | undefined) => Read<readonly string[]>;
  "alxderia.dev/freeze": (text: string | undefined) => Read<Freeze | null>;
} = {
  "alxderia.dev/counts": (text = "") =>
    text.trim() === ""
      ? fail(text, "a sentence or more", "say which events are counted and why")
      : ok(text.trim().replace(/\s+/g, " ")),
  "alxderia.dev/burn-rate-pairs": readPairs,
  "alxderia.dev/most-severe": (text = "critical") => oneOf(text, ["critical", "warning"]),
  "alxderia.dev/minimum-events": (text = "1") =>
    /^[1-9]\d{0,8}$/.test(text) ? ok(Number(text)) : fail(text, "a whole number from 1", 'write it as text, e.g. "30"'),
  "alxderia.dev/idle": (text = "normal") => oneOf(text, ["normal", "never"]),
  "alxderia.dev/runbook": (text) =>
    text === undefined || NAME.test(text)
      ? ok(text ?? null)
      : fail(text, "lower-case words with hyphens", "write the file's name without folder and ending"),
  "alxderia.dev/k6-scenario": (text) => readNames(text),
  "alxderia.dev/freeze": readFreeze,
};

function readPairs(text: string | undefined): Read<readonly BurnRatePair[]> {
  if (text === undefined) return ok(DEFAULT_PAIRS);
  const pairs: BurnRatePair[] = [];
  for (const part of text.split(",").map((each) => each.trim())) {
    const [, percent = "", long = "", short = "", severity] =
      /^(\S+) ?% (\w+)\/(\w+) (critical|warning)$/.exec(part) ?? [];
    const consumed = readPart(percent);
    const [longMinutes, shortMinutes] = [parseDuration(long), parseDuration(short)];
    if (!consumed || longMinutes === null || shortMinutes === null || shortMinutes >= longMinutes) {
      const allowed = "<percent> % <long>/<short> critical or warning, the short window being the shorter";
      return fail(part, allowed, 'write pairs like "2 % 1h/5m critical", separated by commas');
    }
    if (pairs.some((pair) => pair.long === longMinutes)) {
      return fail(part, "one pair for each long window", "remove one of the two: alerts are named by it");
    }
    pairs.push({ consumed, long: longMinutes, short: shortMinutes, severity: severity as Severity });
  }
  return ok(pairs);
}

function readNames(text: string | undefined): Read<readonly string[]> {
  const names = text === undefined ? [] : text.split(",").map((each) => each.trim());
  const wrong = names.find((name) => !NAME.test(name));
  if (wrong === undefined) return ok(names);
  return fail(wrong, "lower-case words with hyphens", "separate the names of scenarios by commas");
}

function readFreeze(text: string | undefined): Read<Freeze | null> {
  if (text === undefined) return ok(null);
  const [, percent = "", time = ""] = /^(\S+) ?% in (\w+)$/.exec(text) ?? [];
  const consumed = readPart(percent);
  const within = parseDuration(time);
  if (consumed && within !== null) return ok({ consumed, within });
  return fail(text, "<percent> % in <time>", 'write it like "50 % in 14d"');
}

/** @returns a part above 0 and up to 1, or null */
function readPart(percent: string): Rational | null {
  const value = parseDecimal(percent);
  const part = value && divide(value, rational(100));
  return part && compare(part, ZERO) > 0 && compare(part, ONE) <= 0 ? part : null;
}

function oneOf<Choice extends string>(text: string, choices: readonly Choice[]): Read<Choice> {
  const choice = choices.find((each) => each === text);
  return choice === undefined ? fail(text, choices.join(" or "), "write one of them") : ok(choice);
}
