import { expect, test } from "vitest";
import { codeOf } from "./spans.ts";

test("an error is known by its code, else by its class", () => {
  expect(codeOf(Object.assign(new Error("x"), { code: "42P01" }))).toBe("42P01");
  expect(codeOf(Object.assign(new Error("x"), { code: "ECONNREFUSED" }))).toBe("ECONNREFUSED");
  expect(codeOf(new RangeError("x"))).toBe("RangeError");
  expect(codeOf("thrown text")).toBe("string");
});

test("free text that somebody put into code or class is no code", () => {
  const code = "no person ada@northwind.example";
  expect(codeOf(Object.assign(new TypeError("x"), { code }))).toBe("TypeError");
  expect(codeOf(Object.assign(new Error("x"), { code, name: "ada@northwind.example" }))).toBe("Error");
  expect(codeOf(Object.assign(new Error("x"), { name: "x".repeat(1_000) }))).toBe("Error");
});
