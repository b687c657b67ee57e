import { budgetConsumed, type EventCounts } from "./budget.ts";
import { minimumEventsFor } from "./burn-rate.ts";
import type { Freeze } from "./model.ts";
import type { BurnRateAlert, PlannedObjective } from "./plan.ts";
import { compare, divide, multiply, ONE, type Rational, rational, ZERO } from "./rational.ts";

/** How many times faster than evenly a window burns the budget: bad / total / budget. @returns null without events */
export const burnRateOf = (
  { budget }: Pick<PlannedObjective, "budget">,
  { bad, total }: EventCounts,
): Rational | null => (compare(total, ZERO) === 0 ? null : divide(divide(bad, total), budget));

/** Whether an alert fires on what its two windows hold; the same rule as in the simulation and on every backend. */
export function isFiring(
  { threshold, minimumEvents }: Pick<BurnRateAlert, "threshold" | "minimumEvents">,
  long: EventCounts,
  short: EventCounts,
): boolean {
  if (compare(long.total, rational(minimumEvents)) < 0) return false;
  return [long, short].every(({ bad, total }) => compare(bad, multiply(threshold, total)) > 0);
}

/**
 * Minutes until the budget is gone when failures go on at this burn rate and traffic is steady: remaining × window /
 * rate. What leaves the rolling window meanwhile is not given back, so it is never later than that.
 * @param remaining part of the whole budget
 * @returns 0 when it is gone, null when it is never gone: at a rate of 1 or less the window gives back as much as is used
 */
export function minutesToExhaustion(window: number, remaining: Rational, rate: Rational | null): Rational | null {
  if (compare(remaining, ZERO) <= 0) return ZERO;
  if (rate === null || compare(rate, ONE) <= 0) return null;
  return divide(multiply(remaining, rational(window)), rate);
}

export type FreezeReport = {
  /** Part of the whole budget that went within the worst stretch; null without traffic. */
  readonly consumed: Rational | null;
  /** So many events must be in the objective's window before it freezes anything. */
  readonly minimumEvents: number;
  readonly frozen: boolean;
};

/**
 * Whether more of the budget than allowed went within the freeze's time (operations guide, 8.3). "The first two weeks"
 * of a window that rolls are any 14 days in it: `bad` are the bad events of the stretch of that length which has most
 * of them, `total` all events of the whole window. A freeze so lasts until what caused it has left the window, or good
 * traffic outweighs it. It waits for as many events as one bad event needs not to freeze by itself, as the alerts do.
 */
export function assessFreeze(
  objective: Pick<PlannedObjective, "target" | "budget">,
  { consumed: allowed }: Freeze,
  { bad, total }: EventCounts,
): FreezeReport {
  const consumed = budgetConsumed(objective, bad, total);
  const minimumEvents = minimumEventsFor(multiply(allowed, objective.budget));
  const isEnough = compare(total, rational(minimumEvents)) >= 0;
  return { consumed, minimumEvents, frozen: consumed !== null && isEnough && compare(consumed, allowed) > 0 };
}
