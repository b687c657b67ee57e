import { MOMENT_WORDS, readMoment } from "../model/moment.ts";
import { UsageError } from "./exit.ts";

/**
 * @param option as it is written, for the message @param given a day of UTC, or ISO 8601 with a zone
 * @returns the moment as ISO 8601 in UTC, to the microsecond
 * @throws UsageError when it is none
 */
export function readMomentOption(option: string, given: string): string {
  const moment = readMoment(given);
  if (moment !== null) return moment;
  throw new UsageError(`${option} ${JSON.stringify(given)} is no time: write ${MOMENT_WORDS}`);
}
