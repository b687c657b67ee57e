import { sortMatchers } from "./events.ts";
import type { Bound, Events, Matcher } from "./model.ts";
import { PRIMARY_API_ROUTES, PRIMARY_API_ROUTES_PLACEHOLDER } from "./primary-routes.ts";
import { fail, ok, type Read } from "./read.ts";

/** What a query may look like; the only form whose meaning every backend can be given. */
export const QUERY_FORM = 'sum(rate(<metric>{<label>="<value>", …}[{{window}}]))';

/** What stands for the window of each rule. */
export const WINDOW_PLACEHOLDER = "{{window}}";

const HISTOGRAM_SUFFIX = /_(bucket|count|sum)$/;
const MATCHER = /^\s*([A-Za-z_]\w*)\s*(=~|!~|!=|=)\s*("(?:[^"\\]|\\["'\\])*"|'(?:[^'\\]|\\["'\\])*')\s*/;

/** Reads the PromQL of a definition as a set of events, so that the text is the only place where it is said. */
export function parseQuery(text: string): Read<Events> {
  const outer = /^\s*sum\s*\(\s*rate\s*\(\s*([A-Za-z_:][\w:]*)\s*([\s\S]*?)\s*\)\s*\)\s*$/.exec(text);
  if (!outer) return fail(text.trim(), QUERY_FORM, "write one rate of one metric in one sum");
  const [, name = "", selection = ""] = outer;
  const inner = /^(?:\{([\s\S]*)\})?\s*\[\s*([^\]]*?)\s*\]$/.exec(selection);
  if (!inner)
    return fail(selection, `{<label>="<value>"}[${WINDOW_PLACEHOLDER}]`, "close the braces and name the window");
  const [, labels = "", window] = inner;
  if (window !== WINDOW_PLACEHOLDER) {
    return fail(`[${window}]`, `[${WINDOW_PLACEHOLDER}]`, "leave the window open: each alert puts its own in");
  }
  const matchers = parseMatchers(labels);
  return matchers.fault ? matchers : eventsOf(name, matchers.value);
}

/** Writes a set of events with a bound of at most, or none, as the query that `parseQuery` reads as the same set. */
export const formatQuery = (events: Events): string => `sum(rate(${formatSelector(events)}[${WINDOW_PLACEHOLDER}]))`;

/** `metric_count{route="/api/health"}`: the series of a set of events with a bound of at most, or none. */
export function formatSelector({ metric, instrument, matchers, bound }: Events): string {
  if (bound?.is === "above") throw new RangeError("no one query selects what is above a bound; subtract two");
  const suffix = instrument === "counter" ? "" : bound ? "_bucket" : "_count";
  const conditions = matchers.map(formatMatcher);
  if (bound) conditions.push(formatBound(bound.seconds));
  const selection = conditions.length > 0 ? `{${conditions.join(", ")}}` : "";
  return `${metric}${suffix}${selection}`;
}

/** The pattern that matches exactly these values, as Prometheus anchors it: `/api/people|/api/resources/\*`. */
export const patternOf = (values: readonly string[]): string =>
  values.map((value) => value.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");

type RawMatcher = { label: string; operator: string; text: string; given: string };

function parseMatchers(labels: string): Read<RawMatcher[]> {
  const found: RawMatcher[] = [];
  let rest = labels;
  while (rest.trim() !== "") {
    const match = MATCHER.exec(rest);
    if (!match) return fail(rest.trim(), '<label>="<value>", also with !=, =~ and !~', "mend or remove the condition");
    const [given, label = "", operator = "", quoted = ""] = match;
    if (found.some((each) => each.label === label)) {
      return fail(given.trim(), "one condition for each label", `join the conditions on ${label} into one`);
    }
    found.push({ label, operator, text: unquote(quoted), given: given.trim() });
    rest = rest.slice(given.length);
    if (rest.startsWith(",")) rest = rest.slice(1);
    else if (rest !== "") return fail(rest.trim(), "a comma between conditions", "put a comma before it");
  }
  return ok(found);
}

function eventsOf(name: string, raw: readonly RawMatcher[]): Read<Events> {
  const suffix = HISTOGRAM_SUFFIX.exec(name)?.[1];
  if (suffix === "sum")
    return fail(name, "<metric>_bucket, <metric>_count or a counter", "count events, not their size");
  const bound = raw.find(({ label }) => label === "le");
  if ((suffix === "bucket") !== (bound !== undefined)) {
    const advice = suffix === "bucket" ? "add le, or use _count for all of them" : "remove le, or use _bucket";
    return fail(bound?.given ?? name, "le with _bucket, and only with it", advice);
  }
  const seconds = bound ? parseBound(bound) : null;
  if (seconds?.fault) return seconds;
  const matchers: Matcher[] = [];
  for (const each of raw) {
    if (each === bound) continue;
    const values = each.operator.endsWith("~") ? parseAlternatives(each) : ok([each.text]);
    if (values.fault) return values;
    matchers.push({
      label: each.label,
      is: each.operator.startsWith("!") ? "none of" : "one of",
      values: values.value,
    });
  }
  return ok({
    metric: suffix === undefined ? name : name.slice(0, -suffix.length - 1),
    instrument: suffix === undefined ? "counter" : "histogram",
    matchers: sortMatchers(matchers),
    bound: seconds?.value ?? null,
  });
}

/** Prometheus writes whole bounds as "2" up to version 2 and as "2.0" from 3 on; only a pattern matches both. */
function parseBound({ operator, text, given }: RawMatcher): Read<Bound> {
  const tolerant = /^(\d+)\(\\\.0\)\?$/.exec(text)?.[1];
  const seconds = Number(operator === "=~" ? tolerant : /^\d+\.\d*[1-9]$/.test(text) ? text : Number.NaN);
  if ((operator === "=~" || operator === "=") && seconds > 0) return ok({ is: "at most", seconds });
  const allowed = 'le=~"2(\\\\.0)?" for whole seconds, le="0.5" for others';
  return fail(given, allowed, "write it so that it matches on Prometheus 2 and 3");
}

function parseAlternatives({ text, given }: RawMatcher): Read<string[]> {
  if (text === PRIMARY_API_ROUTES_PLACEHOLDER) return { value: [...PRIMARY_API_ROUTES], fault: null };
  const values = [""];
  for (const [sign, escaped] of text.matchAll(/\\([^A-Za-z0-9])|[\s\S]/g)) {
    if (sign === "|") values.push("");
    else if (escaped === undefined && /[.*+?^${}()[\]\\]/.test(sign)) return failAlternatives(given);
    else values.push(`${values.pop()}${escaped ?? sign}`);
  }
  return values.includes("") ? failAlternatives(given) : ok(values);
}

const failAlternatives = (given: string) =>
  fail(
    given,
    `alternatives without wildcards: a|b, or ${PRIMARY_API_ROUTES_PLACEHOLDER}`,
    "list each value, with a backslash before special signs",
  );

function formatMatcher({ label, is, values }: Matcher): string {
  const negated = is === "none of";
  const [only] = values;
  if (values.length === 1 && only !== undefined) return `${label}${negated ? "!=" : "="}${JSON.stringify(only)}`;
  return `${label}${negated ? "!~" : "=~"}${JSON.stringify(patternOf(values))}`;
}

const formatBound = (seconds: number): string =>
  Number.isInteger(seconds) ? `le=~"${seconds}(\\\\.0)?"` : `le="${seconds}"`;

const unquote = (quoted: string): string => quoted.slice(1, -1).replace(/\\(.)/g, "$1");
