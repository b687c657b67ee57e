import { expect, test } from "vitest";
import { readOrder, sortAnswer } from "./sort-answer.ts";

const columns = [{ key: "name", label: "Name", kind: "text" } as const];

test("numbers sort as numbers, texts without case, and what is unknown stands last both ways", () => {
  const rows = [{ n: 10 }, { n: null }, { n: 9 }];
  expect(sortAnswer(rows, { key: "n", descending: false })).toEqual([{ n: 9 }, { n: 10 }, { n: null }]);
  expect(sortAnswer(rows, { key: "n", descending: true })).toEqual([{ n: 10 }, { n: 9 }, { n: null }]);
  const names = ["b", "A", "a10", "a9"].map((n) => ({ n }));
  expect(sortAnswer(names, { key: "n", descending: false }).map(({ n }) => n)).toEqual(["A", "a9", "a10", "b"]);
});

test("a column that the answer does not show sorts nothing", () => {
  expect(readOrder(new URLSearchParams("sort=tenant_id"), columns)).toBeNull();
  expect(readOrder(new URLSearchParams("sort=name&order=descending"), columns)).toEqual({
    key: "name",
    descending: true,
  });
});
