import type { Json, JsonObject } from "../../model/json.ts";
import { ByteWindow } from "./byte-window.ts";
import { isEmptyPage } from "./continuation.ts";
import { JsonShapeError, JsonSyntaxError } from "./file-content-error.ts";
import {
  COLON,
  DOCUMENT,
  describeUnexpected,
  describeUnexpectedEnd,
  isBlank,
  KEY,
  KEY_OR_CLOSE,
  locateSyntaxFault,
  NEXT_IN_ARRAY,
  NEXT_IN_OBJECT,
  startsWord,
  VALUE,
  VALUE_OR_CLOSE,
} from "./json-syntax.ts";
import { createListKeyMatcher, type ListKeyMatcher } from "./list-key-matcher.ts";
import { parseRecord, throwFault } from "./parse-record.ts";
import type { Position } from "./position.ts";
import { describeTooDeep, describeTooLarge, MAX_NESTING, MAX_RECORD_BYTES } from "./record-limits.ts";
import { createJsonObject } from "./storable-json.ts";
import { ValueSkipper } from "./value-skipper.ts";

/** One record of a file: its value, the list key it stood under, where it starts, its number from 0. */
export type SplitRecord = { value: Json; listKey: string | null; line: number; column: number; index: number };

export type SplitterOptions = {
  /** Keys under which a page of this file holds its records; without any, every object is a record. */
  listKeys: readonly string[];
  onRecord: (record: SplitRecord) => void;
  /** Called at the end of each page, with its members other than lists; a page that is an array has none. */
  onPage: (members: JsonObject) => void;
};

export type RecordSplitter = { push: (chunk: Buffer) => void; end: () => void };

/** What encloses the place that is read: the file, an outer array, an array in it, an object, a list of a page. */
type Frame = "file" | "array" | "inner array" | "object" | "list";

const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];
const NULL = Buffer.from("null");

/**
 * Makes a splitter of JSON bytes into records, for every wrapping that docs/bundle.md allows. Only the record
 * (or page member) that is being read is held; chunks may break anywhere and must not be changed afterwards.
 * `push` and `end` throw JsonSyntaxError with the place, and JsonShapeError for a record over 64 MB.
 */
export function createRecordSplitter(options: SplitterOptions): RecordSplitter {
  return new Splitter(options);
}

class Splitter {
  readonly #options: SplitterOptions;
  readonly #keys: ListKeyMatcher;
  readonly #window = new ByteWindow();
  readonly #skipper = new ValueSkipper();
  readonly #frames: Frame[] = ["file"];
  #expected: string = DOCUMENT;
  #markBytes = 0;
  #keyStart = 0;
  #valueStart = 0;
  /** The list key that the member under way, or the list that encloses the place, has. */
  #listKey: string | null = null;
  /** The members of the page that is being read, null while the object may still be a record. */
  #page: [string, Json][] | null = null;
  #index = 0;

  constructor(options: SplitterOptions) {
    this.#options = options;
    this.#keys = createListKeyMatcher(options.listKeys);
  }

  push(chunk: Buffer): void {
    this.#window.enter(chunk);
    const base = this.#window.base;
    let index = 0;
    while (index < chunk.length) {
      if (this.#skipper.active) {
        index = this.#skipper.skip(chunk, index, MAX_NESTING - this.#frames.length + 1);
        if (index < 0) {
          this.#fail(base + ~index, describeTooDeep());
        }
        if (!this.#skipper.active) {
          this.#endValue(base + index);
        }
      } else {
        const byte = chunk[index] as number;
        if (!isBlank(byte)) {
          this.#token(byte, base + index);
        }
        index += this.#skipper.active ? 0 : 1;
      }
    }
    this.#checkSize(base + index);
  }

