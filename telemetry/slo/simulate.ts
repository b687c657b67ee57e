import { detectionMinutes } from "./burn-rate.ts";
import type { BurnRateAlert, PlannedObjective } from "./plan.ts";
import { add, compare, floor, multiply, type Rational, rational, subtract, ZERO } from "./rational.ts";

/** One minute of traffic: whole events, and the part of them that is bad (0 to 1). */
export type TrafficMinute = { readonly events: number; readonly badRatio: Rational };

/** From when until when an alert fires, in minutes since the start; `resolvedAt` is null while it still does. */
export type Firing = { readonly firedAt: number; readonly resolvedAt: number | null };

export type SimulatedAlert = { readonly alert: BurnRateAlert; readonly firings: readonly Firing[] };

/** So many minutes of the same traffic. */
export const steadyTraffic = (minutes: number, events: number, badRatio: Rational = ZERO): TrafficMinute[] =>
  Array.from({ length: minutes }, () => ({ events, badRatio }));

/**
 * When each burn-rate alert of an objective fires and resolves. The model: events spread evenly over their minute,
 * every window is read at the end of each minute, exactly (no scrapes, no extrapolation), and all minutes before the
 * first were good with `before.events` each. No notification delay; what a backend adds to this is for its evaluator to say.
 * @param minutes the traffic from minute 0 on; minute n ends at n + 1
 */
export function simulateObjective(
  { alerts }: Pick<PlannedObjective, "alerts">,
  minutes: readonly TrafficMinute[],
  before: { events: number } = { events: minutes[0]?.events ?? 0 },
): SimulatedAlert[] {
  const counts = countUp(minutes);
  return alerts.map((alert) => ({ alert, firings: firingsOf(alert, counts, before.events) }));
}

type Counts = { events: readonly number[]; bad: readonly Rational[] };

/** Sums of the first n minutes, so that every window is one difference. */
function countUp(minutes: readonly TrafficMinute[]): Counts {
  const events = [0];
  const bad = [ZERO];
  for (const [index, minute] of minutes.entries()) {
    if (!Number.isSafeInteger(minute.events) || minute.events < 0) {
      throw new RangeError(`minute ${index} has ${minute.events} events; allowed: whole numbers from 0`);
    }
    if (compare(minute.badRatio, ZERO) < 0 || compare(minute.badRatio, rational(1)) > 0) {
      throw new RangeError(`minute ${index} has a bad ratio outside 0 to 1`);
    }
    events.push((events[index] ?? 0) + minute.events);
    bad.push(add(bad[index] ?? ZERO, multiply(rational(minute.events), minute.badRatio)));
  }
  return { events, bad };
}

function firingsOf(alert: BurnRateAlert, counts: Counts, eventsBefore: number): Firing[] {
  const firings: Firing[] = [];
  let since: number | null = null;
  for (let at = 1; at < counts.events.length; at += 1) {
    const fires = isFiring(alert, counts, eventsBefore, at);
    if (fires) since ??= at;
    else if (since !== null) {
      firings.push({ firedAt: since, resolvedAt: at });
      since = null;
    }
  }
  return since === null ? firings : [...firings, { firedAt: since, resolvedAt: null }];
}

function isFiring(
  { long, short, threshold, minimumEvents }: BurnRateAlert,
  counts: Counts,
  before: number,
  at: number,
) {
  if (eventsIn(long, counts, before, at) < minimumEvents) return false;
  return [short, long].every((window) => {
    const bad = subtract(counts.bad[at] ?? ZERO, counts.bad[Math.max(0, at - window)] ?? ZERO);
    // Multiplied instead of divided: a window without events has no ratio and does not fire.
    return compare(bad, multiply(threshold, rational(eventsIn(window, counts, before, at)))) > 0;
  });
}

function eventsIn(window: number, { events }: Counts, before: number, at: number): number {
  const from = at - window;
  return (events[at] ?? 0) - (events[Math.max(0, from)] ?? 0) + Math.max(0, -from) * before;
}

/** Minutes until an alert fires at a constant failure: exactly, and read once a minute; null when it never does. */
export type TimeToFire = {
  readonly alert: BurnRateAlert;
  readonly exact: Rational | null;
  readonly atMinute: number | null;
};

export type TimeToPage = { readonly badRatio: Rational; readonly alerts: readonly TimeToFire[] };

/**
 * When each alert fires for constant failures, with enough traffic for every minimum. The alert needs more than its
 * threshold, so an instant that is met exactly at the end of a minute counts at the end of the next.
 */
export function timeToPage(
  { alerts }: Pick<PlannedObjective, "alerts">,
  badRatios: readonly Rational[],
): readonly TimeToPage[] {
  return badRatios.map((badRatio) => ({
    badRatio,
    alerts: alerts.map((alert) => {
      const exact = detectionMinutes(alert.threshold, alert.long, badRatio);
      return { alert, exact, atMinute: exact === null ? null : Number(floor(exact)) + 1 };
    }),
  }));
}
