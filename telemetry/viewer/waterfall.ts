import type { ReceivedSpan } from "./received-span.ts";
import { compare, millisecondsBetween, type Trace } from "./trace-store.ts";

/** One row of a waterfall, in the order of reading: a parent, then its children by start. */
export type WaterfallRow = Readonly<{
  span: ReceivedSpan;
  /** 0 for the root. */
  depth: number;
  parentName: string | null;
  /** The parent is named but has not been received. */
  orphan: boolean;
  startMs: number;
  durationMs: number;
  /** Milliseconds in which no child was running. */
  selfMs: number;
}>;

/** Rows of a trace; spans that are each other's ancestors, which no correct program sends, come last as roots. */
export function layOutWaterfall(trace: Trace): WaterfallRow[] {
  const byId = new Map(trace.spans.map((span) => [span.spanId, span]));
  const children = new Map<string, ReceivedSpan[]>();
  const roots: ReceivedSpan[] = [];
  for (const span of trace.spans) {
    const parent = span.parentSpanId === null ? undefined : byId.get(span.parentSpanId);
    if (!parent || parent === span) {
      roots.push(span);
      continue;
    }
    const siblings = children.get(parent.spanId);
    if (siblings) siblings.push(span);
    else children.set(parent.spanId, [span]);
  }
  const rows: WaterfallRow[] = [];
  const seen = new Set<string>();

  // Not by recursion: a trace may be one long chain.
  function visit(root: ReceivedSpan): void {
    const stack = [{ span: root, depth: 0, parentName: null as string | null }];
    for (let next = stack.pop(); next; next = stack.pop()) {
      const { span, depth, parentName } = next;
      if (seen.has(span.spanId)) continue;
      seen.add(span.spanId);
      const own = children.get(span.spanId) ?? [];
      rows.push({
        span,
        depth,
        parentName,
        orphan: span.parentSpanId !== null && !byId.has(span.parentSpanId),
        startMs: millisecondsBetween(trace.startUnixNano, span.startUnixNano),
        durationMs: millisecondsBetween(span.startUnixNano, span.endUnixNano),
        selfMs: selfTime(span, own),
      });
      for (const child of own.toReversed()) stack.push({ span: child, depth: depth + 1, parentName: span.name });
    }
  }
  for (const root of roots) visit(root);
  for (const span of trace.spans) visit(span);
  return rows;
}

/** @param children by start */
function selfTime(span: ReceivedSpan, children: readonly ReceivedSpan[]): number {
  let covered = 0n;
  let reached = span.startUnixNano;
  for (const child of children) {
    const start = child.startUnixNano > reached ? child.startUnixNano : reached;
    const end = compare(child.endUnixNano, span.endUnixNano) < 0 ? child.endUnixNano : span.endUnixNano;
    if (end <= start) continue;
    covered += end - start;
    reached = end;
  }
  return Number(span.endUnixNano - span.startUnixNano - covered) / 1e6;
}
