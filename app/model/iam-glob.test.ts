import { expect, test } from "vitest";
import { globCovers, globMeet } from "./iam-glob.ts";

test.each([
  ["*", "", true],
  ["s3:Get*", "s3:GetObject", true],
  ["s3:Get?bject", "s3:GetObject", true],
  ["arn:*", "arn:aws:s3:::b/*", true],
  ["arn:aws:s3:::b/*", "*", false],
  ["?", "*", false],
  ["*?", "*", false],
  ["a*c*e", "abcde", true],
  ["a*c*e", "abcdef", false],
  ["a", "", false],
])("%s covers %s: %s", (pattern, text, covered) => {
  expect(globCovers(pattern, text)).toBe(covered);
});

test.each([
  ["arn:aws:s3:::*-logs", "arn:aws:s3:::team-*", "arn:aws:s3:::team-*-logs"],
  ["a?c", "ab*", "abc"],
  ["*", "x*", "x*"],
  ["a*", "b*", null],
  ["abc", "abd", null],
])("%s and %s meet in %s", (left, right, meet) => {
  const found = globMeet(left, right);
  expect(found).toBe(meet);
  if (found !== null) expect([globCovers(left, found), globCovers(right, found)]).toEqual([true, true]);
});

test("a hostile pattern takes no time", () => {
  expect(globCovers(`${"*a".repeat(2_000)}b`, "a".repeat(5_000))).toBe(false);
  expect(globMeet(`${"*a".repeat(300)}b`, `${"*a".repeat(300)}c`)).toBe(null);
});
