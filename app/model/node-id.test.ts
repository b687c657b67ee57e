import { expect, test } from "vitest";
import { nodeId } from "./node-id.ts";

test("the id is the first half of the SHA-256 of the parts joined by U+001F", () => {
  expect(nodeId("github", "1001")).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  expect(nodeId("abc")).toBe("ba7816bf-8f01-cfea-4141-40de5dae2223");
  expect(nodeId("a", "b")).toBe(nodeId("a\u001fb"));
});

test("parts do not run into each other", () => {
  expect(nodeId("ab", "c")).not.toBe(nodeId("a", "bc"));
});

test("text outside ASCII is hashed as UTF-8", () => {
  expect(nodeId("é")).toBe("4a99557e-4033-c353-9de2-eb65472017ca");
});
