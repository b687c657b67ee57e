import { expect, test } from "vitest";
import { z } from "zod";
import { CursorError, decodeBytesCursor, decodeCursor, encodeCursor } from "./cursor.ts";

const key = z.tuple([z.string(), z.int()]);

test("a cursor gives back its key, whatever the text holds", () => {
  for (const text of ["Ada", "é\u{1F600}", '"', "../=", ""]) {
    const cursor = encodeCursor([text, 7]);
    expect(cursor).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(decodeCursor(cursor, key)).toEqual([text, 7]);
  }
});

test("no cursor is the first page", () => {
  expect(decodeCursor(null, key)).toBeNull();
  expect(decodeBytesCursor(undefined)).toBeNull();
});

test("a cursor of another list or a made-up one is refused", () => {
  for (const cursor of ["", "%", "bm9wZQ", encodeCursor(["a"]), encodeCursor([1, "a"]), encodeCursor(["a", 1, 2])]) {
    expect(() => decodeCursor(cursor, key), cursor).toThrow(CursorError);
  }
});

test("a cursor of one order is none of another, and says so", () => {
  const cursor = encodeCursor(["a", 1], "-email");
  expect(decodeCursor(cursor, key, "-email")).toEqual(["a", 1]);
  for (const [given, sort] of [
    [cursor, undefined],
    [cursor, "email"],
    [encodeCursor(["a", 1]), "email"],
  ] as const) {
    expect(() => decodeCursor(given, key, sort)).toThrow("not one that this list gave out in this order");
  }
  expect(() => decodeBytesCursor(cursor)).toThrow("in this order");
});

test("a cursor with U+0000 is refused, because PostgreSQL takes no such text", () => {
  expect(() => decodeCursor(encodeCursor(["a\u0000", 1]), key)).toThrow(CursorError);
});

test("a cursor of bytes is those bytes", () => {
  expect(decodeBytesCursor("AAEC")).toEqual(Buffer.from([0, 1, 2]));
  expect(() => decodeBytesCursor("a b")).toThrow(CursorError);
});
