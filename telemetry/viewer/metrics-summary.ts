import { HEALTH_ROUTE, LABEL, METRIC } from "../conventions.ts";
import { growth, type LabelFilter, type MetricsHistory, quantile, type Series, upperBound } from "./metrics-history.ts";
import type { Exemplar } from "./parse-metrics.ts";

/** A value of now and its course, oldest first; null where nothing happened. */
export type Course = Readonly<{ now: number | null; course: readonly (number | null)[] }>;

/** What one route or one statement did; times in seconds, rates per second. */
export type Behaviour = Readonly<{
  name: string;
  rate: Course;
  p50: number | null;
  p99: number | null;
  /** Share of answers of the 5xx class, 0 to 1; null for statements. */
  errorShare: number | null;
  /** Slowest first. */
  exemplars: readonly Exemplar[];
}>;

export type MetricsSummary = Readonly<{
  /** How long the window of rates and quantiles is; 0 before the second scrape. */
  windowSeconds: number;
  requestRate: Course;
  errorRate: Course;
  p50: Course;
  p99: Course;
  routes: readonly Behaviour[];
  queries: readonly Behaviour[];
}>;

/** Scrapes that rates and quantiles of "now" look back: a minute at one every 5 s. */
const WINDOW = 12;

const isProduct: LabelFilter = (labels) => labels[LABEL.route] !== HEALTH_ROUTE;
const isServerError: LabelFilter = (labels) => labels[LABEL.statusClass] === "5xx";

/** Rates, quantiles and examples of the requests; the health check stays out of the totals, as it does out of the SLIs. */
export function summariseMetrics(history: MetricsHistory): MetricsSummary {
  const clock = createClock(history.times());
  const counts = history.series(`${METRIC.httpRequestDuration}_count`);
  const buckets = history.series(`${METRIC.httpRequestDuration}_bucket`);
  const productCounts = counts.filter((one) => isProduct(one.labels));
  const productBuckets = buckets.filter((one) => isProduct(one.labels));
  return {
    windowSeconds: clock.windowSeconds,
    requestRate: clock.rate(productCounts),
    errorRate: clock.rate(productCounts.filter((one) => isServerError(one.labels))),
    p50: clock.quantile(0.5, productBuckets),
    p99: clock.quantile(0.99, productBuckets),
    routes: behaviours(clock, LABEL.route, counts, buckets, true),
    queries: behaviours(
      clock,
      LABEL.query,
      history.series(`${METRIC.dbQueryDuration}_count`),
      history.series(`${METRIC.dbQueryDuration}_bucket`),
      false,
    ),
  };
}

/** A gauge added up over its series, now and before; null when the page does not have it. */
export function gauge(history: MetricsHistory, name: string, accepts?: LabelFilter): Course | null {
  const series = history.series(name, accepts);
  if (series.length === 0) return null;
  const length = Math.max(...series.map((one) => one.points.length));
  const course = Array.from({ length }, (_, index) =>
    series.reduce((sum, one) => sum + (one.points[index - length + one.points.length]?.value ?? 0), 0),
  );
  return { now: course.at(-1) ?? null, course };
}

function behaviours(
  clock: Clock,
  label: string,
  counts: readonly Series[],
  buckets: readonly Series[],
  withErrors: boolean,
): Behaviour[] {
  const bucketsByName = Map.groupBy(buckets, (one) => one.labels[label] ?? "");
  return [...Map.groupBy(counts, (one) => one.labels[label] ?? "")]
    .map(([name, own]) => {
      const ownBuckets = bucketsByName.get(name) ?? [];
      const all = clock.grown(own);
      const errors = clock.grown(own.filter((one) => isServerError(one.labels)));
      return {
        name,
        rate: clock.rate(own),
        p50: clock.quantileNow(0.5, ownBuckets),
        p99: clock.quantileNow(0.99, ownBuckets),
        errorShare: withErrors && all > 0 ? errors / all : null,
        exemplars: ownBuckets.flatMap((one) => one.exemplar ?? []).sort((a, b) => b.value - a.value),
      };
    })
    .sort((a, b) => (b.rate.now ?? 0) - (a.rate.now ?? 0) || a.name.localeCompare(b.name));
}

type Clock = ReturnType<typeof createClock>;

function createClock(times: readonly number[]) {
  const scrapes = times.length;
  const window = times.slice(-WINDOW - 1);
  const windowSeconds = ((window.at(-1) ?? 0) - (window[0] ?? 0)) / 1000;
  const seconds = times.slice(1).map((at, index) => (at - (times[index] ?? at)) / 1000);
  const grown = (series: readonly Series[]) =>
    series.reduce((sum, one) => sum + total(growth(one, scrapes).slice(-WINDOW)), 0);

  return {
    windowSeconds,
    grown,
    rate(series: readonly Series[]): Course {
      const growths = series.map((one) => growth(one, scrapes));
      const course = seconds.map((length, interval) => total(growths.map((one) => one[interval] ?? 0)) / length);
      return { now: windowSeconds > 0 ? grown(series) / windowSeconds : null, course };
    },
    quantileNow(q: number, buckets: readonly Series[]): number | null {
      return quantile(
        q,
        addUp(buckets, (one) => total(growth(one, scrapes).slice(-WINDOW))),
      );
    },
    quantile(q: number, buckets: readonly Series[]): Course {
      const growths = new Map(buckets.map((one) => [one, growth(one, scrapes)]));
      const course = seconds.map((_, interval) =>
        quantile(
          q,
          addUp(buckets, (one) => growths.get(one)?.[interval] ?? 0),
        ),
      );
      return { now: this.quantileNow(q, buckets), course };
    },
  };
}

function addUp(buckets: readonly Series[], grown: (one: Series) => number): Map<number, number> {
  const sums = new Map<number, number>();
  for (const one of buckets) sums.set(upperBound(one), (sums.get(upperBound(one)) ?? 0) + grown(one));
  return sums;
}

const total = (numbers: readonly number[]) => numbers.reduce((sum, one) => sum + one, 0);
