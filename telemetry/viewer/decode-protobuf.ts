// Field numbers: https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/trace/v1/trace.proto
// and common/v1/common.proto. A field of another wire type than the schema's is skipped, as unknown fields are.
import { createFieldBudget, type Field, type FieldBudget, readFields } from "./protobuf-fields.ts";
import {
  type Attributes,
  type AttributeValue,
  MAX_SPANS_PER_REQUEST,
  MAX_VALUE_DEPTH,
  optionalId,
  type ReceivedSpan,
  requiredId,
  SPAN_KINDS,
  type SpanEvent,
  STATUS_CODES,
  TraceDecodeError,
  wholeNumber,
} from "./received-span.ts";

const utf8 = new TextDecoder();

/**
 * Spans of an `ExportTraceServiceRequest` in protobuf.
 * @throws TraceDecodeError when the bytes are none
 */
export function decodeProtobufTraces(body: Uint8Array): ReceivedSpan[] {
  const budget = createFieldBudget();
  const spans: ReceivedSpan[] = [];
  for (const resourceSpans of messages(body, 1, budget)) {
    const resource = attributesIn(messages(resourceSpans, 1, budget), budget);
    for (const scopeSpans of messages(resourceSpans, 2, budget)) {
      const scope = scopeName(scopeSpans, budget);
      for (const span of messages(scopeSpans, 2, budget)) {
        if (spans.length === MAX_SPANS_PER_REQUEST) {
          throw new TraceDecodeError(`more than ${MAX_SPANS_PER_REQUEST} spans in one request`);
        }
        spans.push(readSpan(span, resource, scope, budget));
      }
    }
  }
  return spans;
}

function readSpan(bytes: Uint8Array, resource: Attributes, scope: string, budget: FieldBudget): ReceivedSpan {
  const ids = { trace: "", span: "", parent: "" };
  const times = { start: 0n, end: 0n };
  const attributes: [string, AttributeValue][] = [];
  const events: SpanEvent[] = [];
  let name = "";
  let kind: ReceivedSpan["kind"] = "unspecified";
  let status: ReceivedSpan["status"] = { code: "unset", message: "" };
  for (const field of readFields(bytes, budget)) {
    if (field.type === "bytes") {
      if (field.number === 1) ids.trace = hex(field.bytes);
      else if (field.number === 2) ids.span = hex(field.bytes);
      else if (field.number === 4) ids.parent = hex(field.bytes);
      else if (field.number === 5) name = utf8.decode(field.bytes);
      else if (field.number === 9) attributes.push(readKeyValue(field.bytes, budget, 0));
      else if (field.number === 11) events.push(readEvent(field.bytes, budget));
      else if (field.number === 15) status = readStatus(field.bytes, budget);
    } else if (field.type === "fixed64") {
      if (field.number === 7) times.start = field.value;
      else if (field.number === 8) times.end = field.value;
    } else if (field.type === "varint" && field.number === 6) {
      kind = SPAN_KINDS[Number(field.value)] ?? "unspecified";
    }
  }
  return {
    traceId: requiredId(ids.trace, 16, "the trace id of a span"),
    spanId: requiredId(ids.span, 8, "the id of a span"),
    parentSpanId: optionalId(ids.parent, 8, "the id of a span's parent"),
    name,
    kind,
    startUnixNano: times.start,
    endUnixNano: times.end,
    attributes: Object.fromEntries(attributes),
    status,
    events,
    resource,
    scope,
  };
}

function readEvent(bytes: Uint8Array, budget: FieldBudget): SpanEvent {
  let timeUnixNano = 0n;
  let name = "";
  const attributes: [string, AttributeValue][] = [];
  for (const field of readFields(bytes, budget)) {
    if (field.type === "fixed64" && field.number === 1) timeUnixNano = field.value;
    else if (field.type === "bytes" && field.number === 2) name = utf8.decode(field.bytes);
    else if (field.type === "bytes" && field.number === 3) attributes.push(readKeyValue(field.bytes, budget, 0));
  }
  return { name, timeUnixNano, attributes: Object.fromEntries(attributes) };
}

function readStatus(bytes: Uint8Array, budget: FieldBudget): ReceivedSpan["status"] {
  let code: ReceivedSpan["status"]["code"] = "unset";
  let message = "";
  for (const field of readFields(bytes, budget)) {
    if (field.type === "varint" && field.number === 3) code = STATUS_CODES[Number(field.value)] ?? "unset";
    else if (field.type === "bytes" && field.number === 2) message = utf8.decode(field.bytes);
  }
  return { code, message };
}

function readKeyValue(bytes: Uint8Array, budget: FieldBudget, depth: number): [string, AttributeValue] {
  let key = "";
  let value: AttributeValue = null;
  for (const field of readFields(bytes, budget)) {
    if (field.type !== "bytes") continue;
    if (field.number === 1) key = utf8.decode(field.bytes);
    else if (field.number === 2) value = readAnyValue(field.bytes, budget, depth);
  }
  return [key, value];
}

function readAnyValue(bytes: Uint8Array, budget: FieldBudget, depth: number): AttributeValue {
  if (depth > MAX_VALUE_DEPTH) {
    throw new TraceDecodeError(`an attribute is nested deeper than ${MAX_VALUE_DEPTH} levels`);
  }
  let value: AttributeValue = null;
  for (const field of readFields(bytes, budget)) value = readOneValue(field, budget, depth) ?? value;
  return value;
}

function readOneValue(field: Field, budget: FieldBudget, depth: number): AttributeValue | undefined {
  if (field.type === "varint") {
    if (field.number === 2) return field.value !== 0n;
    return field.number === 3 ? wholeNumber(BigInt.asIntN(64, field.value)) : undefined;
  }
  if (field.type === "fixed64") return field.number === 4 ? readDouble(field.bytes) : undefined;
  if (field.type !== "bytes") return undefined;
  if (field.number === 1) return utf8.decode(field.bytes);
  if (field.number === 5) {
    return [...messages(field.bytes, 1, budget)].map((item) => readAnyValue(item, budget, depth + 1));
  }
  if (field.number === 6) {
    const pairs = [...messages(field.bytes, 1, budget)].map((pair) => readKeyValue(pair, budget, depth + 1));
    return Object.fromEntries(pairs);
  }
  return field.number === 7 ? Buffer.from(field.bytes).toString("base64") : undefined;
}

function attributesIn(parents: Iterable<Uint8Array>, budget: FieldBudget): Attributes {
  const pairs: [string, AttributeValue][] = [];
  for (const parent of parents) {
    for (const pair of messages(parent, 1, budget)) pairs.push(readKeyValue(pair, budget, 0));
  }
  return Object.fromEntries(pairs);
}

function scopeName(scopeSpans: Uint8Array, budget: FieldBudget): string {
  for (const scope of messages(scopeSpans, 1, budget)) {
    for (const name of messages(scope, 1, budget)) return utf8.decode(name);
  }
  return "";
}

/** Length-delimited fields of one number: messages, strings or bytes. */
function* messages(bytes: Uint8Array, number: number, budget: FieldBudget): Generator<Uint8Array> {
  for (const field of readFields(bytes, budget)) {
    if (field.type === "bytes" && field.number === number) yield field.bytes;
  }
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");

const readDouble = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0, true);
