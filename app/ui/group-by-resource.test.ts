import { expect, test } from "vitest";
import { groupByResource } from "./group-by-resource.ts";

test("the resource with the highest privilege comes first and so does its highest row", () => {
  const rows = [
    { resourceNodeId: "a", privilege: "read" as const, n: 1 },
    { resourceNodeId: "b", privilege: "read" as const, n: 2 },
    { resourceNodeId: "c", privilege: "write" as const, n: 3 },
    { resourceNodeId: "b", privilege: "owner" as const, n: 4 },
  ];
  const groups = groupByResource(rows);
  expect(groups.map(({ resourceNodeId, highest }) => `${resourceNodeId} ${highest}`)).toEqual([
    "b owner",
    "c write",
    "a read",
  ]);
  expect(groups[0]?.rows.map(({ n }) => n)).toEqual([4, 2]);
});

test("no rows make no groups", () => {
  expect(groupByResource([])).toEqual([]);
});
