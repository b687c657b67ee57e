// Spans as the SDK's own serializers write them, for tests of what reads them.
import { SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { JsonTraceSerializer, ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import fc from "fast-check";
import { expect } from "vitest";
import { type ReceivedSpan, SPAN_KINDS, STATUS_CODES } from "./received-span.ts";

const hexId = (bytes: number) =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .filter((id) => id.some((byte) => byte > 0))
    .map((id) => Buffer.from(id).toString("hex"));
const text = fc.string({ unit: "grapheme", maxLength: 20 });
const attributes = fc.dictionary(
  text.filter((key) => key !== ""),
  fc.oneof(text, fc.boolean(), fc.maxSafeInteger(), fc.double({ noInteger: true, noNaN: true }), fc.array(text)),
  { maxKeys: 4, noNullPrototype: true },
);
const time = fc.record({ s: fc.nat(), ns: fc.nat(999_999_999) });

/** Any span that the SDK may hand to its exporter, in few words. */
export const spanParts = fc.record({
  traceId: hexId(16),
  spanId: hexId(8),
  parent: fc.option(hexId(8)),
  name: text,
  kind: fc.constantFrom(SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER),
  start: time,
  end: time,
  attributes,
  status: fc.record({ code: fc.constantFrom(0, 1, 2), message: text }),
  events: fc.array(fc.record({ name: text, time, attributes }), { maxLength: 3 }),
  resource: attributes,
  scope: text,
});
export type SpanParts = typeof spanParts extends fc.Arbitrary<infer Parts> ? Parts : never;

const pair = ({ s, ns }: SpanParts["start"]): [number, number] => [s, ns];
const nanos = ({ s, ns }: SpanParts["start"]) => BigInt(s) * 1_000_000_000n + BigInt(ns);

function readable(parts: SpanParts): ReadableSpan {
  const context = { traceId: parts.traceId, spanId: parts.spanId, traceFlags: TraceFlags.SAMPLED };
  return {
    name: parts.name,
    kind: parts.kind,
    spanContext: () => context,
    parentSpanContext: parts.parent === null ? undefined : { ...context, spanId: parts.parent },
    startTime: pair(parts.start),
    endTime: pair(parts.end),
    status: parts.status,
    attributes: parts.attributes,
    links: [{ context, attributes: { linked: true } }],
    events: parts.events.map(({ name, time: at, attributes: own }) => ({ name, time: pair(at), attributes: own })),
    duration: [0, 0],
    ended: true,
    resource: { attributes: parts.resource, merge: () => expect.fail(), getRawAttributes: () => [] },
    instrumentationScope: { name: parts.scope },
    droppedAttributesCount: 3,
    droppedEventsCount: 0,
    droppedLinksCount: 1,
  };
}

/** What a receiver must make of it. */
export const expected = (parts: SpanParts): ReceivedSpan => ({
  traceId: parts.traceId,
  spanId: parts.spanId,
  parentSpanId: parts.parent,
  name: parts.name,
  // The SDK counts kinds from 0, the protocol from 1 (0 is "unspecified").
  kind: SPAN_KINDS[parts.kind + 1] ?? "unspecified",
  startUnixNano: nanos(parts.start),
  endUnixNano: nanos(parts.end),
  attributes: parts.attributes,
  status: { code: STATUS_CODES[parts.status.code] ?? "unset", message: parts.status.message },
  events: parts.events.map((event) => ({ ...event, time: undefined, timeUnixNano: nanos(event.time) })),
  resource: parts.resource,
  scope: parts.scope,
});

export function example(): SpanParts {
  return {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    parent: null,
    name: "GET /people",
    kind: SpanKind.SERVER,
    start: { s: 1_700_000_000, ns: 5 },
    end: { s: 1_700_000_001, ns: 0 },
    attributes: { "http.route": "/people", list: ["a", "b"], count: -7, share: 0.5, ok: true },
    status: { code: SpanStatusCode.ERROR, message: "failed" },
    events: [{ name: "exception", time: { s: 1_700_000_000, ns: 9 }, attributes: { type: "E" } }],
    resource: { "service.name": "alxderia" },
    scope: "alxderia",
  };
}

/** What the SDK's exporters send. */
export const protobuf = (...parts: SpanParts[]) =>
  ProtobufTraceSerializer.serializeRequest(parts.map(readable)) ?? expect.fail();
export const json = (...parts: SpanParts[]) =>
  JsonTraceSerializer.serializeRequest(parts.map(readable)) ?? expect.fail();
