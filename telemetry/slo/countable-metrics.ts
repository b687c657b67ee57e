import {
  DATABASE_SECONDS_BUCKETS,
  HTTP_METHODS,
  LABEL,
  METRIC,
  OTHER_METHOD,
  REQUEST_SECONDS_BUCKETS,
} from "../conventions.ts";

/** What an objective may count: every observation of a histogram, or every step of a counter. */
export type CountableMetric =
  | { instrument: "histogram"; labels: readonly string[]; buckets: readonly number[] }
  | { instrument: "counter"; labels: readonly string[] };

/** The metrics of events; a gauge is a state at a moment and has no events to count. */
export const COUNTABLE_METRICS: ReadonlyMap<string, CountableMetric> = new Map<string, CountableMetric>([
  [
    METRIC.httpRequestDuration,
    {
      instrument: "histogram",
      labels: [LABEL.route, LABEL.method, LABEL.statusClass],
      buckets: REQUEST_SECONDS_BUCKETS,
    },
  ],
  [METRIC.dbQueryDuration, { instrument: "histogram", labels: [LABEL.query], buckets: DATABASE_SECONDS_BUCKETS }],
  [METRIC.dbPoolAcquireDuration, { instrument: "histogram", labels: [], buckets: DATABASE_SECONDS_BUCKETS }],
  [METRIC.dbQueryFailures, { instrument: "counter", labels: [LABEL.query] }],
  [METRIC.syncRuns, { instrument: "counter", labels: [LABEL.source, LABEL.result] }],
  [METRIC.syncRecords, { instrument: "counter", labels: [LABEL.source, LABEL.result] }],
]);

/** Labels whose every possible value is known, so that "none of 5xx" can be compared with "one of 2xx, 4xx". */
export const LABEL_VALUES: ReadonlyMap<string, readonly string[]> = new Map([
  [LABEL.statusClass as string, ["1xx", "2xx", "3xx", "4xx", "5xx"]],
  [LABEL.method as string, [...HTTP_METHODS, OTHER_METHOD]],
]);
