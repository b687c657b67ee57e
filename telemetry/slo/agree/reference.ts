import { ASSETS_ROUTE, HEALTH_ROUTE, LATENCY_OBJECTIVE_SECONDS } from "../../conventions.ts";
import { createRequestCounter } from "../count-requests.ts";
import type { Plan, PlannedObjective } from "../plan.ts";
import { rational, ZERO } from "../rational.ts";
import { type Firing, simulateObjective } from "../simulate.ts";
import { firingsOf, heldFor } from "./firings.ts";
import { type Incident, type Minute, minutesOf, POOL_MAX, slicesOf } from "./incident.ts";
import { failuresAfter } from "./log-lines.ts";

/** When an alert should fire, and when it should tell somebody; the two differ while a more urgent one fires. */
export type Expected = { readonly fires: readonly Firing[]; readonly told: readonly Firing[] };

/**
 * What the definitions and the guide's words ask for, read at the end of each minute, without a backend between: burn
 * rates by the exact simulation, silence and the guide's three by their wording.
 * @returns by the names of the alerts
 */
export function expectFirings({ objectives }: Plan, incident: Incident): Map<string, Expected> {
  const minutes = minutesOf(incident);
  const counts = countEvents(objectives, [incident.before, ...minutes]);
  const expected = new Map<string, Expected>();
  for (const [index, objective] of objectives.entries()) {
    const [before, ...traffic] = counts.map((each) => each[index] ?? { events: 0, bad: 0 });
    const alerts = simulateObjective(
      objective,
      traffic.map(({ events, bad }) => ({ events, badRatio: events === 0 ? ZERO : rational(bad, events) })),
      { events: before?.events ?? 0 },
    );
    for (const { alert, firings } of alerts) {
      const urgent = alerts.filter((each) => each.alert.tier < alert.tier).flatMap((each) => each.firings);
      expected.set(alert.name, { fires: firings, told: withoutTimesOf(firings, urgent, minutes.length) });
    }
    const { noData } = objective;
    const silent = minutes.map((minute, at) =>
      noData.idle === "never" ? (traffic[at]?.events ?? 0) === 0 : !minute.isUp,
    );
    expected.set(noData.name, alike(firingsOf(heldFor(noData.forMinutes, silent))));
  }
  expected.set("health-check-failing", alike(firingsOf(threeFailures(minutes))));
  expected.set("high-response-latency", alike(firingsOf(heldFor(5, minutes.map(isSlow)))));
  expected.set("connection-pool-exhausted", alike(firingsOf(heldFor(2, minutes.map(isFull)))));
  return expected;
}

const alike = (fires: readonly Firing[]): Expected => ({ fires, told: fires });

type EventCount = { events: number; bad: number };

/** Events of each objective in each minute, as the definitions count them. */
function countEvents(objectives: readonly PlannedObjective[], minutes: readonly Minute[]): EventCount[][] {
  const countRequest = createRequestCounter(objectives);
  const known = new Map<Minute, EventCount[]>();
  return minutes.map((minute) => {
    const found = known.get(minute);
    if (found) return found;
    const counts = objectives.map(() => ({ events: 0, bad: 0 }));
    for (const { route, method, status, seconds, count } of minute.requests) {
      const statusClass = `${Math.floor(status / 100)}xx`;
      countRequest({ route, method, statusClass }, seconds, (objective, isGood) => {
        const each = counts[objective];
        if (!each) return;
        each.events += count;
        each.bad += isGood ? 0 : count;
      });
    }
    known.set(minute, counts);
    return counts;
  });
}

/** An alert that begins while a more urgent one of its objective fires tells nobody before that one is over. */
function withoutTimesOf(firings: readonly Firing[], others: readonly Firing[], length: number): Firing[] {
  const isIn = (all: readonly Firing[], at: number) =>
    all.some(({ firedAt, resolvedAt }) => at >= firedAt && at < (resolvedAt ?? Number.POSITIVE_INFINITY));
  const told: boolean[] = [];
  for (let at = 1; at <= length; at += 1) {
    told.push(isIn(firings, at) && ((told.at(-1) ?? false) || !isIn(others, at)));
  }
  return firingsOf(told);
}

/** "3 consecutive 503 responses": whether by the end of some ten seconds of the minute the last three probes failed. */
function threeFailures(minutes: readonly Minute[]): boolean[] {
  let row = 0;
  return minutes.map((minute) => {
    if (!minute.isUp) row = 0;
    const ends = slicesOf(minute).map((slice) => {
      row = slice.reduce(failuresAfter, row);
      return row >= 3;
    });
    return ends.some(Boolean);
  });
}

/** "p99 > 2s": more than one request in a hundred took longer, of those that are neither probes nor files. */
function isSlow({ requests }: Minute): boolean {
  const own = requests.filter(({ route }) => route !== HEALTH_ROUTE && route !== ASSETS_ROUTE);
  const sum = (chosen: typeof own) => chosen.reduce((total, { count }) => total + count, 0);
  return 100 * sum(own.filter(({ seconds }) => seconds > LATENCY_OBJECTIVE_SECONDS)) > sum(own);
}

/** "Active connections = max (10)" */
const isFull = ({ poolActive }: Minute): boolean => poolActive >= POOL_MAX;
