import fc from "fast-check";
import { expect, test } from "vitest";
import { compareRows } from "./compare-rows.ts";

test("rows that came and went are told in the order of their answers, whatever the order of their keys", () => {
  const before = [
    { a: 1, b: "x" },
    { a: 2, b: "y" },
    { a: 2, b: "y" },
  ];
  const after = [
    { b: "z", a: 3 },
    { b: "y", a: 2 },
    { b: "x", a: 1 },
  ];
  expect(compareRows<Record<string, unknown>>(before, after)).toEqual({
    added: [{ b: "z", a: 3 }],
    removed: [{ a: 2, b: "y" }],
  });
});

test("what was there, less what went, with what came, is what is there", () => {
  const rows = fc.array(fc.record({ a: fc.integer({ min: 0, max: 3 }), b: fc.constantFrom("x", null) }), {
    maxLength: 8,
  });
  const sorted = (all: readonly unknown[]) => all.map((row) => JSON.stringify(row)).sort();
  fc.assert(
    fc.property(rows, rows, (before, after) => {
      const { added, removed } = compareRows<Record<string, unknown>>(before, after);
      expect(sorted([...before, ...added])).toEqual(sorted([...after, ...removed]));
      const gone = new Set(removed.map((row) => JSON.stringify(row)));
      expect(added.some((row) => gone.has(JSON.stringify(row)))).toBe(false);
    }),
  );
});
