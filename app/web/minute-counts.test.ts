import { expect, test } from "vitest";
import { createMinuteCounts } from "./minute-counts.ts";

test("events are summed by minute and objective, and what was taken is gone", () => {
  const counts = createMinuteCounts(["a", "b"], 10);
  counts.add(7, 0, true);
  counts.add(7, 0, false);
  counts.add(8, 1, true);
  expect(counts.take()).toEqual([
    { minute: 7, objective: "a", good: 1, total: 2 },
    { minute: 8, objective: "b", good: 1, total: 1 },
  ]);
  expect(counts.take()).toEqual([]);
});

test("beyond the limit the oldest minute goes, and is told", () => {
  const counts = createMinuteCounts(["a"], 3);
  for (const minute of [5, 3, 4, 5, 6]) counts.add(minute, 0, true);
  expect(counts.lostMinutes()).toBe(1);
  expect(counts.take().map(({ minute }) => minute)).toEqual([5, 4, 6]);
});

test("of the bad events of a minute three traces are remembered, each once, and none of the good ones", () => {
  const counts = createMinuteCounts(["a"], 10);
  for (const trace of ["t1", null, "t1", "t2", "t3", "t4"]) counts.add(7, 0, false, trace);
  counts.add(8, 0, true, "t5");
  expect(counts.take()).toEqual([
    { minute: 7, objective: "a", good: 0, total: 6, traces: ["t1", "t2", "t3"] },
    { minute: 8, objective: "a", good: 1, total: 1 },
  ]);
});
