import { METRIC, REQUEST_SECONDS_BUCKETS } from "../../conventions.ts";
import { type Incident, type Minute, minutesOf, POOL_MAX, type Requests, slicesOf } from "./incident.ts";
import { failuresAfter } from "./log-lines.ts";

/** A series as `promtool test rules` reads it. */
export type InputSeries = { readonly series: string; readonly values: string };

/** What the process says at a moment: each counter and gauge by its series; null while there is no process. */
type Reading = ReadonlyMap<string, number> | null;

const TARGET = 'instance="one",job="alxderia"';
const SLICE_SECONDS = 10;
/** Beyond this nobody looks: what a process had counted before is a round number. */
const COUNTED_BEFORE = 1_000_000;

/** All readings of an incident, `step` seconds apart; the first is `from` seconds before its start. */
export type Readings = {
  readonly names: readonly string[];
  readonly step: number;
  readonly from: number;
  readonly readings: readonly Reading[];
};

/**
 * What Prometheus reads of an incident. A counter of failures is there from the start, as it is where something failed
 * before; a new process begins at zero.
 * @param step seconds between readings @param from seconds before the incident, a multiple of `step` @param until after its start
 */
export function readIncident(incident: Incident, { step, from, until }: Record<"step" | "from" | "until", number>) {
  const minutes = minutesOf(incident);
  const names = new Set([incident.before, ...minutes].flatMap((each) => each.requests.flatMap(seriesOf)));
  const readings: Reading[] = [];
  const counters = createCounters(incident.before, minutes, names);
  for (let at = -from; at <= until; at += step) readings.push(counters(at));
  return { names: [...names, FAILURES, SATURATED_FOR], step, from, readings } satisfies Readings;
}

/**
 * The readings until a moment, as input of `promtool test rules`.
 * @param until seconds after the start of the incident @param lead so many steps without a reading come first
 * @param isRead whether there is a reading at a second; the end of a process is always seen, as a failed scrape is
 */
export function inputSeries(
  { names, step, from, readings }: Readings,
  { until, lead, isRead }: { until: number; lead: number; isRead: (at: number) => boolean },
): InputSeries[] {
  const shown = readings.slice(0, (until + from) / step + 1);
  return names.map((series) => {
    const values = shown.map((reading, index) => readValue(series, reading, isRead(index * step - from)));
    return { series, values: formatValues([...Array.from({ length: lead }, () => "_"), ...values]) };
  });
}

const FAILURES = `${METRIC.healthConsecutiveFailures}{${TARGET}}`;
const SATURATED_FOR = `${METRIC.dbPoolSaturatedFor}{${TARGET}}`;

function readValue(series: string, reading: Reading, isRead: boolean): string {
  if (reading === null) return "stale";
  return isRead ? String(reading.get(series) ?? 0) : "_";
}

/** The counters that a request adds to: the count, and each bucket that it lies in. */
function seriesOf({ route, method, status, seconds }: Requests): string[] {
  const labels = `${TARGET},route="${route}",method="${method}",status_class="${Math.floor(status / 100)}xx"`;
  const bucket = (le: number | string) => `${METRIC.httpRequestDuration}_bucket{${labels},le="${le}"}`;
  const within = REQUEST_SECONDS_BUCKETS.filter((bound) => seconds <= bound).map(bucket);
  return [`${METRIC.httpRequestDuration}_count{${labels}}`, ...within, bucket("+Inf")];
}

/** @returns what is read at a second, asked for in rising order; requests are over at the end of their ten seconds */
function createCounters(before: Minute, minutes: readonly Minute[], names: ReadonlySet<string>) {
  const counts = new Map([...names].map((name) => [name, COUNTED_BEFORE]));
  let slice: number | null = null;
  let isUp = before.isUp;
  let failures = 0;
  let fullSince: number | null = null;
  const minuteAt = (index: number) => (index < 0 ? before : (minutes[index] ?? before));
  const perSlice = new Map<Minute, Requests[][]>();
  return (at: number): Reading => {
    const due = Math.floor(at / SLICE_SECONDS);
    for (slice ??= due; slice < due; slice += 1) {
      const minute = minuteAt(Math.floor(slice / 6));
      if (!minute.isUp) {
        failures = 0;
        for (const name of names) counts.set(name, 0);
      }
      fullSince = minute.isUp && minute.poolActive >= POOL_MAX ? (fullSince ?? slice * SLICE_SECONDS) : null;
      const slices = perSlice.get(minute) ?? slicesOf(minute);
      perSlice.set(minute, slices);
      for (const requests of slices[((slice % 6) + 6) % 6] ?? []) {
        failures = failuresAfter(failures, requests);
        for (const name of seriesOf(requests)) counts.set(name, (counts.get(name) ?? 0) + requests.count);
      }
      isUp = minute.isUp;
    }
    if (!isUp) return null;
    return new Map([...counts, [FAILURES, failures], [SATURATED_FOR, fullSince === null ? 0 : at - fullSince]]);
  };
}

/** In promtool's notation, equal steps in one word. */
function formatValues(values: readonly string[]): string {
  const words: string[] = [];
  for (let index = 0; index < values.length; ) {
    const first = values[index] ?? "_";
    let count = 1;
    if (first === "_" || first === "stale") {
      while (values[index + count] === first) count += 1;
      words.push(first === "_" ? `_x${count}` : Array.from({ length: count }, () => "stale").join(" "));
    } else {
      const step = Number(values[index + 1]) - Number(first);
      while (step >= 0 && Number(values[index + count]) === Number(first) + step * count) count += 1;
      words.push(count === 1 ? first : `${first}+${step}x${count - 1}`);
    }
    index += count;
  }
  return words.join(" ");
}
