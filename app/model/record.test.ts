import { expect, test } from "vitest";
import { z } from "zod";
import { listOf, missing, normaliseWith, text } from "./record.ts";

const shape = z.object({ text, list: listOf(text) });

test("a missing key, a blank and a value of another type are null, never an empty string", () => {
  const blank = { text: null, list: [] };
  expect(shape.parse({})).toEqual(blank);
  expect(shape.parse({ text: " ", list: "one" })).toEqual(blank);
  expect(shape.parse({ text: { a: 1 }, list: [null, "", {}] })).toEqual(blank);
});

test("a number where text is expected becomes text, unless it has lost digits already", () => {
  expect(shape.parse({ text: 583231, list: ["a", 7] })).toMatchObject({ text: "583231", list: ["a", "7"] });
  expect(shape.parse({ text: 109700000000000000000 }).text).toBeNull();
});

test("a record that is no object is rejected and the reason shows it", () => {
  const normalise = normaliseWith(shape, () => ({ rows: [] }));
  expect(normalise("abc")).toEqual({ reject: 'not a JSON object; given: "abc"' });
  expect(normalise(null)).toEqual({ reject: "not a JSON object; given: null" });
  expect(normalise([{}])).toEqual({ reject: "not a JSON object; given: [{}]" });
});

test("a missing native id is named together with what was given", () => {
  expect(missing({ UserName: "ada", Emails: [] }, "UserId").reject).toBe('no "UserId"; keys given: UserName, Emails');
  expect(missing({}, "UserId").reject).toBe('no "UserId"; keys given: none');
  expect(missing({ UserId: {} }, "UserId").reject).toBe('"UserId" is unusable; given: {}');
  expect(missing({ UserId: ["x".repeat(1000)] }, "UserId").reject.length).toBeLessThan(250);
});
