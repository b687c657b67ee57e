import { UsageError } from "./exit.ts";

const DAY = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d([.]\d{1,6})?)?(Z|[+-]\d\d:\d\d)$/;

/**
 * @param option as it is written, for the message @param given a day of UTC, or ISO 8601 with a zone
 * @returns the moment as ISO 8601 with a zone, to the microsecond as given
 * @throws UsageError when it is none
 */
export function readMoment(option: string, given: string): string {
  const text = DAY.test(given) ? `${given}T00:00:00Z` : given;
  if (MOMENT.test(text) && !Number.isNaN(Date.parse(text))) return text;
  throw new UsageError(
    `${option} ${JSON.stringify(given)} is no time: write ISO 8601 with a zone, such as 2026-11-27T09:00:00Z, or a day such as 2026-11-27`,
  );
}
