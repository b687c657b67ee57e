/** @returns a part as "40 %", with one digit after the point where it has one; "no data" for null. */
export const partWords = (part: number | null): string => (part === null ? "no data" : `${digits(part * 100, 1)} %`);

/** @returns a burn rate with two digits at most: "13.44", or "–" where no event was counted. */
export const rateWords = (rate: number | null): string => (rate === null ? "–" : digits(rate, 2));

/** A number with so many digits after the point at most, and with the sign that is as wide as a digit. */
const digits = (value: number, places: number): string => `${Number(value.toFixed(places))}`.replace("-", "−");
