import type { BurnRatePair } from "./model.ts";
import { ceiling, compare, divide, multiply, ONE, type Rational, rational, subtract } from "./rational.ts";

const HOUR = 60;
const DAY = 24 * HOUR;

/**
 * The four pairs: three of https://sre.google/workbook/alerting-on-slos/ (table 5-8) and the one of a day, which closes
 * the gap between six hours and three days. The short window, a twelfth of the long one, ends the
 * alert soon after the failure.
 */
export const DEFAULT_PAIRS: readonly BurnRatePair[] = [
  { consumed: rational(2, 100), long: HOUR, short: 5, severity: "critical" },
  { consumed: rational(5, 100), long: 6 * HOUR, short: 30, severity: "critical" },
  { consumed: rational(10, 100), long: DAY, short: 2 * HOUR, severity: "warning" },
  { consumed: rational(10, 100), long: 3 * DAY, short: 6 * HOUR, severity: "warning" },
];

/** The part of events that may be bad. */
export const budgetOf = (target: Rational): Rational => subtract(ONE, target);

/** The budget as minutes of complete failure at steady traffic: 201.6 for 99.5 % over 28 days. */
export const budgetMinutes = (target: Rational, window: number): Rational =>
  multiply(budgetOf(target), rational(window));

/** How many times faster than evenly the budget burns when the long window uses its part: part × window / long. */
export const burnRateFactor = ({ consumed, long }: Pick<BurnRatePair, "consumed" | "long">, window: number): Rational =>
  divide(multiply(consumed, rational(window)), rational(long));

/** The part of bad events above which the alert fires: factor × budget. From 1 on it can never fire. */
export const burnRateThreshold = (factor: Rational, target: Rational): Rational => multiply(factor, budgetOf(target));

/**
 * Minutes from the start of a constant failure until its part of bad events in the window exceeds the threshold, when
 * all before was good and traffic is steady: threshold × window / ratio.
 * @returns null when the ratio never exceeds it
 */
export const detectionMinutes = (threshold: Rational, window: number, ratio: Rational = ONE): Rational | null =>
  compare(ratio, threshold) > 0 ? divide(multiply(threshold, rational(window)), ratio) : null;

/**
 * Minutes from the end of a failure that had filled both windows until the short one is no longer above the threshold:
 * short × (1 − threshold / ratio).
 * @returns null when the ratio never exceeded it
 */
export const resetMinutes = (threshold: Rational, short: number, ratio: Rational = ONE): Rational | null =>
  compare(ratio, threshold) > 0 ? multiply(rational(short), subtract(ONE, divide(threshold, ratio))) : null;

/** Minutes until a full budget is gone at that burn rate; longer than the window when the factor is below 1. */
export const exhaustionMinutes = (factor: Rational, window: number): Rational => divide(rational(window), factor);

/**
 * Fewer events than this in the long window, and one bad event alone would be more than the threshold: 1/N > threshold.
 * One failed request is no burning budget, so the alert waits for the smallest N with 1/N ≤ threshold.
 */
export const minimumEventsFor = (threshold: Rational): number => Number(ceiling(divide(ONE, threshold)));
