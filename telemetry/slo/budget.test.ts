import { describe, expect, test } from "vitest";
import { assessBudget, budgetConsumed } from "./budget.ts";
import { rational, ZERO } from "./rational.ts";

const objective = { target: rational(99, 100) };
const assess = (bad: number, total: number) => assessBudget(objective, { bad: rational(bad), total: rational(total) });

describe("the state of an objective", () => {
  test("is no data without events, neither met nor breached", () => {
    expect(assess(0, 0)).toEqual({ state: "no data" });
  });

  test("is met up to and with the whole budget", () => {
    expect(assess(0, 1000)).toEqual({ state: "met", badRatio: ZERO, consumed: ZERO, remaining: rational(1) });
    expect(assess(5, 1000)).toMatchObject({ state: "met", consumed: rational(1, 2), remaining: rational(1, 2) });
    expect(assess(10, 1000)).toMatchObject({ state: "met", remaining: ZERO });
  });

  test("is breached by the first event above it, and the remainder goes below zero", () => {
    expect(assess(11, 1000)).toMatchObject({ state: "breached", remaining: rational(-1, 10) });
  });

  test("cannot be told from counts that cannot be", () => {
    expect(() => assess(2, 1)).toThrow(RangeError);
    expect(() => assess(-1, 1)).toThrow(RangeError);
  });
});

test("bad events of a shorter time are weighed by the traffic of the whole window", () => {
  expect(budgetConsumed(objective, rational(60), rational(10_000))).toEqual(rational(3, 5));
  expect(budgetConsumed(objective, ZERO, ZERO)).toBeNull();
});
