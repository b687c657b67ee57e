import { expect, test } from "vitest";
import { nearestNames, sortProblems } from "./problem.ts";

test("the names nearest to a slip come first", () => {
  expect(nearestNames("rout", ["method", "route", "status_class", "rate"])).toEqual(["route", "rate", "method"]);
  expect(nearestNames("x", ["b", "a"])).toEqual(["a", "b"]);
});

test("problems are in the order in which a reader meets them", () => {
  const at = (file: string, line: number, column: number) => {
    return { file, line, column, rule: "r", given: "", allowed: "", advice: "" };
  };
  expect(sortProblems([at("b", 1, 1), at("a", 10, 1), at("a", 2, 5), at("a", 2, 3)])).toEqual([
    at("a", 2, 3),
    at("a", 2, 5),
    at("a", 10, 1),
    at("b", 1, 1),
  ]);
});
