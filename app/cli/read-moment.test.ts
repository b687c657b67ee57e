import { expect, test } from "vitest";
import { UsageError } from "./exit.ts";
import { readMoment } from "./read-moment.ts";

test("a day is its beginning in UTC, a time keeps its zone and its microseconds", () => {
  expect(readMoment("--since", "2026-11-27")).toBe("2026-11-27T00:00:00Z");
  expect(readMoment("--since", "2026-11-27T09:00:00.123456+02:00")).toBe("2026-11-27T09:00:00.123456+02:00");
});

test.each(["yesterday", "2026-13-01", "2026-11-27T09:00", "27.11.2026", ""])(
  "%j is refused with what is allowed",
  (given) => {
    expect(() => readMoment("--since", given)).toThrow(UsageError);
    expect(() => readMoment("--since", given)).toThrow(/--since ".*" is no time: write ISO 8601 with a zone/);
  },
);
