import { NodeSDK } from "@opentelemetry/sdk-node";
import { afterAll } from "vitest";

export type RecordedSpan = {
  name: string;
  traceId: string;
  id: string;
  parentId: string | null;
  attributes: Record<string, unknown>;
  failed: boolean;
  events: number;
};

// SpanStatusCode.ERROR of the API
const ERROR = 2;

/** Starts the real SDK in this process, sampling everything. @returns the spans that ended since the last call */
export function recordSpans(): () => RecordedSpan[] {
  let ended: RecordedSpan[] = [];
  const sdk = new NodeSDK({
    autoDetectResources: false,
    metricReaders: [],
    logRecordProcessors: [],
    spanProcessors: [
      {
        onStart() {},
        onEnd(span) {
          const { traceId, spanId } = span.spanContext();
          ended.push({
            name: span.name,
            traceId,
            id: spanId,
            parentId: span.parentSpanContext?.spanId ?? null,
            attributes: { ...span.attributes },
            failed: span.status.code === ERROR,
            events: span.events.length,
          });
        },
        forceFlush: () => Promise.resolve(),
        shutdown: () => Promise.resolve(),
      },
    ],
  });
  sdk.start();
  afterAll(() => sdk.shutdown());
  return () => {
    const spans = ended;
    ended = [];
    return spans;
  };
}
