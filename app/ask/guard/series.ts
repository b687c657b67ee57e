import { constantOf, isTree, listOf, namesOf, unwrap } from "./tree.ts";
import { Refusal } from "./verdict.ts";

const MAX_ROWS = 100_000;
const HOUR = 3_600;

const SECONDS: readonly [RegExp, number][] = [
  [/^(h|hrs?|hours?)$/, HOUR],
  [/^(d|days?)$/, 24 * HOUR],
  [/^(w|weeks?)$/, 7 * 24 * HOUR],
  [/^(mons?|months?)$/, 28 * 24 * HOUR],
  [/^(y|yrs?|years?)$/, 365 * 24 * HOUR],
];

/** Numbers that come from the size of a value that is there already. */
const SIZES = new Set([
  "array_length",
  "array_upper",
  "cardinality",
  "json_array_length",
  "jsonb_array_length",
  "length",
]);

/**
 * generate_series(): numbers need literals (or the size of a value) with at most 100 000 steps between them, times a
 * literal step of an hour or more and, where both ends are literals, as few steps.
 * @throws Refusal of the layer `functions`
 */
export function checkSeries(args: readonly unknown[]): void {
  const [from, to, step] = args;
  const seconds = stepSeconds(step);
  if (seconds !== null) {
    checkTimes(from, to, seconds);
    return;
  }
  const first = constantOf(from);
  const last = constantOf(to);
  const by = step === undefined ? 1 : constantOf(step);
  if (typeof first === "number" && typeof by === "number" && by !== 0) {
    if (typeof last === "number" && Math.abs(last - first) / Math.abs(by) <= MAX_ROWS) return;
    if (isSize(to) && Math.abs(by) >= 1) return;
  }
  throw new Refusal(
    "functions",
    `generate_series() needs literal numbers with at most ${MAX_ROWS} steps, or times with a literal step of an hour or more`,
  );
}

function checkTimes(from: unknown, to: unknown, seconds: number): void {
  if (seconds < HOUR) throw new Refusal("functions", "generate_series() needs a step of an hour or more");
  const first = constantOf(from);
  const last = constantOf(to);
  if (typeof first !== "string" || typeof last !== "string") return;
  const span = Math.abs(Date.parse(last) - Date.parse(first)) / 1_000;
  if (span / seconds > MAX_ROWS) {
    throw new Refusal("functions", `generate_series() may have at most ${MAX_ROWS} steps`);
  }
}

function isSize(value: unknown): boolean {
  const call = unwrap(value, "FuncCall");
  return call !== null && SIZES.has(namesOf(call.funcname).at(-1) ?? "");
}

/** @returns the seconds of `interval '1 day'`, `'1 month'`, `make_interval(days => 1)`; null for what is no step of time */
function stepSeconds(step: unknown): number | null {
  if (step === undefined) return null;
  const call = unwrap(step, "FuncCall");
  if (call !== null && namesOf(call.funcname).at(-1) === "make_interval") return madeInterval(listOf(call.args));
  const text = constantOf(step);
  if (typeof text !== "string") return null;
  // interval '1' day has its unit in the type: days are bit 3, hours bit 10 of the parser's mask; fewer is refused.
  const unit = text.trim().match(/^\+?(\d+(?:\.\d+)?)\s*([a-z]+)$/i);
  if (unit === null) return maskedInterval(step, text);
  const found = SECONDS.find(([name]) => name.test((unit[2] ?? "").toLowerCase()));
  return found === undefined ? 0 : Number(unit[1]) * found[1];
}

const MASKS: Readonly<Record<number, number>> = { 2: 28 * 24 * HOUR, 4: 365 * 24 * HOUR, 8: 24 * HOUR, 1024: HOUR };

function maskedInterval(step: unknown, text: string): number {
  const type = unwrap(step, "TypeCast")?.typeName;
  const [modifier] = isTree(type) ? listOf(type.typmods) : [];
  const mask = constantOf(modifier);
  const count = Number(text);
  return typeof mask === "number" && count > 0 ? count * (MASKS[mask] ?? 0) : 0;
}

const MADE: Readonly<Record<string, number>> = {
  hours: HOUR,
  days: 24 * HOUR,
  weeks: 7 * 24 * HOUR,
  months: 28 * 24 * HOUR,
  years: 365 * 24 * HOUR,
};

function madeInterval(args: readonly unknown[]): number {
  let seconds = 0;
  for (const argument of args) {
    const named = unwrap(argument, "NamedArgExpr");
    const value = constantOf(named?.arg);
    if (typeof value === "number" && value > 0) seconds += value * (MADE[String(named?.name)] ?? 0);
  }
  return seconds;
}
