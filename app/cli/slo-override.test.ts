import { expect, test } from "vitest";
import { UsageError } from "./exit.ts";
import { readExpiry, readReason } from "./slo-override.ts";

const NOW = new Date("2026-11-24T02:00:00.000Z");

test.each([
  ["2026-11-24T02:00:00.001Z", "2026-11-24T02:00:00.001Z"],
  ["2026-11-24T04:00+01:00", "2026-11-24T03:00:00.000Z"],
  ["2026-12-01T02:00:00Z", "2026-12-01T02:00:00.000Z"],
])("an override may end at %s", (given, expected) => {
  expect(readExpiry(given, NOW)).toBe(expected);
});

test.each([
  "2026-11-24T02:00:00Z",
  "2026-11-23T02:00:00Z",
  "2026-12-01T02:00:00.001Z",
  "2026-11-24T03:00:00",
  "2026-11-25",
  "2026-11-31T99:00:00Z",
  "tomorrow",
  "",
])("an override may not end at %j", (given) => {
  expect(() => readExpiry(given, NOW)).toThrow(UsageError);
  expect(() => readExpiry(given, NOW)).toThrow("up to 2026-12-01T02:00:00.000Z");
});

test("a reason is neither blank nor longer than the database stores", () => {
  expect(readReason("--reason", " a fix ", 10)).toBe("a fix");
  for (const given of ["", "  \n", "x".repeat(11)]) expect(() => readReason("--reason", given, 10)).toThrow(UsageError);
});