  end(): void {
    this.#window.enter(Buffer.alloc(0));
    const end = this.#window.base;
    const { active, isWord, depth } = this.#skipper;
    if (active && isWord && this.#frames.length === 1 && locateSyntaxFault(this.#held(end)[0]) === null) {
      this.#endValue(end);
    } else if (active || this.#frames.length > 1 || this.#markBytes > 0) {
      const open = this.#frames.length - 1 + depth;
      this.#fail(end, describeUnexpectedEnd(open > 0 ? `${open} closing bracket(s) more` : "the rest of the value"));
    }
  }

  /** One byte between values. */
  #token(byte: number, at: number): void {
    const frame = this.#frames.at(-1) as Frame;
    const expected = this.#expected;
    if (this.#markBytes > 0 || (byte === BYTE_ORDER_MARK[0] && frame === "file")) {
      this.#skipByteOrderMark(byte, at);
    } else if (expected === DOCUMENT || expected === VALUE || expected === VALUE_OR_CLOSE) {
      if (byte === 0x5d && expected === VALUE_OR_CLOSE) {
        this.#endArray(frame);
      } else if (byte === 0x5b || byte === 0x7b || byte === 0x22 || startsWord(byte)) {
        this.#startValue(frame, byte, at);
      } else {
        this.#fail(at, describeUnexpected(byte, expected));
      }
    } else if (byte === 0x22 && (expected === KEY || expected === KEY_OR_CLOSE)) {
      this.#keyStart = at;
      if (this.#page !== null) {
        this.#window.holdFrom(at);
      }
      this.#skipper.start(byte);
    } else if (byte === 0x3a && expected === COLON) {
      this.#expected = VALUE;
    } else if (byte === 0x2c && (expected === NEXT_IN_ARRAY || expected === NEXT_IN_OBJECT)) {
      this.#expected = expected === NEXT_IN_ARRAY ? VALUE : KEY;
    } else if (byte === 0x5d && expected === NEXT_IN_ARRAY) {
      this.#endArray(frame);
    } else if (byte === 0x7d && (expected === NEXT_IN_OBJECT || expected === KEY_OR_CLOSE)) {
      this.#endObject(at + 1);
    } else {
      this.#fail(at, describeUnexpected(byte, expected));
    }
  }

  #startValue(frame: Frame, byte: number, at: number): void {
    const mayBePage = frame === "file" || frame === "array";
    if (frame === "object" && byte === 0x5b && this.#listKey !== null) {
      this.#becomePage();
      this.#open("list", VALUE_OR_CLOSE);
    } else if (mayBePage && byte === 0x5b) {
      this.#open(frame === "file" ? "array" : "inner array", VALUE_OR_CLOSE);
    } else if (mayBePage && byte === 0x7b && this.#options.listKeys.length > 0) {
      this.#window.holdFrom(at);
      this.#open("object", KEY_OR_CLOSE);
    } else {
      if (frame !== "object") {
        this.#window.holdFrom(at);
      }
      this.#valueStart = at;
      this.#skipper.start(byte);
    }
  }

  /** A key, a member's value or a record has ended before `end`. */
  #endValue(end: number): void {
    if (this.#frames.at(-1) !== "object") {
      this.#emit(this.#parseHeld(end), this.#listKey);
      this.#expected = this.#frames.length === 1 ? DOCUMENT : NEXT_IN_ARRAY;
    } else if (this.#expected !== VALUE) {
      this.#listKey = this.#matchListKey(end);
      this.#expected = COLON;
    } else {
      if (this.#listKey !== null && this.#window.slice(this.#valueStart, end).equals(NULL)) {
        this.#becomePage();
      } else if (this.#page !== null) {
        this.#page.push(...Object.entries(this.#parseHeld(end) as JsonObject));
        this.#window.release();
      }
      this.#listKey = null;
      this.#expected = NEXT_IN_OBJECT;
    }
  }

  #open(frame: Frame, expected: string): void {
    this.#frames.push(frame);
    this.#expected = expected;
  }

  #close(): void {
    this.#frames.pop();
    const frame = this.#frames.at(-1);
    this.#expected = frame === "file" ? DOCUMENT : frame === "object" ? NEXT_IN_OBJECT : NEXT_IN_ARRAY;
  }

  #endArray(frame: Frame): void {
    this.#close();
    this.#listKey = null;
    if (frame === "inner array") {
      this.#options.onPage({});
    }
  }

  #endObject(end: number): void {
    if (this.#page !== null) {
      this.#options.onPage(createJsonObject(this.#page));
      this.#page = null;
    } else {
      const value = this.#parseHeld(end) as JsonObject;
      if (isEmptyPage(value, this.#options.listKeys)) {
        this.#window.release();
        this.#options.onPage(value);
      } else {
        this.#emit(value, null);
      }
    }
    this.#close();
  }

  /** The object has a list key: what was held of it as a possible record are the first members of a page. */
  #becomePage(): void {
    if (this.#page === null) {
      const head = this.#window.text(this.#window.hold, this.#keyStart).trimEnd();
      const members = `${head.endsWith(",") ? head.slice(0, -1) : head}}`;
      this.#page = Object.entries(this.#parse(members, this.#window.heldFrom) as JsonObject);
    }
    this.#window.release();
  }

  #matchListKey(end: number): string | null {
    const mayMatch = this.#skipper.hasUnicodeEscape || this.#keys.mayMatch(end - this.#keyStart);
    return mayMatch ? this.#keys.match(this.#window.slice(this.#keyStart, end)) : null;
  }

  #emit(value: Json, listKey: string | null): void {
    this.#window.release();
    this.#options.onRecord({ value, listKey, ...this.#window.heldFrom, index: this.#index++ });
  }

  #skipByteOrderMark(byte: number, at: number): void {
    if (this.#markBytes === 0) {
      this.#window.holdFrom(at);
    }
    if (byte !== BYTE_ORDER_MARK[this.#markBytes++]) {
      this.#fail(at, describeUnexpected(byte, this.#expected));
    }
    if (this.#markBytes === BYTE_ORDER_MARK.length) {
      this.#markBytes = 0;
      this.#window.release();
      this.#window.uncountCharacterBefore(at + 1);
    }
  }

  /** Whether the place is between the lists of a page, so that held bytes are one member and no whole value. */
  #isInPage(): boolean {
    return this.#page !== null && this.#frames.at(-1) === "object";
  }

  #held(end: number): [Buffer, Position] {
    const { hold, heldFrom } = this.#window;
    const bytes = this.#window.slice(hold, end);
    return this.#isInPage() ? [Buffer.concat([Buffer.from("{"), bytes]), toBraced(heldFrom)] : [bytes, heldFrom];
  }

  #parseHeld(end: number): Json {
    this.#checkSize(end);
    const { hold, heldFrom } = this.#window;
    const text = this.#window.text(hold, end);
    return this.#isInPage() ? this.#parse(`{${text}}`, toBraced(heldFrom)) : this.#parse(text, heldFrom);
  }

  #parse(text: string, start: Position): Json {
    const { hasUnicodeEscape } = this.#skipper;
    this.#skipper.hasUnicodeEscape = false;
    return parseRecord(text, start, hasUnicodeEscape);
  }

  #checkSize(end: number): void {
    const { hold, heldFrom } = this.#window;
    if (hold >= 0 && end - hold > MAX_RECORD_BYTES) {
      throwFault(...this.#held(end));
      throw new JsonShapeError(describeTooLarge(this.#options.listKeys), heldFrom);
    }
  }

  #fail(at: number, reason: string): never {
    if (this.#window.hold >= 0) {
      throwFault(...this.#held(at));
    }
    throw new JsonSyntaxError(reason, this.#window.positionOf(at));
  }
}

/** Where the brace would stand that makes a member a JSON text. */
function toBraced({ line, column }: Position): Position {
  return { line, column: column - 1 };
}
