import { z } from "zod";
import {
  type Attributes,
  type AttributeValue,
  MAX_SPANS_PER_REQUEST,
  MAX_VALUE_DEPTH,
  optionalId,
  type ReceivedSpan,
  requiredId,
  SPAN_KINDS,
  STATUS_CODES,
  TraceDecodeError,
  wholeNumber,
} from "./received-span.ts";

// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding: ids are hexadecimal, 64-bit numbers may be strings,
// names are lowerCamelCase, and a field that is not set may be missing or null.
const whole = z
  .union([z.string().regex(/^-?\d{1,20}$/), z.int()])
  .transform((value) => BigInt(value))
  .nullish();
const text = z.string().nullish();
const keyValues = z.array(z.object({ key: z.string(), value: z.unknown() })).nullish();

const Span = z.object({
  traceId: text,
  spanId: text,
  parentSpanId: text,
  name: text,
  kind: z.int().nullish(),
  startTimeUnixNano: whole,
  endTimeUnixNano: whole,
  attributes: keyValues,
  events: z.array(z.object({ timeUnixNano: whole, name: text, attributes: keyValues })).nullish(),
  status: z.object({ code: z.int().nullish(), message: text }).nullish(),
});

const Request = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes: keyValues }).nullish(),
        scopeSpans: z
          .array(z.object({ scope: z.object({ name: text }).nullish(), spans: z.array(Span).nullish() }))
          .nullish(),
      }),
    )
    .nullish(),
});

const AnyValue = z
  .object({
    stringValue: z.string(),
    boolValue: z.boolean(),
    intValue: whole,
    doubleValue: z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number)]),
    arrayValue: z.object({ values: z.array(z.unknown()).nullish() }),
    kvlistValue: z.object({ values: keyValues }),
    bytesValue: z.string(),
  })
  .partial();

type KeyValues = z.output<typeof keyValues>;

/**
 * Spans of an `ExportTraceServiceRequest` in JSON.
 * @throws TraceDecodeError when the bytes are none
 */
export function decodeJsonTraces(body: Uint8Array): ReceivedSpan[] {
  const request = parse(Request, parseJson(body), "the request");
  const spans: ReceivedSpan[] = [];
  for (const { resource, scopeSpans } of request.resourceSpans ?? []) {
    const resourceAttributes = readAttributes(resource?.attributes);
    for (const { scope, spans: given } of scopeSpans ?? []) {
      for (const span of given ?? []) spans.push(readSpan(span, resourceAttributes, scope?.name ?? ""));
      if (spans.length > MAX_SPANS_PER_REQUEST) {
        throw new TraceDecodeError(`more than ${MAX_SPANS_PER_REQUEST} spans in one request`);
      }
    }
  }
  return spans;
}

function readSpan(span: z.output<typeof Span>, resource: Attributes, scope: string): ReceivedSpan {
  return {
    traceId: requiredId(span.traceId ?? "", 16, "the trace id of a span"),
    spanId: requiredId(span.spanId ?? "", 8, "the id of a span"),
    parentSpanId: optionalId(span.parentSpanId ?? "", 8, "the id of a span's parent"),
    name: span.name ?? "",
    kind: SPAN_KINDS[span.kind ?? 0] ?? "unspecified",
    startUnixNano: span.startTimeUnixNano ?? 0n,
    endUnixNano: span.endTimeUnixNano ?? 0n,
    attributes: readAttributes(span.attributes),
    status: { code: STATUS_CODES[span.status?.code ?? 0] ?? "unset", message: span.status?.message ?? "" },
    events: (span.events ?? []).map((event) => ({
      name: event.name ?? "",
      timeUnixNano: event.timeUnixNano ?? 0n,
      attributes: readAttributes(event.attributes),
    })),
    resource,
    scope,
  };
}

function readAttributes(pairs: KeyValues, depth = 0): Attributes {
  return Object.fromEntries((pairs ?? []).map(({ key, value }) => [key, readAnyValue(value, depth)]));
}

function readAnyValue(given: unknown, depth: number): AttributeValue {
  if (depth > MAX_VALUE_DEPTH) {
    throw new TraceDecodeError(`an attribute is nested deeper than ${MAX_VALUE_DEPTH} levels`);
  }
  const value = parse(AnyValue, given ?? {}, "the value of an attribute");
  if (value.arrayValue) return (value.arrayValue.values ?? []).map((item) => readAnyValue(item, depth + 1));
  if (value.kvlistValue) return readAttributes(value.kvlistValue.values, depth + 1);
  if (typeof value.intValue === "bigint") return wholeNumber(value.intValue);
  return value.stringValue ?? value.boolValue ?? value.doubleValue ?? value.bytesValue ?? null;
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    throw new TraceDecodeError("the body is no JSON", { cause: error });
  }
}

function parse<Out>(schema: z.ZodType<Out>, given: unknown, what: string): Out {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new TraceDecodeError(`${what} is no OTLP: ${issue?.path.join(".")}: ${issue?.message}`);
}
