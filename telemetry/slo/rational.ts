/** An exact fraction in lowest terms; the denominator is above zero. 13.44 is 336/25 and 14/15 stays 14/15. */
export type Rational = { readonly numerator: bigint; readonly denominator: bigint };

/** @throws RangeError when the denominator is zero or a number is no whole one */
export function rational(numerator: bigint | number, denominator: bigint | number = 1): Rational {
  const over = BigInt(numerator);
  const under = BigInt(denominator);
  if (under === 0n) throw new RangeError(`${over}/0 is no number`);
  const sign = under < 0n ? -1n : 1n;
  const shared = greatestCommonDivisor(over < 0n ? -over : over, under * sign);
  return { numerator: (over * sign) / shared, denominator: (under * sign) / shared };
}

export const ZERO = rational(0);
export const ONE = rational(1);

/**
 * Reads decimal text ("0.995", "-2", "1e-3") digit by digit, so that no binary float comes between.
 * @returns null when the text is no decimal number
 */
export function parseDecimal(text: string): Rational | null {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/.exec(text.trim());
  if (!match) return null;
  const [, sign, whole = "", fraction = "", exponent = "0"] = match;
  const digits = BigInt(`${sign}${whole}${fraction}`);
  const power = BigInt(exponent) - BigInt(fraction.length);
  return power < 0n ? rational(digits, 10n ** -power) : rational(digits * 10n ** power);
}

export const add = (left: Rational, right: Rational): Rational =>
  rational(
    left.numerator * right.denominator + right.numerator * left.denominator,
    left.denominator * right.denominator,
  );

export const subtract = (left: Rational, right: Rational): Rational =>
  add(left, { numerator: -right.numerator, denominator: right.denominator });

export const multiply = (left: Rational, right: Rational): Rational =>
  rational(left.numerator * right.numerator, left.denominator * right.denominator);

/** @throws RangeError when the divisor is zero */
export const divide = (left: Rational, right: Rational): Rational =>
  rational(left.numerator * right.denominator, left.denominator * right.numerator);

/** @returns below zero when left is less, above zero when it is more, else zero */
export function compare(left: Rational, right: Rational): -1 | 0 | 1 {
  const difference = left.numerator * right.denominator - right.numerator * left.denominator;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** The greatest whole number that is not above the value. */
export function floor({ numerator, denominator }: Rational): bigint {
  const quotient = numerator / denominator;
  return numerator < 0n && numerator % denominator !== 0n ? quotient - 1n : quotient;
}

/** The smallest whole number that is not below the value. */
export const ceiling = ({ numerator, denominator }: Rational): bigint => -floor({ numerator: -numerator, denominator });

/** The nearest binary float, for backends whose fields are numbers; 336/25 becomes 13.44, never 13.439999. */
export function toNumber(value: Rational): number {
  const over = Number(value.numerator);
  const under = Number(value.denominator);
  if (Number.isSafeInteger(over) && Number.isSafeInteger(under)) return over / under;
  return Number(formatDecimal(value, 40));
}

/** Whether the decimal text ends within that many digits, so that writing it loses nothing. */
export function endsWithin({ denominator }: Rational, places: number): boolean {
  return 10n ** BigInt(places) % denominator === 0n;
}

/** Decimal text without trailing zeros; what does not end within `places` digits is rounded, half away from zero. */
export function formatDecimal({ numerator, denominator }: Rational, places = 6): string {
  const scale = 10n ** BigInt(places);
  const size = numerator < 0n ? -numerator : numerator;
  const rounded = (size * scale * 2n + denominator) / (denominator * 2n);
  const fraction = String(rounded % scale)
    .padStart(places, "0")
    .replace(/0+$/, "");
  const text = places > 0 && fraction !== "" ? `${rounded / scale}.${fraction}` : String(rounded / scale);
  return numerator < 0n && rounded !== 0n ? `-${text}` : text;
}

/** "336/25"; whole numbers without denominator. */
export const formatFraction = ({ numerator, denominator }: Rational): string =>
  denominator === 1n ? String(numerator) : `${numerator}/${denominator}`;

/** Decimal text where it ends within nine digits, else the fraction and about what it is: "14/15 (about 0.9333)". */
export const formatExact = (value: Rational): string =>
  endsWithin(value, 9) ? formatDecimal(value, 9) : `${formatFraction(value)} (about ${formatDecimal(value, 4)})`;

/** The hundredfold with its sign: 0.995 is "99.5 %"; rounded to four digits when it does not end. */
export const formatPercent = (value: Rational): string => `${formatDecimal(multiply(value, rational(100)), 4)} %`;

function greatestCommonDivisor(left: bigint, right: bigint): bigint {
  let [larger, smaller] = [left, right];
  while (smaller !== 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger;
}
