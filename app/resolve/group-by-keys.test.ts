import { expect, test } from "vitest";
import { groupBySharedKeys } from "./group-by-keys.ts";

test("items that share keys by way of others are one group", () => {
  const keys = [["a"], ["b"], ["c"], ["a", "c"], []];
  expect(groupBySharedKeys([0, 1, 2, 3, 4], (item) => keys[item] ?? [])).toEqual([[0, 2, 3], [1], [4]]);
});
