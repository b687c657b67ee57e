import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  budgetMinutes,
  budgetOf,
  burnRateFactor,
  burnRateThreshold,
  DEFAULT_PAIRS,
  detectionMinutes,
  exhaustionMinutes,
  minimumEventsFor,
  resetMinutes,
} from "./burn-rate.ts";
import { compare, divide, multiply, rational, subtract, ZERO } from "./rational.ts";

const DAY = 1_440;
const WINDOW = 28 * DAY;
const TARGET = rational(995, 1000);

const factorsOver = (window: number) => DEFAULT_PAIRS.map((pair) => burnRateFactor(pair, window));

/** Parts above 0 and below 1. */
const part = fc
  .tuple(fc.integer({ min: 1, max: 9_999 }), fc.constant(10_000))
  .map(([over, under]) => rational(over, under));

describe("over 28 days", () => {
  test("the factors are exactly 336/25, 28/5, 14/5 and 14/15", () => {
    expect(factorsOver(WINDOW)).toEqual([rational(336, 25), rational(28, 5), rational(14, 5), rational(14, 15)]);
  });

  test("99.5 % leaves exactly 201.6 minutes and 99 % leaves 403.2", () => {
    expect(budgetMinutes(TARGET, WINDOW)).toEqual(rational(2016, 10));
    expect(budgetMinutes(rational(99, 100), WINDOW)).toEqual(rational(4032, 10));
  });

  test("the thresholds of 99.5 % are 6.72 %, 2.8 %, 1.4 % and 7/1500", () => {
    const thresholds = factorsOver(WINDOW).map((factor) => burnRateThreshold(factor, TARGET));
    expect(thresholds).toEqual([rational(672, 10_000), rational(28, 1000), rational(14, 1000), rational(7, 1500)]);
  });

  test("a complete failure is detected after 4.032, 10.08, 20.16 and 20.16 minutes", () => {
    const times = DEFAULT_PAIRS.map((pair) =>
      detectionMinutes(burnRateThreshold(burnRateFactor(pair, WINDOW), TARGET), pair.long),
    );
    expect(times).toEqual([rational(4032, 1000), rational(1008, 100), rational(2016, 100), rational(2016, 100)]);
  });

  test("the budget lasts 25/12, 5, 10 and 30 days at those rates", () => {
    const days = factorsOver(WINDOW).map((factor) => divide(exhaustionMinutes(factor, WINDOW), rational(DAY)));
    expect(days).toEqual([rational(25, 12), rational(5), rational(10), rational(30)]);
  });

  test("alerts of 99.5 % want 15, 36, 72 and 215 events", () => {
    const least = factorsOver(WINDOW).map((factor) => minimumEventsFor(burnRateThreshold(factor, TARGET)));
    expect(least).toEqual([15, 36, 72, 215]);
  });
});

test("over 30 days the factors are the 14.4, 6, 3 and 1 of the SRE workbook", () => {
  expect(factorsOver(30 * DAY)).toEqual([rational(144, 10), rational(6), rational(3), rational(1)]);
});

test("the default pairs are those of the SRE workbook and the day between them", () => {
  expect(DEFAULT_PAIRS.map(({ consumed, long, short, severity }) => [consumed, long, short, severity])).toEqual([
    [rational(1, 50), 60, 5, "critical"],
    [rational(1, 20), 360, 30, "critical"],
    [rational(1, 10), 1440, 120, "warning"],
    [rational(1, 10), 4320, 360, "warning"],
  ]);
});

describe("whatever the pair, the window and the target", () => {
  const setting = fc.record({ consumed: part, long: fc.integer({ min: 1, max: 10_000 }), target: part });

  test("a long window at the factor consumes exactly its part of the budget", () => {
    fc.assert(
      fc.property(setting, ({ consumed, long, target }) => {
        const factor = burnRateFactor({ consumed, long }, WINDOW);
        const threshold = burnRateThreshold(factor, target);
        const badMinutes = multiply(threshold, rational(long));
        expect(divide(badMinutes, budgetMinutes(target, WINDOW))).toEqual(consumed);
        expect(divide(threshold, budgetOf(target))).toEqual(factor);
      }),
    );
  });

  test("the time to exhaustion, burnt at the factor, is a whole budget", () => {
    fc.assert(
      fc.property(setting, ({ consumed, long }) => {
        const factor = burnRateFactor({ consumed, long }, WINDOW);
        expect(multiply(exhaustionMinutes(factor, WINDOW), factor)).toEqual(rational(WINDOW));
      }),
    );
  });

  test("with the least number of events one bad one does not exceed the threshold, and with one less it does", () => {
    fc.assert(
      fc.property(part, (threshold) => {
        const least = minimumEventsFor(threshold);
        expect(compare(rational(1, least), threshold)).toBeLessThanOrEqual(0);
        if (least > 1) expect(compare(rational(1, least - 1), threshold)).toBe(1);
      }),
    );
  });

  test("a failure is detected after the time in which its bad events reach the threshold, or never", () => {
    fc.assert(
      fc.property(part, part, fc.integer({ min: 1, max: 5_000 }), (threshold, ratio, window) => {
        const minutes = detectionMinutes(threshold, window, ratio);
        if (compare(ratio, threshold) <= 0) expect(minutes).toBeNull();
        else if (minutes === null) throw new Error("a failure above the threshold was not detected");
        else {
          expect(divide(multiply(minutes, ratio), rational(window))).toEqual(threshold);
          expect(compare(minutes, rational(window))).toBe(-1);
        }
      }),
    );
  });

  test("after the reset the short window holds exactly the threshold", () => {
    fc.assert(
      fc.property(part, fc.integer({ min: 1, max: 500 }), (threshold, short) => {
        const minutes = resetMinutes(threshold, short);
        if (minutes === null) throw new Error("a complete failure was never above the threshold");
        expect(divide(subtract(rational(short), minutes), rational(short))).toEqual(threshold);
        expect(compare(minutes, ZERO)).toBe(1);
      }),
    );
  });
});
