import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Json } from "../../model/json.ts";
import { FileContentError, JsonShapeError, JsonSyntaxError } from "./file-content-error.ts";
import { locateSyntaxFault } from "./json-syntax.ts";
import { createRecordSplitter } from "./split-records.ts";

const CHUNK_SIZES = [1, 2, 7, 65_536];

function split(input: string | Buffer, chunkSize = 65_536): Json[] {
  const bytes = Buffer.from(input as string);
  const values: Json[] = [];
  const splitter = createRecordSplitter({
    listKeys: ["Users"],
    onRecord: ({ value }) => values.push(value),
    onPage: () => undefined,
  });
  for (let start = 0; start < bytes.length; start += chunkSize) {
    splitter.push(bytes.subarray(start, start + chunkSize));
  }
  splitter.end();
  return values;
}

function failure(input: string | Buffer, chunkSize?: number): FileContentError {
  try {
    split(input, chunkSize);
  } catch (error) {
    if (error instanceof FileContentError) {
      return error;
    }
    throw error;
  }
  throw new Error(`no error for ${input}`);
}

describe("faults", () => {
  const cases: [text: string, line: number, column: number, reason: RegExp][] = [
    ["<html>", 1, 1, /unexpected character "<"; expected a JSON value/],
    ['[{"a":1} {"b":2}]', 1, 10, /unexpected character "\{"; expected "," or "\]"/],
    ['[{"a":1},]', 1, 10, /comma too many/],
    ['[{"a":1},,{}]', 1, 10, /unexpected character ","/],
    ["[,]", 1, 2, /unexpected character ","/],
    ['{"a":1},\n{"a":2}', 1, 8, /unexpected character ","/],
    ['[{"a":1}]]', 1, 10, /unexpected character "\]"/],
    ['[{"a":1}', 1, 9, /unexpected end of file.*cut off/],
    ['[{"a":1', 1, 8, /unexpected end of file/],
    ['{"Users":[{"a":1},', 1, 19, /unexpected end of file/],
    ['{"Users":[{"a":1}]', 1, 19, /unexpected end of file/],
    ['[{"a":"x', 1, 9, /unexpected end of file/],
    ["[1, tru", 1, 8, /unexpected end of file/],
    ["tru", 1, 4, /unexpected end of file/],
    ["[1, tru]", 1, 5, /"tru" is not a JSON value/],
    ["[01]", 1, 2, /"01" is not a JSON value/],
    ['[{"a":1,}]', 1, 9, /comma too many/],
    ['{"a" 1}', 1, 6, /expected ":" after the key/],
    ['{"a":1 "b":2}', 1, 8, /expected "," or "\}"/],
    ['{"a":tru, "b" 1}', 1, 6, /"tru" is not a JSON value/],
    ["{a:1}", 1, 2, /expected a key in double quotes/],
    ['[\n  {"é": 1,\n   "b": \'x\'}]', 3, 9, /unexpected character "'"; expected a value/],
    ['[{"a":"x\ny"}]', 1, 9, /control character 0x0a in a string/],
    ['[{"a":"x\n', 1, 9, /control character/],
    ['["\\x"]', 1, 3, /unknown escape/],
    ['["\\u12G4"]', 1, 3, /hexadecimal/],
    ['[{"a":[1}]]', 1, 9, /unexpected character "\}"; expected "," or "\]"/],
    ['{"Users":[],"a":{"b":}}', 1, 22, /unexpected character "\}"; expected a value/],
    ['{"Users":[],\n "a":01}', 2, 6, /"01" is not a JSON value/],
    ['{"x":01,"Users":[]}', 1, 6, /"01" is not a JSON value/],
    ['{"Users":[] "a":1}', 1, 13, /expected "," or "\}"/],
    ['{"Users":[],}', 1, 13, /comma too many/],
    ["[“a”]", 1, 2, /unexpected byte 0xe2/],
    ["\uFF5B}", 1, 1, /unexpected byte 0xef/],
    [`[${"[".repeat(600)}`, 1, 513, /nesting deeper than 512/],
    [`{"Users":[{"a":${"[".repeat(600)}`, 1, 525, /nesting deeper than 512/],
  ];
  for (const [text, line, column, reason] of cases) {
    test(`of ${JSON.stringify(text.slice(0, 40))} stand at line ${line}, column ${column}`, () => {
      for (const chunkSize of CHUNK_SIZES) {
        const error = failure(text, chunkSize);
        expect(error).toBeInstanceOf(JsonSyntaxError);
        expect(error.reason).toMatch(reason);
        expect([error.line, error.column]).toEqual([line, column]);
      }
    });
  }

  test("of UTF-16 say so", () => {
    expect(failure(Buffer.from("\uFEFF[]", "utf16le")).reason).toMatch(/UTF-16/);
  });

  test("512 levels are allowed", () => {
    expect(split(`${"[".repeat(512)}${"]".repeat(512)}`)).toHaveLength(1);
  });

  test("a record over 64 MB is refused, and says under which keys a list may stand", () => {
    const piece = Buffer.from("x".repeat(1024 * 1024));
    const splitter = createRecordSplitter({ listKeys: ["Users"], onRecord: () => undefined, onPage: () => undefined });
    splitter.push(Buffer.from('[\n{"Accounts":"'));
    const feed = () => {
      for (let megabyte = 0; megabyte < 65; megabyte++) {
        splitter.push(piece);
      }
    };
    expect(feed).toThrow(JsonShapeError);
    expect(feed).toThrow(/line 2, column 1: a record is larger than 64 MB; .* "Users"/);
  });

  test("are located for exactly the texts that JSON.parse refuses", () => {
    const token = fc.constantFrom(
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      '"a"',
      '"',
      "\\",
      "\\u00e9",
      "1",
      "-",
      "0",
      ".5",
      "e1",
      "true",
      "nul",
      "l",
      " ",
      "\n",
      "x",
      "\u0001",
    );
    const isJson = (text: string) => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    const near = fc.tuple(fc.json({ maxDepth: 3 }), fc.nat(), token).map(([text, at, part]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + part + text.slice(place + 1);
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(token, { maxLength: 8 }).map((parts) => parts.join("")),
          near,
        ),
        (text) => {
          expect(locateSyntaxFault(Buffer.from(text)) === null, text).toBe(isJson(text));
        },
      ),
      { numRuns: 3000 },
    );
  });
});
