import { z } from "zod";

const EPOCH_SECONDS = /^-?\d+(\.\d+)?$/;
const ISO = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?)?/;
const ISO_WITHOUT_ZONE = /[T ][\d:.]+$/;

/** ISO text or epoch seconds, whole or not, as ISO text in UTC; missing or wrong is null. No zone means UTC. */
export const time = z
  .union([z.string(), z.number()])
  .transform((given) => readTime(String(given).trim()))
  .catch(null);

function readTime(given: string): string | null {
  const date = EPOCH_SECONDS.test(given)
    ? new Date(Math.round(Number(given) * 1000))
    : new Date(ISO.test(given) ? withZone(given) : Number.NaN);
  // PostgreSQL has no year 0 and would read a sign before the year as something else.
  const year = date.getUTCFullYear();
  return year >= 1 && year <= 9999 ? date.toISOString() : null;
}

function withZone(given: string): string {
  return ISO_WITHOUT_ZONE.test(given) ? `${given}Z` : given;
}
