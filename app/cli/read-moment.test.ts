import { expect, test } from "vitest";
import { UsageError } from "./exit.ts";
import { readMomentOption } from "./read-moment.ts";

test("what is no time is refused with the option and what is allowed", () => {
  expect(readMomentOption("--since", "2026-11-27")).toBe("2026-11-27T00:00:00.000000Z");
  expect(() => readMomentOption("--since", "yesterday")).toThrow(UsageError);
  expect(() => readMomentOption("--since", "yesterday")).toThrow(
    /^--since "yesterday" is no time: write ISO 8601 with a zone/,
  );
});
