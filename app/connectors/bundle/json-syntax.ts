/** What may stand at a place between two tokens; the words go into the error message. */
export const DOCUMENT = "a JSON value";
export const VALUE = "a value";
export const VALUE_OR_CLOSE = 'a value or "]"';
export const KEY = "a key in double quotes";
export const KEY_OR_CLOSE = 'a key in double quotes or "}"';
export const COLON = '":" after the key';
export const NEXT_IN_ARRAY = '"," or "]"';
export const NEXT_IN_OBJECT = '"," or "}"';
const NOTHING = "the end of the value";

/** The first fault of a JSON text: byte offset, reason in words, and whether more bytes could have mended it. */
export type SyntaxFault = { offset: number; reason: string; atEnd: boolean };

const LITERALS = ["true", "false", "null"];
const NUMBER = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const NUMBER_START = /^-?(?:(?:0|[1-9]\d*)(?:\.\d*)?(?:[eE][+-]?)?)?$/;
const SIMPLE_ESCAPES = new Set([...'"\\/bfnrt'].map((character) => character.charCodeAt(0)));

/** @returns the reason for a byte that is none of what is expected. */
export function describeUnexpected(byte: number, expected: string): string {
  if (expected === DOCUMENT && (byte === 0xfe || byte === 0xff)) {
    return "the file is UTF-16; save it as UTF-8 (in PowerShell: | Out-File -Encoding utf8)";
  }
  const found = byte > 0x20 && byte < 0x7f ? `character ${quote(byte)}` : `byte ${hex(byte)}`;
  const surplusComma = (byte === 0x5d && expected === VALUE) || (byte === 0x7d && expected === KEY);
  return `unexpected ${found}; expected ${expected}${surplusComma ? " (is there a comma too many before it?)" : ""}`;
}

/** @returns the reason for a text that ends too early. */
export function describeUnexpectedEnd(expected: string): string {
  return `unexpected end of file; expected ${expected}: was the file cut off? Export it again`;
}

/** @returns whether the byte separates tokens: space, tab, line feed, carriage return. */
export function isBlank(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

/** @returns whether a number or literal ends before this byte. */
export function endsWord(byte: number): boolean {
  // Brackets of both kinds, comma, colon, double quote.
  return (
    isBlank(byte) || (byte | 0x20) === 0x7b || (byte | 0x20) === 0x7d || byte === 0x2c || byte === 0x3a || byte === 0x22
  );
}

/** @returns whether a number or one of true, false, null may start with this byte. */
export function startsWord(byte: number): boolean {
  return byte === 0x2d || (byte >= 0x30 && byte <= 0x39) || byte === 0x74 || byte === 0x66 || byte === 0x6e;
}

/**
 * Finds the first syntax fault of one JSON value. Slow and exact: for the error path only, where JSON.parse has
 * refused the bytes or they end too early.
 * @returns null when the bytes are exactly one JSON value.
 */
export function locateSyntaxFault(bytes: Uint8Array): SyntaxFault | null {
  const closers: number[] = [];
  let expected: string = VALUE;
  let index = 0;
  const afterValue = () => (closers.length === 0 ? NOTHING : closers.at(-1) === 0x5d ? NEXT_IN_ARRAY : NEXT_IN_OBJECT);
  for (;;) {
    while (index < bytes.length && isBlank(bytes[index] as number)) {
      index++;
    }
    if (index === bytes.length) {
      return expected === NOTHING ? null : { offset: index, reason: describeUnexpectedEnd(expected), atEnd: true };
    }
    const byte = bytes[index] as number;
    const wantsValue = expected === VALUE || expected === VALUE_OR_CLOSE;
    const mayClose = expected === afterValue() || expected === VALUE_OR_CLOSE || expected === KEY_OR_CLOSE;
    if (wantsValue && (byte === 0x5b || byte === 0x7b)) {
      closers.push(byte + 2);
      expected = byte === 0x5b ? VALUE_OR_CLOSE : KEY_OR_CLOSE;
      index++;
    } else if (mayClose && byte === closers.at(-1)) {
      closers.pop();
      expected = afterValue();
      index++;
    } else if (byte === 0x22 && (wantsValue || expected === KEY || expected === KEY_OR_CLOSE)) {
      const end = locateStringEnd(bytes, index);
      if (typeof end !== "number") {
        return end;
      }
      expected = wantsValue ? afterValue() : COLON;
      index = end;
    } else if (wantsValue && startsWord(byte)) {
      const end = locateWordEnd(bytes, index);
      if (typeof end !== "number") {
        return end;
      }
      expected = afterValue();
      index = end;
    } else if (byte === 0x3a && expected === COLON) {
      expected = VALUE;
      index++;
    } else if (byte === 0x2c && (expected === NEXT_IN_ARRAY || expected === NEXT_IN_OBJECT)) {
      expected = expected === NEXT_IN_ARRAY ? VALUE : KEY;
      index++;
    } else {
      return { offset: index, reason: describeUnexpected(byte, expected), atEnd: false };
    }
  }
}

function locateStringEnd(bytes: Uint8Array, start: number): number | SyntaxFault {
  for (let index = start + 1; index < bytes.length; index++) {
    const byte = bytes[index] as number;
    if (byte === 0x22) {
      return index + 1;
    }
    if (byte < 0x20) {
      const reason = `control character ${hex(byte)} in a string; it must be written as an escape such as \\n, or the string lacks its closing quote`;
      return { offset: index, reason, atEnd: false };
    }
    if (byte !== 0x5c) {
      continue;
    }
    const escaped = bytes[index + 1];
    if (escaped === 0x75) {
      for (let digit = index + 2; digit < Math.min(index + 6, bytes.length); digit++) {
        if (!/[0-9a-fA-F]/.test(String.fromCharCode(bytes[digit] as number))) {
          return {
            offset: index,
            reason: "broken escape in a string; \\u needs four hexadecimal digits",
            atEnd: false,
          };
        }
      }
      index += 5;
    } else if (escaped !== undefined) {
      if (!SIMPLE_ESCAPES.has(escaped)) {
        const reason = `unknown escape \\ before ${escaped > 0x20 && escaped < 0x7f ? quote(escaped) : hex(escaped)} in a string; allowed are \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u`;
        return { offset: index, reason, atEnd: false };
      }
      index++;
    }
  }
  return { offset: bytes.length, reason: describeUnexpectedEnd("the closing quote of a string"), atEnd: true };
}

function locateWordEnd(bytes: Uint8Array, start: number): number | SyntaxFault {
  let end = start;
  while (end < bytes.length && !endsWord(bytes[end] as number)) {
    end++;
  }
  const word = Buffer.from(bytes.subarray(start, end)).toString("latin1");
  if (LITERALS.includes(word) || NUMBER.test(word)) {
    return end;
  }
  const mayGoOn = LITERALS.some((literal) => literal.startsWith(word)) || NUMBER_START.test(word);
  const shown = JSON.stringify(word.length > 20 ? `${word.slice(0, 20)}…` : word);
  const reason = `${shown} is not a JSON value; allowed are true, false, null, numbers, strings in double quotes, lists and objects`;
  return { offset: start, reason, atEnd: mayGoOn && end === bytes.length };
}

function quote(byte: number): string {
  return byte === 0x22 ? `'"'` : `"${String.fromCharCode(byte)}"`;
}

function hex(byte: number): string {
  return `0x${byte.toString(16).padStart(2, "0")}`;
}
