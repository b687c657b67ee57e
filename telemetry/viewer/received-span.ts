/** A value of an attribute. Whole numbers beyond 2^53 are decimal strings; bytes are base64. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [key: string]: AttributeValue };

export type Attributes = Readonly<Record<string, AttributeValue>>;

export const SPAN_KINDS = ["unspecified", "internal", "server", "client", "producer", "consumer"] as const;
export const STATUS_CODES = ["unset", "ok", "error"] as const;

export type SpanEvent = Readonly<{ name: string; timeUnixNano: bigint; attributes: Attributes }>;

/** A span as it arrived by OTLP, whichever encoding brought it. */
export type ReceivedSpan = Readonly<{
  /** 32 hexadecimal digits. */
  traceId: string;
  /** 16 hexadecimal digits. */
  spanId: string;
  /** Null for the root of a trace. */
  parentSpanId: string | null;
  name: string;
  kind: (typeof SPAN_KINDS)[number];
  startUnixNano: bigint;
  endUnixNano: bigint;
  attributes: Attributes;
  status: Readonly<{ code: (typeof STATUS_CODES)[number]; message: string }>;
  events: readonly SpanEvent[];
  /** Attributes of the process that made the span. */
  resource: Attributes;
  /** Name of the instrumentation that made the span. */
  scope: string;
}>;

/** The bytes are no trace request; the message says where and why. */
export class TraceDecodeError extends Error {
  override name = "TraceDecodeError";
}

/** Attribute values nested deeper than this are refused. */
export const MAX_VALUE_DEPTH = 16;

/** More spans than this in one request are refused: exporters send 512 at a time. */
export const MAX_SPANS_PER_REQUEST = 20_000;

/** A number where it is exact, else the decimal digits. */
export function wholeNumber(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/**
 * @param hex digits of an id, in any case
 * @throws TraceDecodeError when it is not `bytes` bytes, or is all zeros
 */
export function requiredId(hex: string, bytes: number, what: string): string {
  const id = hex.toLowerCase();
  if (id.length !== bytes * 2 || !/^[0-9a-f]*$/.test(id) || /^0*$/.test(id)) {
    throw new TraceDecodeError(`${what} must be ${bytes} bytes, not all zero`);
  }
  return id;
}

/** As `requiredId`; nothing or all zeros means that there is none. */
export function optionalId(hex: string, bytes: number, what: string): string | null {
  return /^0*$/.test(hex) ? null : requiredId(hex, bytes, what);
}
