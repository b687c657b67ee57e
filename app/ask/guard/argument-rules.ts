import { checkSeries } from "./series.ts";
import { constantOf, listOf, namesOf, type Tree, unwrap } from "./tree.ts";
import { Refusal } from "./verdict.ts";

/** Longest padding, and the most that nested replacements may multiply a text by. */
const MAX_LENGTH = 1_000;
const MAX_SEPARATOR = 100;

/** `%s`, `%2$I`, `%%`; a width (`%1000000000s`, `%*s`) makes a text of any length. */
const PLAIN_TEMPLATE = /^(?:[^%]|%%|%(?:\d+\$)?[sIL])*$/;

type ArgumentRule = (args: readonly unknown[], name: string) => void;

const RULES: Readonly<Record<string, ArgumentRule>> = {
  lpad: checkPadding,
  rpad: checkPadding,
  format: checkTemplate,
  replace: checkReplacement,
  regexp_replace: checkReplacement,
  string_agg: checkSeparator,
  array_to_string: checkSeparator,
  generate_series: checkSeries,
};

/**
 * Functions that can make a large value, or many rows, of a short statement. The statement's timeout is no wall here:
 * they were seen to overrun it by seconds, in one call that never looks at the clock.
 * @throws Refusal of the layer `functions`
 */
export function checkArguments(name: string, call: Tree): void {
  const rule = RULES[name];
  if (rule === undefined) return;
  const args = listOf(call.args);
  if (args.some((argument) => unwrap(argument, "NamedArgExpr") !== null)) refuse(name, "takes no named arguments here");
  if (call.func_variadic === true && name !== "format") refuse(name, "takes no VARIADIC here");
  rule(args, name);
}

function refuse(name: string, why: string): never {
  throw new Refusal("functions", `${name}() ${why}`);
}

function checkPadding(args: readonly unknown[], name: string): void {
  const length = constantOf(args[1]);
  if (typeof length !== "number" || !(length <= MAX_LENGTH)) {
    refuse(name, `needs a literal length of at most ${MAX_LENGTH}`);
  }
}

function checkTemplate(args: readonly unknown[], name: string): void {
  const template = constantOf(args[0]);
  if (typeof template !== "string" || !PLAIN_TEMPLATE.test(template)) {
    refuse(name, "needs a literal template without widths");
  }
}

function checkSeparator(args: readonly unknown[], name: string): void {
  if (args[1] === undefined || isOneCharacter(args[1])) return;
  const separator = constantOf(args[1]);
  const short = separator === null || (typeof separator === "string" && separator.length <= MAX_SEPARATOR);
  if (!short) refuse(name, `needs a literal separator of at most ${MAX_SEPARATOR} characters`);
}

const isOneCharacter = (value: unknown) => calledName(value) === "chr";

function calledName(value: unknown): string | null {
  const call = unwrap(value, "FuncCall");
  return call === null ? null : (namesOf(call.funcname).at(-1) ?? null);
}

function checkReplacement(args: readonly unknown[], name: string): void {
  if (factorOf(args, name) > MAX_LENGTH) {
    refuse(name, `may make a text ${MAX_LENGTH} times as long at most, nested ones multiplied`);
  }
}

/** How many characters one character of the text may become. A column is somebody's text: it counts as short. */
function factorOf(args: readonly unknown[], name: string): number {
  const [subject, , replacement] = args;
  const text = constantOf(replacement);
  if (typeof text !== "string" && text !== null && replacement !== undefined && !isShort(replacement)) {
    refuse(name, "needs a literal or a column as its replacement");
  }
  const own = typeof text === "string" ? Math.max(1, text.length) : 1;
  return own * (subject === undefined ? 1 : factorOfSubject(subject));
}

function factorOfSubject(subject: unknown): number {
  const cast = unwrap(subject, "TypeCast");
  if (cast !== null) return factorOfSubject(cast.arg);
  const call = unwrap(subject, "FuncCall");
  if (call === null) return 1;
  const name = calledName(subject) ?? "";
  const args = listOf(call.args);
  if (name === "replace" || name === "regexp_replace") return factorOf(args, name);
  return Math.max(1, ...args.map(factorOfSubject));
}

const isShort = (value: unknown) => unwrap(value, "ColumnRef") !== null || isOneCharacter(value);
