import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "./duration.ts";

test.each([
  ["5m", 5],
  ["6h", 360],
  ["28d", 40_320],
  ["4w", 40_320],
])("%s is %i minutes", (text, minutes) => expect(parseDuration(text)).toBe(minutes));

test.each(["1M", "1Q", "1Y", "0d", "28", "d", "1.5h", "28d ", "-1d"])("%j is no fixed time", (text) => {
  expect(parseDuration(text)).toBeNull();
});

test("every window is written in the greatest unit that fits", () => {
  expect([5, 30, 60, 90, 120, 360, 1440, 4320, 40_320].map(formatDuration)).toEqual([
    "5m",
    "30m",
    "1h",
    "90m",
    "2h",
    "6h",
    "1d",
    "3d",
    "28d",
  ]);
});
