import type { PlannedObjective } from "../../telemetry/slo/plan.ts";
import type { SloCounts } from "./slo-counts.ts";

const HOUR = 60;
const HOURS_OF_A_DAY = 24;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** The events of one hour that ends at `until` (milliseconds since 1970). */
export type CountedHour = { until: number; good: number; total: number };

/**
 * Sums the hours of an objective's window up to windows of whole hours, days and the worst stretch of a freeze. A stretch
 * begins with an hour, so it has at most an hour of bad events less than the worst one by minutes.
 * @param hours those with an event, in any order
 * @param end of the window, in milliseconds since 1970
 * @param windows minutes; those that are no whole hours, or longer than the objective's, are left out
 */
export function countHours(
  { name, window, freeze }: Pick<PlannedObjective, "name" | "window" | "freeze">,
  hours: readonly CountedHour[],
  end: number,
  windows: readonly number[],
): SloCounts {
  const inside = hours.filter(({ until, total }) => total > 0 && until <= end && until > end - window * MINUTE_MS);
  const sumSince = (minutes: number) => sumOf(inside.filter(({ until }) => until > end - minutes * MINUTE_MS));
  const counted = windows
    .filter((minutes) => minutes % HOUR === 0 && minutes <= window)
    .map((minutes) => ({ objective: name, minutes, last: null, ...sumSince(minutes) }));
  const days = Array.from({ length: window / HOUR / HOURS_OF_A_DAY }, (_, index) => {
    const until = end - index * HOURS_OF_A_DAY * HOUR_MS;
    const from = until - HOURS_OF_A_DAY * HOUR_MS;
    const ofDay = inside.filter((hour) => hour.until > from && hour.until <= until);
    return { objective: name, from: new Date(from).toISOString(), ...sumOf(ofDay) };
  });
  return {
    windows: counted.filter(({ total }) => total > 0),
    days: days.filter(({ total }) => total > 0),
    stretches: freeze === null ? [] : worstStretch(name, inside, freeze.within),
  };
}

function sumOf(hours: readonly CountedHour[]): { good: number; total: number } {
  return hours.reduce((sum, { good, total }) => ({ good: sum.good + good, total: sum.total + total }), {
    good: 0,
    total: 0,
  });
}

/** Hours without a bad event add nothing, so a stretch may always end at one that has some. */
function worstStretch(objective: string, hours: readonly CountedHour[], within: number): SloCounts["stretches"] {
  const bad = hours.filter(({ good, total }) => good < total).sort((left, right) => left.until - right.until);
  const stretches = bad.map(({ until }) => {
    const { good, total } = sumOf(bad.filter((hour) => hour.until <= until && hour.until > until - within * MINUTE_MS));
    return { objective, bad: total - good, last: new Date(until - MINUTE_MS).toISOString() };
  });
  const worst = stretches.reduce<(typeof stretches)[number] | null>(
    (most, each) => (most === null || each.bad >= most.bad ? each : most),
    null,
  );
  return worst === null ? [] : [worst];
}
