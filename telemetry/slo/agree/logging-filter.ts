import { valueAt } from "./metric-filter-pattern.ts";

/** A path, a sign, and one value or several with OR between them in parentheses. */
const TERM =
  /^([A-Za-z][\w.]*)(!=|>=|<=|=|<|>)(\("(?:[^"\\]|\\.)*"(?: OR "(?:[^"\\]|\\.)*")*\)|"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?)$/;

/**
 * Whether Cloud Logging takes an entry into a metric, for the part of the language that is used: terms joined by AND,
 * texts compared as wholes and without case, a field that is not there matching nothing.
 * https://docs.cloud.google.com/logging/docs/view/logging-query-language
 * @throws SyntaxError when a term has another form
 */
export function evaluateLoggingFilter(filter: string, entry: unknown): boolean {
  const terms = known.get(filter) ?? filter.split(" AND ").map(parseTerm);
  known.set(filter, terms);
  return terms.every(({ path, sign, operands }) => matches(valueAt(entry, path), sign, operands));
}

type Term = { readonly path: string; readonly sign: string; readonly operands: readonly (string | number)[] };

const known = new Map<string, readonly Term[]>();

function parseTerm(term: string): Term {
  const [, path = "", sign = "", operand = ""] = TERM.exec(term) ?? [];
  if (path === "") throw new SyntaxError(`no term: ${term}`);
  const operands = JSON.parse(`[${operand.replace(/^\(|\)$/g, "").replaceAll('" OR "', '","')}]`);
  return { path, sign, operands };
}

function matches(value: unknown, sign: string, operands: readonly (string | number)[]): boolean {
  if (typeof value !== "string" && typeof value !== "number") return false;
  const isSame = operands.some((each) => String(each).toLowerCase() === String(value).toLowerCase());
  if (sign === "=") return isSame;
  if (sign === "!=") return !isSame;
  const [number] = operands;
  if (typeof value !== "number" || typeof number !== "number") throw new SyntaxError(`${sign} compares numbers`);
  if (sign === "<") return value < number;
  if (sign === ">") return value > number;
  return sign === "<=" ? value <= number : value >= number;
}
