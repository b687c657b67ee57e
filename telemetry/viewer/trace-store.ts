import { ATTRIBUTE } from "../conventions.ts";
import type { ReceivedSpan } from "./received-span.ts";

/** One trace as far as it has been received. */
export type Trace = {
  traceId: string;
  spans: ReceivedSpan[];
  /** The span without a parent, else the earliest one whose parent has not been received. */
  root: ReceivedSpan;
  /** Of the root's request; null when it is no request. */
  route: string | null;
  startUnixNano: bigint;
  /** From the first start to the last end. */
  durationMs: number;
  errors: number;
  /** Spans beyond the limit of one trace, which are not kept. */
  dropped: number;
};

export type TraceFilter = { route: string | null; onlyErrors: boolean; sort: "newest" | "slowest" };

export type TraceStore = Readonly<{
  add(spans: readonly ReceivedSpan[]): void;
  find(traceId: string): Trace | null;
  list(filter: TraceFilter): Trace[];
  routes(): string[];
  size(): number;
}>;

type Limits = { maxTraces: number; maxSpansPerTrace: number };
type Kept = { spans: Map<string, ReceivedSpan>; dropped: number; trace: Trace | null };

/** The last traces in memory; the one that got its first span longest ago goes first. */
export function createTraceStore({ maxTraces, maxSpansPerTrace }: Limits): TraceStore {
  const kept = new Map<string, Kept>();

  function keep(span: ReceivedSpan): void {
    const entry = kept.get(span.traceId) ?? { spans: new Map(), dropped: 0, trace: null };
    kept.set(span.traceId, entry);
    entry.trace = null;
    // An exporter that got no answer sends the same span again.
    if (entry.spans.size < maxSpansPerTrace || entry.spans.has(span.spanId)) entry.spans.set(span.spanId, span);
    else entry.dropped++;
  }

  function traces(): Trace[] {
    const all: Trace[] = [];
    for (const [traceId, entry] of kept) {
      entry.trace ??= summarise(traceId, [...entry.spans.values()], entry.dropped);
      if (entry.trace) all.push(entry.trace);
    }
    return all;
  }

  return {
    add(spans) {
      for (const span of spans) keep(span);
      for (const traceId of kept.keys()) {
        if (kept.size <= maxTraces) break;
        kept.delete(traceId);
      }
    },
    find: (traceId) => {
      const entry = kept.get(traceId);
      return entry ? summarise(traceId, [...entry.spans.values()], entry.dropped) : null;
    },
    list: ({ route, onlyErrors, sort }) =>
      traces()
        .filter((trace) => (route === null || trace.route === route) && (!onlyErrors || trace.errors > 0))
        .sort(sort === "slowest" ? (a, b) => b.durationMs - a.durationMs : byNewest),
    routes: () => [...new Set(traces().flatMap((trace) => trace.route ?? []))].sort(),
    size: () => kept.size,
  };
}

const byNewest = (a: Trace, b: Trace) => compare(b.startUnixNano, a.startUnixNano);

export const compare = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);

/** Milliseconds between two times, to the nanosecond. */
export const millisecondsBetween = (start: bigint, end: bigint) => Number(end - start) / 1e6;

function summarise(traceId: string, spans: ReceivedSpan[], dropped: number): Trace | null {
  const inOrder = spans.toSorted((a, b) => compare(a.startUnixNano, b.startUnixNano));
  const first = inOrder[0];
  if (!first) return null;
  const ids = new Set(spans.map((span) => span.spanId));
  const root =
    inOrder.find((span) => span.parentSpanId === null) ??
    inOrder.find((span) => span.parentSpanId !== null && !ids.has(span.parentSpanId)) ??
    first;
  const end = inOrder.reduce((latest, span) => (span.endUnixNano > latest ? span.endUnixNano : latest), 0n);
  const route = root.attributes[ATTRIBUTE.httpRoute];
  return {
    traceId,
    spans: inOrder,
    root,
    route: typeof route === "string" ? route : null,
    startUnixNano: first.startUnixNano,
    durationMs: millisecondsBetween(first.startUnixNano, end > first.startUnixNano ? end : first.startUnixNano),
    errors: spans.filter((span) => span.status.code === "error").length,
    dropped,
  };
}
