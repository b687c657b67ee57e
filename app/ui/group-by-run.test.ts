import { expect, test } from "vitest";
import type { Change } from "../model/changes.ts";
import { groupByRun } from "./group-by-run.ts";

const change = (at: string, run: string | null) =>
  ({ at, run: run === null ? null : { id: run, bundle: run, collectedAt: null, startedAt: at } }) as Change;

test("changes of one run stand together over its moments, and those of no run by their moment", () => {
  const feed = [change("5", "b"), change("4", "b"), change("3", null), change("2", null), change("1", "a")];
  expect(groupByRun(feed).map(({ key, at, changes }) => [key, at, changes.length])).toEqual([
    ["b", "5", 2],
    ["3", "3", 1],
    ["2", "2", 1],
    ["a", "1", 1],
  ]);
});
