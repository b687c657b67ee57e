import { LABEL, METRIC } from "../conventions.ts";
import type { Bound, Events, Objective } from "./model.ts";

/** The labels of one observation of the request histogram. */
type Labels = { route: string; method: string; statusClass: string };

/** Told of each objective that a request is an event of: its place in the list, and whether the event is good. */
type Count = (objective: number, isGood: boolean) => void;

type Counted = { objective: number; total: Bound | null; good: Bound | null; canBeGood: boolean };

/**
 * Counts requests for objectives as their queries would: the same metric, labels and bound. Which objectives labels
 * belong to is found out once for each of their combinations, of which the request histogram has few.
 * @returns takes the labels and seconds of one request; an objective of another metric is never counted
 */
export function createRequestCounter(
  objectives: readonly Pick<Objective, "indicator">[],
): (labels: Labels, seconds: number, count: Count) => void {
  const known = new Map<string, readonly Counted[]>();
  return ({ route, method, statusClass }, seconds, count) => {
    // A space is in no label: routes are patterns, and the others are words.
    const key = `${method} ${statusClass} ${route}`;
    let counted = known.get(key);
    if (counted === undefined) {
      counted = findCounted(objectives, {
        [LABEL.route]: route,
        [LABEL.method]: method,
        [LABEL.statusClass]: statusClass,
      });
      known.set(key, counted);
    }
    for (const { objective, total, good, canBeGood } of counted) {
      if (isInBound(total, seconds)) count(objective, canBeGood && isInBound(good, seconds));
    }
  };
}

function findCounted(
  objectives: readonly Pick<Objective, "indicator">[],
  labels: Readonly<Record<string, string>>,
): Counted[] {
  return objectives.flatMap(({ indicator: { good, total } }, objective) =>
    hasLabels(total, labels)
      ? [{ objective, total: total.bound, good: good.bound, canBeGood: hasLabels(good, labels) }]
      : [],
  );
}

const hasLabels = ({ metric, matchers }: Events, labels: Readonly<Record<string, string>>): boolean =>
  metric === METRIC.httpRequestDuration &&
  matchers.every(({ label, is, values }) => values.includes(labels[label] ?? "") === (is === "one of"));

const isInBound = (bound: Bound | null, seconds: number): boolean =>
  bound === null || (bound.is === "at most" ? seconds <= bound.seconds : seconds > bound.seconds);
