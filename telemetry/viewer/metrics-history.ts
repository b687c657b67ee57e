import type { Exemplar, Sample } from "./parse-metrics.ts";

/** One metric with one set of labels, and its last values. */
export type Series = {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Oldest first; `at` in milliseconds since 1970. */
  readonly points: { at: number; value: number }[];
  exemplar: Exemplar | null;
};

export type LabelFilter = (labels: Readonly<Record<string, string>>) => boolean;

export type MetricsHistory = Readonly<{
  /** @param at milliseconds since 1970, later than every time before */
  record(samples: readonly Sample[], at: number): void;
  /** Times of the scrapes that are kept, oldest first. */
  times(): readonly number[];
  /** Series that the newest scrape had, in the order of the page. */
  series(name?: string, accepts?: LabelFilter): Series[];
}>;

type Limits = { maxScrapes: number; maxSeries: number };

/** The last scrapes in memory. Series beyond `maxSeries` are left out; those that a scrape lacks are forgotten. */
export function createMetricsHistory({ maxScrapes, maxSeries }: Limits): MetricsHistory {
  const times: number[] = [];
  let current = new Map<string, Series>();
  return {
    record(samples, at) {
      times.push(at);
      if (times.length > maxScrapes) times.shift();
      const oldest = times[0] ?? at;
      const next = new Map<string, Series>();
      for (const { name, labels, value, exemplar } of samples) {
        if (next.size >= maxSeries) break;
        const key = JSON.stringify([name, labels]);
        const series = current.get(key) ?? { name, labels, points: [], exemplar: null };
        series.points.push({ at, value });
        while ((series.points[0]?.at ?? at) < oldest) series.points.shift();
        series.exemplar = exemplar ?? series.exemplar;
        next.set(key, series);
      }
      current = next;
    },
    times: () => times,
    series: (name, accepts = () => true) =>
      [...current.values()].filter((one) => (name === undefined || one.name === name) && accepts(one.labels)),
  };
}

/**
 * By how much a counter grew between each scrape and the one before. A smaller value than before is a restart, which
 * began at 0; so did a series that the scrape before did not have.
 * @returns `scrapes - 1` numbers, oldest first
 */
export function growth({ points }: Series, scrapes: number): number[] {
  const missing = scrapes - points.length;
  return Array.from({ length: Math.max(0, scrapes - 1) }, (_, interval) => {
    const before = points[interval - missing]?.value ?? 0;
    const after = points[interval + 1 - missing]?.value ?? 0;
    return after < before ? after : after - before;
  });
}

/**
 * A quantile from cumulative buckets, taken as evenly filled, as Prometheus' histogram_quantile does.
 * @param q from 0 to 1
 * @param buckets upper bound (`le`) → number of observations at or below it, +Inf included
 * @returns null without observations; the highest finite bound when the quantile lies beyond it
 */
export function quantile(q: number, buckets: ReadonlyMap<number, number>): number | null {
  const inOrder = [...buckets].sort(([a], [b]) => a - b);
  const total = inOrder.at(-1)?.[1] ?? 0;
  if (total <= 0) return null;
  const rank = q * total;
  let lower = 0;
  let below = 0;
  for (const [bound, count] of inOrder) {
    if (count >= rank && count > below) {
      return bound === Number.POSITIVE_INFINITY ? lower : lower + (bound - lower) * ((rank - below) / (count - below));
    }
    if (bound !== Number.POSITIVE_INFINITY) lower = bound;
    below = count;
  }
  return lower;
}

/** The upper bound that the `le` label of a bucket names. */
export const upperBound = ({ labels }: Series) =>
  labels.le === "+Inf" ? Number.POSITIVE_INFINITY : Number(labels.le ?? Number.NaN);
