import type { ReceivedSpan } from "../../telemetry/viewer/received-span.ts";

/** A span with those below it, by name: spans begin at whole milliseconds (SDK 3.0), which tells no order. */
export type SpanTree = { name: string; below: SpanTree[] };

/** @param parentId null for a trace that began here @returns the spans directly below the parent, with theirs */
export function treeOf(spans: readonly ReceivedSpan[], traceId: string, parentId: string | null = null): SpanTree[] {
  return spans
    .filter((span) => span.traceId === traceId && span.parentSpanId === parentId)
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((span) => ({ name: span.name, below: treeOf(spans, traceId, span.spanId) }));
}

/** Everything that is known of the spans, as text to look for what must not be there. */
export function textOf(spans: readonly ReceivedSpan[]): string {
  return JSON.stringify(spans, (_key, value) => (typeof value === "bigint" ? String(value) : value));
}
