import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeJsonTraces } from "./decode-json.ts";
import { decodeProtobufTraces } from "./decode-protobuf.ts";
import { type ReceivedSpan, TraceDecodeError } from "./received-span.ts";
import { example, expected, json, protobuf, spanParts } from "./sdk-spans.ts";

const bySpanId = (a: ReceivedSpan, b: ReceivedSpan) => a.spanId.localeCompare(b.spanId);

describe("what the SDK writes", () => {
  const encodings = [
    ["protobuf", protobuf, decodeProtobufTraces],
    ["JSON", json, decodeJsonTraces],
  ] as const;
  for (const [name, encode, decode] of encodings) {
    test(`in ${name} is read back with every field`, () => {
      fc.assert(
        fc.property(fc.uniqueArray(spanParts, { selector: (one) => one.spanId, maxLength: 4 }), (parts) => {
          const received = decode(encode(...parts)).sort(bySpanId);
          expect(received).toEqual(parts.map(expected).sort(bySpanId));
        }),
        { numRuns: 300 },
      );
    });
  }
});

describe("hostile protobuf", () => {
  /** Decodes, or throws the one error that becomes a 400. */
  function survives(bytes: Uint8Array): boolean {
    try {
      decodeProtobufTraces(bytes);
      return true;
    } catch (error) {
      expect(error).toBeInstanceOf(TraceDecodeError);
      return false;
    }
  }

  test("cut off at any byte is refused or is a shorter request, and nothing else is thrown", () => {
    const whole = protobuf(example());
    for (let length = 0; length < whole.length; length++) survives(whole.subarray(0, length));
    expect(survives(whole.subarray(0, whole.length - 1))).toBe(false);
    expect(survives(whole)).toBe(true);
  });

  test("of any bytes, and with any byte changed, ends in spans or in the one error", () => {
    const whole = protobuf(example());
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => void survives(bytes)));
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.nat(255),
        (at, byte) => void survives(Buffer.from(whole).fill(byte, at, at + 1)),
      ),
    );
  });

  const refused: [what: string, bytes: number[], message: RegExp][] = [
    ["a length beyond the end", [0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f], /4294967295 bytes announced/],
    ["a length of 2^63", [0x0a, ...Array(9).fill(0x80), 0x01], /bytes announced/],
    ["a number without an end", Array(40).fill(0xff), /longer than 10 bytes/],
    ["a group", [0x0b], /wire type 3/],
    ["field number 0", [0x02, 0x00], /field number 0/],
    ["a span without ids", [0x0a, 0x04, 0x12, 0x02, 0x12, 0x00], /the trace id of a span must be 16 bytes/],
  ];
  for (const [what, bytes, message] of refused) {
    test(`with ${what} is refused`, () => {
      expect(() => decodeProtobufTraces(Uint8Array.from(bytes))).toThrow(message);
    });
  }

  test("with values nested a hundred deep is refused in both encodings", () => {
    const field = (number: number, inner: Uint8Array) => {
      const length = inner.length < 128 ? [inner.length] : [(inner.length & 0x7f) | 0x80, inner.length >> 7];
      return Uint8Array.from([(number << 3) | 2, ...length, ...inner]);
    };
    let value = new Uint8Array();
    let nested: unknown = { stringValue: "x" };
    for (let level = 0; level < 100; level++) {
      value = field(5, field(1, value));
      nested = { arrayValue: { values: [nested] } };
    }
    const request = field(1, field(1, field(1, field(2, value))));
    const resource = { attributes: [{ key: "k", value: nested }] };
    const asJson = Buffer.from(JSON.stringify({ resourceSpans: [{ resource }] }));
    expect(() => decodeProtobufTraces(request)).toThrow(/nested deeper than 16/);
    expect(() => decodeJsonTraces(asJson)).toThrow(/nested deeper than 16/);
  });

  test("with millions of empty attributes is refused before it fills the memory", () => {
    const empty = Buffer.alloc(2_400_000);
    for (let at = 0; at < empty.length; at += 2) empty[at] = 0x0a;
    const length = Buffer.from([
      0x80 | (empty.length & 0x7f),
      0x80 | ((empty.length >> 7) & 0x7f),
      0x80 | ((empty.length >> 14) & 0x7f),
      empty.length >> 21,
    ]);
    const resource = Buffer.concat([Buffer.from([0x0a]), length, empty]);
    const outer = Buffer.from([
      0x80 | (resource.length & 0x7f),
      0x80 | ((resource.length >> 7) & 0x7f),
      0x80 | ((resource.length >> 14) & 0x7f),
      resource.length >> 21,
    ]);
    expect(() => decodeProtobufTraces(Buffer.concat([Buffer.from([0x0a]), outer, resource]))).toThrow(
      /more than 1000000 fields/,
    );
  });
});

describe("hostile JSON", () => {
  const refused: [body: string, message: RegExp][] = [
    ["{", /no JSON/],
    ["[]", /no OTLP/],
    ['{"resourceSpans":7}', /no OTLP: resourceSpans/],
    ['{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"zz"}]}]}]}', /trace id of a span must be 16 bytes/],
    ['{"resourceSpans":[{"scopeSpans":[{"spans":[{"startTimeUnixNano":"soon"}]}]}]}', /no OTLP/],
  ];
  for (const [body, message] of refused) {
    test(`${body} is refused`, () => expect(() => decodeJsonTraces(Buffer.from(body))).toThrow(message));
  }

  test("an attribute called __proto__ stays an attribute", () => {
    const body = '{"resourceSpans":[{"resource":{"attributes":[{"key":"__proto__","value":{"stringValue":"x"}}]}}]}';
    expect(decodeJsonTraces(Buffer.from(body))).toEqual([]);
    const span = `{"traceId":"${"1".repeat(32)}","spanId":"${"2".repeat(16)}","attributes":[{"key":"__proto__","value":{"kvlistValue":{"values":[{"key":"isAdmin","value":{"boolValue":true}}]}}}]}`;
    const [read] = decodeJsonTraces(Buffer.from(`{"resourceSpans":[{"scopeSpans":[{"spans":[${span}]}]}]}`));
    expect(Object.keys(read?.attributes ?? {})).toEqual(["__proto__"]);
    expect(read?.attributes.isAdmin).toBeUndefined();
  });
});
