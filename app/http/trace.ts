import type { RemoteParent } from "../../telemetry/spans.ts";

const TRACEPARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-.*)?$/;

/**
 * The trace that the caller began (W3C Trace Context, https://www.w3.org/TR/trace-context/#traceparent-header).
 * @returns null when the header is absent or malformed
 */
export function parseTraceparent(header: string | undefined): RemoteParent | null {
  if (header === undefined) return null;
  const [, traceId, spanId, flags] = TRACEPARENT.exec(header) ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return null;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 };
}
