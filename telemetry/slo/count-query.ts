import { formatDuration } from "./duration.ts";
import type { Events, Indicator } from "./model.ts";
import { formatSelector } from "./query.ts";

/** The label that tells the two results of `countQueryOf` apart. */
export const COUNTED_LABEL = "events";

/** How far an instant query looks back for a reading, in minutes (Prometheus's default). */
const LOOKBACK = 5;

/**
 * The PromQL that counts the events of an indicator over a window of minutes, whole numbers where rate() and increase()
 * estimate: two results, `events="total"` and `events="good"`, and none where no series is.
 */
export function countQueryOf({ good, total }: Pick<Indicator, "good" | "total">, window: number): string {
  const labelled = (events: Events, value: string) =>
    `label_replace(${countOf(events, window)}, "${COUNTED_LABEL}", "${value}", "", "")`;
  return `${labelled(total, "total")}\nor\n${labelled(good, "good")}`;
}

/**
 * A counter is the difference of its readings at both ends of the window, so windows that touch add up without a rest.
 * A series that is not there at the beginning counts from zero when its process is new or was read then already: the
 * first failure of a process makes a new series, which increase() would not see. Where the process began anew meanwhile, or
 * was not read at the beginning, increase() is the best that can be said.
 */
function countOf(events: Events, window: number): string {
  const selector = formatSelector(events);
  const over = formatDuration(window);
  const around = formatDuration(window + LOOKBACK);
  const last = `last_over_time(${selector}[${over}])`;
  const start = "process_start_time_seconds";
  const isKnown = `(${start} offset ${over} or last_over_time(${start}[${over}]) > time() - ${window * 60})`;
  return [
    "sum(",
    `  (${last} - ${selector} offset ${over} or ((${last} unless ${selector} offset ${over}) and on (job, instance) ${isKnown}))`,
    `    unless resets(${selector}[${around}]) > 0`,
    `  or increase(${selector}[${over}])`,
    ")",
  ].join("\n");
}
