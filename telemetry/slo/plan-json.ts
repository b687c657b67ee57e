import { formatFraction, type Rational, toNumber } from "./rational.ts";

/** A copy that JSON can hold: each exact number as its fraction and as the nearest float. */
export const jsonOf = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (_, part: unknown) =>
      isRational(part) ? { exact: formatFraction(part), about: toNumber(part) } : part,
    ),
  );

const isRational = (part: unknown): part is Rational =>
  typeof part === "object" && part !== null && "numerator" in part && typeof part.numerator === "bigint";
