import { expect, test } from "vitest";
import { time } from "./time.ts";

test.each([
  [1481830215.45, "2016-12-15T19:30:15.450Z"],
  ["1481830215.45", "2016-12-15T19:30:15.450Z"],
  ["2016-12-07T10:33:41.450000-05:00", "2016-12-07T15:33:41.450Z"],
  ["2016-12-07 10:33:41+00:00", "2016-12-07T10:33:41.000Z"],
  ["2016-12-07T10:33:41", "2016-12-07T10:33:41.000Z"],
  ["2016-12-07", "2016-12-07T00:00:00.000Z"],
  [1e15, null],
  [1e300, null],
  ["2016-13-45", null],
  ["March 7", null],
  ["", null],
  [undefined, null],
  [true, null],
])("the time %j is %j", (given, expected) => {
  expect(time.parse(given)).toBe(expected);
});
