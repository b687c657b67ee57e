import { budgetOf } from "./burn-rate.ts";
import type { Objective } from "./model.ts";
import { compare, divide, multiply, ONE, type Rational, subtract, ZERO } from "./rational.ts";

export type EventCounts = { bad: Rational; total: Rational };

/**
 * A window without events is neither met nor breached. `consumed` and `remaining` are parts of the whole budget;
 * `remaining` is below zero after a breach.
 */
export type BudgetReport =
  | { state: "no data" }
  | { state: "met" | "breached"; badRatio: Rational; consumed: Rational; remaining: Rational };

/**
 * What the counts of the objective's whole window say of it. Counted by events, so that a busy minute weighs more than
 * an idle one. @throws RangeError when more events are bad than there are
 */
export function assessBudget({ target }: Pick<Objective, "target">, { bad, total }: EventCounts): BudgetReport {
  if (compare(bad, ZERO) < 0 || compare(bad, total) > 0) throw new RangeError("bad events are 0 to all events");
  if (compare(total, ZERO) === 0) return { state: "no data" };
  const badRatio = divide(bad, total);
  const consumed = divide(badRatio, budgetOf(target));
  const state = compare(consumed, ONE) > 0 ? "breached" : "met";
  return { state, badRatio, consumed, remaining: subtract(ONE, consumed) };
}

/**
 * The part of the whole budget that the bad events of a shorter time used, by the traffic of the whole window.
 * @returns null without traffic
 */
export function budgetConsumed({ target }: Pick<Objective, "target">, bad: Rational, total: Rational): Rational | null {
  return compare(total, ZERO) === 0 ? null : divide(bad, multiply(total, budgetOf(target)));
}
