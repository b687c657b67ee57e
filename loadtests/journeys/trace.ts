const digits = (count: number): string =>
  Array.from({ length: count }, () => Math.floor(Math.random() * 16).toString(16)).join("");

/** A new trace, sampled, as the W3C header names it (https://www.w3.org/TR/trace-context/#traceparent-header). */
export function createTrace(): { traceId: string; traceparent: string } {
  // All zeros is no id.
  const traceId = `${digits(31)}1`;
  return { traceId, traceparent: `00-${traceId}-${digits(15)}1-01` };
}
