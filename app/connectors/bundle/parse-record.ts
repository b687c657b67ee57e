import type { Json } from "../../model/json.ts";
import { JsonSyntaxError } from "./file-content-error.ts";
import { locateSyntaxFault } from "./json-syntax.ts";
import { movePosition, type Position } from "./position.ts";
import { mayBeUnstorable, toStorableJson } from "./storable-json.ts";

/**
 * Parses the text of one JSON value that stands at `start` of a file. U+0000 and lone surrogates become U+FFFD; they
 * can only be escapes, so without `hasUnicodeEscape` nobody looks for them.
 * @throws JsonSyntaxError with the place in the file.
 */
export function parseRecord(text: string, start: Position, hasUnicodeEscape: boolean): Json {
  let value: Json;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    // The blank tells that the value has ended: no more bytes follow that could mend it.
    throwFault(Buffer.from(`${text} `), start);
    throw new JsonSyntaxError(String(cause), start, { cause });
  }
  return hasUnicodeEscape && mayBeUnstorable(text) ? toStorableJson(value) : value;
}

/**
 * Throws the JsonSyntaxError of the first fault in the bytes that is more than their ending too early; returns
 * when there is none. What follows a fault may look like another error, such as a record that never ends.
 */
export function throwFault(bytes: Buffer, start: Position): void {
  const fault = locateSyntaxFault(bytes);
  if (fault !== null && !fault.atEnd) {
    const position = { ...start };
    movePosition(position, bytes, 0, fault.offset);
    throw new JsonSyntaxError(fault.reason, position);
  }
}
