import {
  budgetMinutes,
  budgetOf,
  burnRateFactor,
  burnRateThreshold,
  detectionMinutes,
  exhaustionMinutes,
  minimumEventsFor,
  resetMinutes,
} from "./burn-rate.ts";
import { formatDuration } from "./duration.ts";
import { type BurnRatePair, CHANNEL_OF, type Channel, type Events, type Objective, type Severity } from "./model.ts";
import type { Rational } from "./rational.ts";

/** Whom an alert reaches and what it says to read; `runbook` is a path in the repository. */
export type Notice = { readonly severity: Severity; readonly channel: Channel; readonly runbook: string };

/**
 * Fires while the part of bad events is above `threshold` in both windows (minutes) and the long one holds at least
 * `minimumEvents` events. `tier` counts from 1, the most urgent; one that fires makes those of higher tiers redundant.
 */
export type BurnRateAlert = Notice & {
  readonly kind: "burn rate";
  readonly name: string;
  readonly tier: number;
  readonly consumed: Rational;
  readonly long: number;
  readonly short: number;
  readonly factor: Rational;
  readonly threshold: Rational;
  readonly minimumEvents: number;
  /** Of which the threshold itself asks for so many: fewer, and one bad event would fire. */
  readonly eventsForThreshold: number;
  /** Minutes to fire when every event is bad, to end after that, and to use up a full budget at this burn rate. */
  readonly detection: Rational | null;
  readonly reset: Rational | null;
  readonly exhaustion: Rational;
};

/** Fires when nothing matches `watches`, or its rate is zero where `idle` is "never", for so many minutes. */
export type NoDataAlert = Notice & {
  readonly kind: "no data";
  readonly name: string;
  readonly watches: Events;
  readonly idle: "normal" | "never";
  readonly forMinutes: number;
};

export type PlannedObjective = Objective & {
  readonly budget: Rational;
  readonly budgetMinutes: Rational;
  /** Every window to record, in minutes, shortest first; the last one is the objective's own. */
  readonly windows: readonly number[];
  readonly alerts: readonly BurnRateAlert[];
  readonly noData: NoDataAlert;
};

/** What every emitter writes down in the words of its backend. Objectives are in the order of their names. */
export type Plan = { readonly objectives: readonly PlannedObjective[] };

/** Long enough for a restart and a deploy, 30 probes at one every 10 s. */
const NO_EVENTS_MINUTES = 5;

/** Idle time is normal, so only metrics that are gone altogether count; whoever reads them may miss some readings. */
const NO_METRIC_MINUTES = 15;

const NO_DATA_RUNBOOK = "no-data";

/** Works out every number of every objective. @param objectives without a problem of parse or lint */
export function planObjectives(objectives: readonly Objective[]): Plan {
  const sorted = [...objectives].sort((left, right) => (left.name < right.name ? -1 : 1));
  return { objectives: sorted.map(planObjective) };
}

function planObjective(objective: Objective): PlannedObjective {
  const { target, window, pairs } = objective;
  const windows = new Set([...pairs.flatMap(({ long, short }) => [long, short]), window]);
  return {
    ...objective,
    budget: budgetOf(target),
    budgetMinutes: budgetMinutes(target, window),
    windows: [...windows].sort((left, right) => left - right),
    alerts: [...pairs]
      .sort((left, right) => left.long - right.long)
      .map((pair, index) => planAlert(objective, pair, index + 1)),
    noData: planNoData(objective),
  };
}

function planAlert(objective: Objective, pair: BurnRatePair, tier: number): BurnRateAlert {
  const { name, target, window, runbook } = objective;
  const { consumed, long, short } = pair;
  const factor = burnRateFactor(pair, window);
  const threshold = burnRateThreshold(factor, target);
  const eventsForThreshold = minimumEventsFor(threshold);
  return {
    kind: "burn rate",
    name: `${name}-burn-rate-${formatDuration(long)}`,
    tier,
    consumed,
    long,
    short,
    factor,
    threshold,
    minimumEvents: Math.max(objective.minimumEvents, eventsForThreshold),
    eventsForThreshold,
    detection: detectionMinutes(threshold, long),
    reset: resetMinutes(threshold, short),
    exhaustion: exhaustionMinutes(factor, window),
    ...noticeOf(objective.mostSevere === "warning" ? "warning" : pair.severity, runbook),
  };
}

function planNoData({ name, idle, indicator: { total }, mostSevere }: Objective): NoDataAlert {
  const isSilent = idle === "never";
  return {
    kind: "no data",
    name: `${name}-no-data`,
    // Of a route that nobody asked for since the start there is no series yet: only the metric itself must be there.
    watches: isSilent ? total : { ...total, matchers: [], bound: null },
    idle,
    forMinutes: isSilent ? NO_EVENTS_MINUTES : NO_METRIC_MINUTES,
    ...noticeOf(isSilent ? mostSevere : "warning", NO_DATA_RUNBOOK),
  };
}

const noticeOf = (severity: Severity, runbook: string): Notice => ({
  severity,
  channel: CHANNEL_OF[severity],
  runbook: `docs/runbooks/${runbook}.md`,
});
