import { expect, test } from "vitest";
import { AccessListParams, ExplainParams } from "../model/filters.ts";
import { HttpError } from "./errors.ts";
import { parseParameters } from "./parameters.ts";

function errorsOf(query: string, schema: typeof AccessListParams | typeof ExplainParams = AccessListParams) {
  try {
    parseParameters(schema, new URLSearchParams(query), "given");
  } catch (error) {
    if (error instanceof HttpError) return error.errors;
    throw error;
  }
  return [];
}

test("a wrong value is named with what was given and what is allowed", () => {
  expect(errorsOf("accessPath=sideways")).toEqual([
    { field: "accessPath", detail: '"sideways" is not allowed; allowed: one of direct, group, inherited' },
  ]);
});

test("an unknown, a repeated and a missing parameter are named", () => {
  expect(errorsOf("offset=1")[0]?.field).toBe("offset");
  expect(errorsOf("search=a&search=b")[0]?.detail).toContain("more than once");
  expect(errorsOf("person=a%40b.example", ExplainParams)).toEqual([
    { field: "resource", detail: "is missing; allowed: text" },
  ]);
});

test("every wrong field is told at once", () => {
  expect(errorsOf("limit=0&status=gone").map((error) => error.field)).toEqual(["status", "limit"]);
});

test("an empty value is absent for a form and wrong for the API", () => {
  expect(errorsOf("provider=")).toHaveLength(1);
  expect(parseParameters(AccessListParams, new URLSearchParams("provider=&limit="), "absent")).toEqual({ limit: 50 });
});

test("a parameter called like a property of every object is just an unknown one", () => {
  expect(errorsOf("constructor=1&__proto__=2").map((error) => error.field)).toContain("constructor");
});

test("an order that a list does not have is told with those that it has", () => {
  expect(errorsOf("sort=role")[0]?.detail).toBe(
    '"role" is not allowed; allowed: one of account, -account, with `person` any column; with `as-of` only account',
  );
  expect(errorsOf("sort=nonsense")[0]?.detail).toContain("allowed: one of account, -account, resource, -resource");
  expect(errorsOf("sort=-account&as-of=2026-05-01")[0]?.field).toBe("sort");
  for (const query of ["sort=-role&person=a%40b.example", "sort=-account", "sort=account&as-of=2026-05-01"]) {
    expect(errorsOf(query), query).toEqual([]);
  }
});
