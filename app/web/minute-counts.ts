import type { SloMinuteCount } from "../store/slo-minutes.server.ts";

type Counted = { good: number; total: number; traces: string[] };

/** Traces of bad events that are remembered of a minute; as many as the database takes. */
const TRACES = 3;

export type MinuteCounts = {
  /**
   * @param minute in minutes since 1970 @param objective its place in the list
   * @param traceId of a trace that is kept; null when nobody will find it
   */
  add(minute: number, objective: number, isGood: boolean, traceId?: string | null): void;
  /** Hands over all that is there and begins anew. */
  take(): SloMinuteCount[];
  /** Minutes that were given up, oldest first, because nobody took them. */
  lostMinutes(): number;
};

/** Sums events by minute in memory, of the newest `limit` minutes with an event. */
export function createMinuteCounts(objectives: readonly string[], limit: number): MinuteCounts {
  const minutes = new Map<number, Counted[]>();
  let lost = 0;
  const countsOf = (minute: number) => {
    let counts = minutes.get(minute);
    if (counts === undefined) {
      if (minutes.size >= limit) {
        minutes.delete(Math.min(...minutes.keys()));
        lost += 1;
      }
      counts = objectives.map(() => ({ good: 0, total: 0, traces: [] }));
      minutes.set(minute, counts);
    }
    return counts;
  };
  return {
    add(minute, objective, isGood, traceId = null) {
      const counted = countsOf(minute)[objective];
      if (counted === undefined) return;
      counted.total += 1;
      if (isGood) counted.good += 1;
      else if (traceId !== null && counted.traces.length < TRACES && !counted.traces.includes(traceId)) {
        counted.traces.push(traceId);
      }
    },
    take() {
      const taken = [...minutes].flatMap(([minute, counts]) =>
        counts.flatMap(({ good, total, traces }, index) =>
          total > 0
            ? [{ minute, objective: objectives[index] ?? "", good, total, ...(traces.length > 0 ? { traces } : {}) }]
            : [],
        ),
      );
      minutes.clear();
      return taken;
    },
    lostMinutes: () => lost,
  };
}
