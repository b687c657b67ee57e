import { LABEL_VALUES } from "./countable-metrics.ts";
import type { Bound, Events, Matcher } from "./model.ts";

/** The values that a label may have: those listed, or all but those listed. */
type ValueSet = { all: boolean; values: ReadonlySet<string> };

const ANY: ValueSet = { all: true, values: new Set() };

/** Whether every event of the one set is in the other; exact, since labels hold lists of values and never patterns. */
export function isWithin(inner: Events, outer: Events): boolean {
  if (inner.metric !== outer.metric) return false;
  return (
    isBoundWithin(inner.bound, outer.bound) &&
    labelsOf(inner, outer).every((label) => isSubset(valuesOf(inner, label), valuesOf(outer, label)))
  );
}

/** Labels, and "bound", in which the two sets differ. */
function differencesOf(left: Events, right: Events): string[] {
  const labels = labelsOf(left, right).filter((label) => {
    const [one, other] = [valuesOf(left, label), valuesOf(right, label)];
    return !(isSubset(one, other) && isSubset(other, one));
  });
  const bound = isBoundWithin(left.bound, right.bound) && isBoundWithin(right.bound, left.bound);
  return bound ? labels : [...labels, "bound"];
}

/**
 * All events but some of them, as a set of its own.
 * @param part is within the whole
 * @returns null unless the two differ in one label or in the bound alone: nothing else has one set as its rest
 */
export function withoutEvents(whole: Events, part: Events): Events | null {
  const [difference, ...more] = differencesOf(whole, part);
  if (difference === undefined || more.length > 0 || !isWithin(part, whole)) return null;
  if (difference === "bound") return withoutBound(whole, part.bound);
  const own = whole.matchers.find(({ label }) => label === difference);
  const taken = part.matchers.find(({ label }) => label === difference);
  if (!taken) return null;
  return { ...whole, matchers: sortMatchers([...whole.matchers.filter((each) => each !== own), rest(own, taken)]) };
}

/** In the one order that equal sets share. */
export const sortMatchers = (matchers: readonly Matcher[]): Matcher[] =>
  matchers
    .map((matcher) => ({ ...matcher, values: [...new Set(matcher.values)].sort() }))
    .sort((left, right) => (left.label < right.label ? -1 : 1));

function rest(own: Matcher | undefined, taken: Matcher): Matcher {
  if (own?.is === "one of") {
    const gone = new Set(taken.values);
    const kept = own.values.filter((value) => gone.has(value) !== (taken.is === "one of"));
    return { label: own.label, is: "one of", values: kept };
  }
  const excluded = new Set(own?.values ?? []);
  if (taken.is === "one of") return { ...taken, is: "none of", values: [...excluded, ...taken.values] };
  return { ...taken, is: "one of", values: taken.values.filter((value) => !excluded.has(value)) };
}

/** What is left of an interval that was cut at both ends has no bound of its own. */
function withoutBound(whole: Events, taken: Bound | null): Events | null {
  if (taken === null || whole.bound !== null) return null;
  return { ...whole, bound: { is: taken.is === "at most" ? "above" : "at most", seconds: taken.seconds } };
}

function labelsOf(...sets: readonly Events[]): string[] {
  return [...new Set(sets.flatMap(({ matchers }) => matchers.map(({ label }) => label)))].sort();
}

function valuesOf({ matchers }: Events, label: string): ValueSet {
  const matcher = matchers.find((each) => each.label === label);
  const values = new Set(matcher?.values);
  const known = LABEL_VALUES.get(label);
  if (known) return { all: false, values: new Set(known.filter((value) => isIn(matcher, values, value))) };
  return matcher ? { all: matcher.is === "none of", values } : ANY;
}

const isIn = (matcher: Matcher | undefined, values: ReadonlySet<string>, value: string): boolean =>
  matcher === undefined || values.has(value) === (matcher.is === "one of");

function isSubset(inner: ValueSet, outer: ValueSet): boolean {
  if (inner.all) return outer.all && [...outer.values].every((value) => inner.values.has(value));
  return [...inner.values].every((value) => outer.values.has(value) !== outer.all);
}

function isBoundWithin(inner: Bound | null, outer: Bound | null): boolean {
  if (outer === null) return true;
  if (inner === null || inner.is !== outer.is) return false;
  return outer.is === "at most" ? inner.seconds <= outer.seconds : inner.seconds >= outer.seconds;
}
