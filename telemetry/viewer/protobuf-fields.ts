import { TraceDecodeError } from "./received-span.ts";

/** One field of a protobuf message: https://protobuf.dev/programming-guides/encoding/ */
export type Field =
  | Readonly<{ number: number; type: "varint"; value: bigint }>
  | Readonly<{ number: number; type: "fixed64"; value: bigint; bytes: Uint8Array }>
  | Readonly<{ number: number; type: "fixed32"; value: number }>
  | Readonly<{ number: number; type: "bytes"; bytes: Uint8Array }>;

/** Fields of one request, nested ones included; the smallest field is 2 bytes but costs an object of 100. */
const MAX_FIELDS = 1_000_000;

const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_BYTES = 2;
const WIRE_FIXED32 = 5;

/** Counts the fields of one request, so that a small body cannot become a large heap. */
export type FieldBudget = { left: number };

export const createFieldBudget = (): FieldBudget => ({ left: MAX_FIELDS });

/**
 * Fields of one message in their order, unknown ones too.
 * @throws TraceDecodeError when the message is cut off, names a length beyond its end, or has a group (removed in proto3)
 */
export function* readFields(bytes: Uint8Array, budget: FieldBudget): Generator<Field> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 0;

  function readVarint(): bigint {
    let value = 0n;
    // 10 bytes hold 64 bits; the loop ends for any input.
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) throw new TraceDecodeError(`cut off inside a number at byte ${at - 1}`);
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw new TraceDecodeError(`a number is longer than 10 bytes at byte ${at}`);
  }

  function take(length: number): number {
    if (length > bytes.length - at) {
      throw new TraceDecodeError(`${length} bytes announced at byte ${at}, ${bytes.length - at} are there`);
    }
    const start = at;
    at += length;
    return start;
  }

  while (at < bytes.length) {
    if (--budget.left < 0) throw new TraceDecodeError(`more than ${MAX_FIELDS} fields in one request`);
    const tag = readVarint();
    const number = Number(tag >> 3n);
    const wire = Number(tag & 7n);
    if (number === 0) throw new TraceDecodeError(`field number 0 at byte ${at}`);
    if (wire === WIRE_VARINT) {
      yield { number, type: "varint", value: readVarint() };
    } else if (wire === WIRE_FIXED64) {
      const start = take(8);
      yield {
        number,
        type: "fixed64",
        value: view.getBigUint64(start, true),
        bytes: bytes.subarray(start, start + 8),
      };
    } else if (wire === WIRE_BYTES) {
      const length = Number(readVarint());
      const start = take(length);
      yield { number, type: "bytes", bytes: bytes.subarray(start, start + length) };
    } else if (wire === WIRE_FIXED32) {
      yield { number, type: "fixed32", value: view.getUint32(take(4), true) };
    } else {
      throw new TraceDecodeError(`wire type ${wire} of field ${number} is not known`);
    }
  }
}
