import { expect, test } from "vitest";
import { readMoment } from "./moment.ts";

test.each([
  ["2026-11-27", "2026-11-27T00:00:00.000000Z"],
  ["2026-11-27T09:00Z", "2026-11-27T09:00:00.000000Z"],
  ["2026-11-27T09:00:00.123456+02:00", "2026-11-27T07:00:00.123456Z"],
  ["2026-01-01T00:30:15.5+01:00", "2025-12-31T23:30:15.500000Z"],
])("%s is %s", (given, moment) => {
  expect(readMoment(given)).toBe(moment);
});

test.each([
  ["words", "yesterday"],
  ["a month that is none", "2026-13-01"],
  ["a day that its month has not", "2026-02-30"],
  ["a time without a zone", "2026-11-27T09:00"],
  ["an hour that is none", "2026-11-27T25:00Z"],
  ["another order of the parts", "27.11.2026"],
  ["more than microseconds", "2026-11-27T09:00:00.1234567Z"],
  ["a zone that the database refuses", "2026-11-27T09:00+16:00"],
  ["the year 0", "0000-01-01"],
  ["a year 0 by its zone", "0001-01-01T00:00+01:00"],
  ["nothing", ""],
])("%s is no moment", (_what, given) => {
  expect(readMoment(given)).toBeNull();
});
