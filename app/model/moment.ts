const DAY = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::(\d\d)(?:[.](\d{1,6}))?)?(Z|[+-]\d\d:\d\d)$/;
const LONGEST_OFFSET = "15:59";

/** What `readMoment` takes, for messages. */
export const MOMENT_WORDS = "ISO 8601 with a zone, such as 2026-11-27T09:00:00Z, or a day such as 2026-11-27";

/**
 * Reads a moment that somebody writes.
 * @param given a day, which is its beginning in UTC, or ISO 8601 with a zone
 * @returns the moment in UTC to the microsecond, as PostgreSQL reads it, or null when it is none
 */
export function readMoment(given: string): string | null {
  const [, day = "", minute = "", second = "00", fraction = "", zone = ""] =
    MOMENT.exec(DAY.test(given) ? `${given}T00:00Z` : given) ?? [];
  // Date takes the 30th of February for the 2nd of March.
  const midnight = new Date(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight.getTime()) || midnight.toISOString().slice(0, 10) !== day) return null;
  if (zone !== "Z" && zone.slice(1) > LONGEST_OFFSET) return null;
  const date = new Date(`${day}T${minute}:${second}${zone}`);
  const year = date.getUTCFullYear();
  // PostgreSQL has no year 0 and reads no year of five digits.
  if (Number.isNaN(year) || year < 1 || year > 9999) return null;
  return `${date.toISOString().slice(0, 19)}.${fraction.padEnd(6, "0")}Z`;
}

/** A time of which nothing can be told: before anything was read, or not yet there. The caller sent it, so it is a 400. */
export class MomentError extends Error {
  override name = "MomentError";
}
