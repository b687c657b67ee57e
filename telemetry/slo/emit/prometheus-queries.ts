import { formatDuration } from "../duration.ts";
import type { Events, Indicator } from "../model.ts";
import { formatQuery, WINDOW_PLACEHOLDER } from "../query.ts";
import { endsWithin, formatDecimal, type Rational } from "../rational.ts";

/** Events a second over a window of minutes, over all instances; no sample where there is no series. */
export const rateOf = (events: Events, window: number): string =>
  formatQuery(events).replace(WINDOW_PLACEHOLDER, formatDuration(window));

/** `metric_count{route="/api/health"}`: what `rateOf` reads, for other functions than rate. */
export const selectorOf = (events: Events): string =>
  formatQuery(events).slice("sum(rate(".length, -`[${WINDOW_PLACEHOLDER}]))`.length);

/**
 * Bad events a second. A healthy service has no series of errors, so nothing bad is zero as long as there is a total.
 * Both sides of `or` are sums without labels: were one of them recorded, its labels would keep both.
 */
export function badRateOf({ bad, total }: Indicator, window: number): string {
  if (bad.bound?.is !== "above") return `${rateOf(bad, window)}\nor 0 * ${rateOf(total, window)}`;
  const slowest = rateOf({ ...bad, bound: null }, window);
  const within = rateOf({ ...bad, bound: { ...bad.bound, is: "at most" } }, window);
  // Two sums of floats may differ by less than nothing.
  return `clamp_min(\n  ${slowest}\n  - ${within},\n  0\n)`;
}

/** The bucket without which nothing can be said about a bound, over all labels; null for indicators without one. */
export function bucketOf({ bad }: Indicator): Events | null {
  return bad.bound && { ...bad, matchers: [], bound: { ...bad.bound, is: "at most" } };
}

/** A number as PromQL: decimal where it ends, else the fraction, kept together. */
export const numberOf = (value: Rational): string =>
  endsWithin(value, 9) ? formatDecimal(value, 9) : `(${value.numerator} / ${value.denominator})`;

/**
 * At least so many whole events. rate() extrapolates between scrapes and gives 14.9 for 15, so the comparison lies
 * halfway to the next lower whole number.
 */
export const atLeast = (events: number): string => `> ${events - 0.5}`;
