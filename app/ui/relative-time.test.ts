import { describe, expect, test } from "vitest";
import { exactTime, relativeTime } from "./relative-time.ts";

const now = "2026-11-23T12:00:00.000Z";

describe("relative time", () => {
  test.each([
    ["2026-11-23T11:59:55.000Z", "just now"],
    ["2026-11-23T11:59:30.000Z", "30 seconds ago"],
    ["2026-11-23T11:58:59.000Z", "1 minute ago"],
    ["2026-11-23T09:00:00.000Z", "3 hours ago"],
    ["2026-11-21T12:00:00.000Z", "2 days ago"],
    ["2026-09-20T12:00:00.000Z", "2 months ago"],
    ["2024-11-01T12:00:00.000Z", "2 years ago"],
    ["2026-11-23T14:00:00.000Z", "in 2 hours"],
  ])("%s is %s", (iso, words) => {
    expect(relativeTime(iso, now)).toBe(words);
  });

  test("a text that is no time is shown as it is", () => {
    expect(relativeTime("yesterday", now)).toBe("yesterday");
    expect(exactTime("yesterday")).toBe("yesterday");
  });

  test("an exact time with another zone is shown in UTC", () => {
    expect(exactTime("2026-11-23T12:00:00+02:00")).toBe("2026-11-23 10:00:00 UTC");
  });
});
