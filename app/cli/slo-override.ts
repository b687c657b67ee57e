import { UsageError } from "./exit.ts";

const LONGEST_MS = 7 * 24 * 3_600_000;
const ISO_WITH_ZONE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * Until when an override holds, as ISO 8601 in UTC.
 * @throws UsageError unless it is a time with its zone, in the future and at most 7 days away
 */
export function readExpiry(given: string, now: Date): string {
  const time = ISO_WITH_ZONE.test(given) ? Date.parse(given) : Number.NaN;
  const ahead = time - now.getTime();
  if (ahead > 0 && ahead <= LONGEST_MS) return new Date(time).toISOString();
  const latest = new Date(now.getTime() + LONGEST_MS).toISOString();
  throw new UsageError(
    `--until ${JSON.stringify(given)} is not allowed; give a time with its zone after now and up to ${latest}`,
  );
}

/** @throws UsageError when the text is blank, or longer than the database stores */
export function readReason(option: string, given: string, longest: number): string {
  const text = given.trim();
  if (text !== "" && text.length <= longest) return text;
  throw new UsageError(`${option} has ${text.length} characters; allowed: 1 to ${longest}`);
}
