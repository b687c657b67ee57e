import { ASSETS_ROUTE, HEALTH_ROUTE, LATENCY_OBJECTIVE_SECONDS, LOG_MESSAGE } from "../../conventions.ts";
import { type Minute, POOL_MAX, type Requests, slicesOf } from "./incident.ts";

/** A line of the log as its JSON says it, and how many such lines there were. */
export type LogLine = { readonly fields: Readonly<Record<string, unknown>>; readonly count: number };

/** What a process remembers from one snapshot to the next: failed probes in a row, seconds since the pool is full. */
type Memory = { readonly failures: number; readonly saturatedFor: number };

const SLICE_SECONDS = 10;
const NO_LINES: readonly LogLine[] = [];

/**
 * What the product writes at level `info` in each minute: a line for each request but files and probes that went well
 * (app/http/observe-request.server.ts), and a snapshot every ten seconds (app/http/runtime-snapshot.server.ts).
 * Minutes that are alike give the same array.
 */
export function linesOf(minutes: readonly Minute[]): (readonly LogLine[])[] {
  const known = new Map<Minute, Map<string, readonly [readonly LogLine[], Memory]>>();
  let memory: Memory = { failures: 0, saturatedFor: 0 };
  return minutes.map((minute) => {
    const key = `${memory.failures} ${memory.saturatedFor}`;
    const same = known.get(minute) ?? new Map<string, readonly [readonly LogLine[], Memory]>();
    known.set(minute, same);
    const found = same.get(key) ?? linesOfMinute(minute, memory);
    same.set(key, found);
    memory = found[1];
    return found[0];
  });
}

function linesOfMinute(minute: Minute, before: Memory): readonly [readonly LogLine[], Memory] {
  if (!minute.isUp) return [NO_LINES, { failures: 0, saturatedFor: 0 }];
  const lines: LogLine[] = [];
  let memory = before;
  for (const requests of slicesOf(minute)) {
    for (const each of requests) {
      memory = { ...memory, failures: failuresAfter(memory.failures, each) };
      if (isWritten(each)) lines.push(requestLine(each, memory));
    }
    const isSaturated = minute.poolActive >= POOL_MAX;
    memory = { ...memory, saturatedFor: isSaturated ? memory.saturatedFor + SLICE_SECONDS : 0 };
    lines.push(snapshotLine(minute, requests, memory));
  }
  return [lines, memory];
}

/** Failed probes in a row after these; others change nothing. */
export function failuresAfter(before: number, { route, status, count }: Requests): number {
  if (route !== HEALTH_ROUTE) return before;
  return status === 503 ? before + count : 0;
}

const isWritten = ({ route, status, seconds }: Requests): boolean =>
  status >= 400 || seconds > LATENCY_OBJECTIVE_SECONDS || (route !== HEALTH_ROUTE && route !== ASSETS_ROUTE);

function requestLine({ route, method, status, seconds, count }: Requests, { failures }: Memory): LogLine {
  const health = route === HEALTH_ROUTE ? { health: { consecutive_failures: failures } } : {};
  const duration_ms = seconds * 1000;
  return { fields: { message: LOG_MESSAGE.request, route, method, status, duration_ms, ...health }, count };
}

function snapshotLine({ poolActive }: Minute, requests: readonly Requests[], memory: Memory): LogLine {
  const isSaturated = poolActive >= POOL_MAX;
  const fields = {
    message: LOG_MESSAGE.runtimeSnapshot,
    pool: {
      max: POOL_MAX,
      size: POOL_MAX,
      active: poolActive,
      idle: POOL_MAX - poolActive,
      waiting: isSaturated ? 3 : 0,
      saturated_seconds: isSaturated ? SLICE_SECONDS : 0,
      saturated_for_seconds: memory.saturatedFor,
    },
    event_loop: { utilisation: 0.1, delay_p99_ms: 21 },
    requests: { in_flight: 1, ...windowOf(requests.filter(({ route }) => route !== HEALTH_ROUTE)) },
    health: {
      ...windowOf(requests.filter(({ route }) => route === HEALTH_ROUTE)),
      consecutive_failures: memory.failures,
    },
    process: { rss_bytes: 200_000_000 },
  };
  return { fields, count: 1 };
}

function windowOf(requests: readonly Requests[]) {
  const sum = (chosen: readonly Requests[]) => chosen.reduce((total, { count }) => total + count, 0);
  return {
    count: sum(requests),
    errors: sum(requests.filter(({ status }) => status >= 500)),
    slow: sum(requests.filter(({ seconds }) => seconds > LATENCY_OBJECTIVE_SECONDS)),
  };
}
