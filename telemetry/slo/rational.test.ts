import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  add,
  ceiling,
  compare,
  divide,
  endsWithin,
  floor,
  formatDecimal,
  formatExact,
  formatFraction,
  formatPercent,
  multiply,
  ONE,
  parseDecimal,
  rational,
  subtract,
  toNumber,
  ZERO,
} from "./rational.ts";

const whole = fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n });
const anyRational = fc
  .tuple(
    whole,
    whole.filter((value) => value !== 0n),
  )
  .map(([over, under]) => rational(over, under));
const notZero = anyRational.filter((value) => value.numerator !== 0n);

describe("arithmetic", () => {
  test("fractions are in lowest terms with the sign above", () => {
    expect(rational(1344, 100)).toEqual({ numerator: 336n, denominator: 25n });
    expect(rational(3, -6)).toEqual({ numerator: -1n, denominator: 2n });
    expect(rational(0, -7)).toEqual(ZERO);
  });

  test("nothing is divided by zero", () => {
    expect(() => rational(1, 0)).toThrow("1/0 is no number");
    expect(() => divide(ONE, ZERO)).toThrow(RangeError);
  });

  test("sums and products do not depend on order or grouping", () => {
    fc.assert(
      fc.property(anyRational, anyRational, anyRational, (one, two, three) => {
        expect(add(one, two)).toEqual(add(two, one));
        expect(add(add(one, two), three)).toEqual(add(one, add(two, three)));
        expect(multiply(one, two)).toEqual(multiply(two, one));
        expect(multiply(one, add(two, three))).toEqual(add(multiply(one, two), multiply(one, three)));
      }),
    );
  });

  test("taking away undoes adding, and dividing undoes multiplying", () => {
    fc.assert(
      fc.property(anyRational, notZero, (one, two) => {
        expect(subtract(add(one, two), two)).toEqual(one);
        expect(divide(multiply(one, two), two)).toEqual(one);
      }),
    );
  });

  test("floor and ceiling enclose the value, less than one apart", () => {
    fc.assert(
      fc.property(anyRational, (value) => {
        const [below, above] = [rational(floor(value)), rational(ceiling(value))];
        expect(compare(below, value)).toBeLessThanOrEqual(0);
        expect(compare(value, above)).toBeLessThanOrEqual(0);
        expect(compare(subtract(value, below), ONE)).toBe(-1);
        expect(compare(subtract(above, value), ONE)).toBe(-1);
      }),
    );
    expect([floor(rational(-7, 2)), ceiling(rational(-7, 2))]).toEqual([-4n, -3n]);
  });

  test("comparing agrees with the sign of the difference", () => {
    fc.assert(
      fc.property(anyRational, anyRational, (one, two) => {
        expect(compare(one, two)).toBe(compare(subtract(one, two), ZERO));
        expect(compare(one, two) + compare(two, one)).toBe(0);
      }),
    );
  });
});

describe("text", () => {
  test.each([
    ["0.995", 199, 200],
    ["99.5", 199, 2],
    ["-2.50", -5, 2],
    ["1e-3", 1, 1000],
    ["12E2", 1200, 1],
  ])("%s is read exactly", (text, over, under) => expect(parseDecimal(text)).toEqual(rational(over, under)));

  test.each(["", "1,5", ".5", "5.", "1/2", "NaN", "0x10", "1e9999"])("%j is no decimal", (text) => {
    expect(parseDecimal(text)).toBeNull();
  });

  test("what ends is written and read back as the same number", () => {
    fc.assert(
      fc.property(whole, fc.integer({ min: 0, max: 12 }), (digits, places) => {
        const value = rational(digits, 10n ** BigInt(places));
        expect(endsWithin(value, places)).toBe(true);
        expect(parseDecimal(formatDecimal(value, places))).toEqual(value);
      }),
    );
  });

  test("what does not end is rounded to less than half a step away", () => {
    fc.assert(
      fc.property(anyRational, fc.integer({ min: 0, max: 8 }), (value, places) => {
        const read = parseDecimal(formatDecimal(value, places));
        if (read === null) throw new Error("not a decimal");
        const apart = subtract(value, read);
        const size = compare(apart, ZERO) < 0 ? subtract(ZERO, apart) : apart;
        expect(compare(size, rational(1n, 2n * 10n ** BigInt(places)))).toBeLessThanOrEqual(0);
      }),
    );
  });

  test("floats of emitted numbers show no noise", () => {
    expect(String(toNumber(rational(336, 25)))).toBe("13.44");
    expect(String(toNumber(multiply(rational(28, 5), rational(5, 1000))))).toBe("0.028");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10 ** 9 }), (digits) => {
        expect(toNumber(rational(digits, 1_000_000))).toBe(Number(formatDecimal(rational(digits, 1_000_000))));
      }),
    );
    expect(toNumber(rational(10n ** 30n, 3n * 10n ** 30n))).toBe(1 / 3);
    expect(toNumber(rational(10n ** 30n + 1n, 4n * 10n ** 30n))).toBe(0.25);
  });

  test("fractions, percents and mixed texts", () => {
    expect(formatFraction(rational(14, 15))).toBe("14/15");
    expect(formatFraction(rational(6, 3))).toBe("2");
    expect(formatExact(rational(14, 15))).toBe("14/15 (about 0.9333)");
    expect(formatExact(rational(336, 25))).toBe("13.44");
    expect(formatPercent(rational(199, 200))).toBe("99.5 %");
    expect(formatDecimal(rational(-1, 3), 2)).toBe("-0.33");
    expect(formatDecimal(rational(-1, 1000), 2)).toBe("0");
    expect(formatDecimal(rational(5, 2), 0)).toBe("3");
  });
});
