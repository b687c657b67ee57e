import { expect, test } from "vitest";
import { CursorError } from "../model/cursor.ts";
import { badRequest, HttpError, isDatabaseUnreachable, notFound, problemOf } from "./errors.ts";

const problem = (error: unknown) => problemOf(error, "/api/access", "trace");

test("each code has its status", () => {
  expect(problem(notFound("no such person")).status).toBe(404);
  expect(problem(new HttpError("forbidden", "no")).status).toBe(403);
  expect(problem(new HttpError("method-not-allowed", "no")).status).toBe(405);
});

test("a wrong field is named with what is allowed", () => {
  const errors = [{ field: "limit", detail: '"0" is not allowed; allowed: a whole number from 1 to 200' }];
  expect(problem(badRequest(errors))).toEqual({
    code: "bad-request",
    type: "urn:alxderia:problem:bad-request",
    title: "The request is not valid",
    status: 400,
    detail: 'limit: "0" is not allowed; allowed: a whole number from 1 to 200',
    instance: "/api/access",
    traceId: "trace",
    errors,
  });
});

test("a cursor that no list gave out is the caller's error", () => {
  expect(problem(new CursorError())).toMatchObject({ status: 400, errors: [{ field: "cursor" }] });
});

test("a database that is away is 503, by code or by the driver's words", () => {
  for (const code of ["ECONNREFUSED", "57P01", "57P03", "08006", "53300"]) {
    const error = Object.assign(new Error("away"), { code });
    expect(isDatabaseUnreachable(error), code).toBe(true);
    expect(problem(error).status).toBe(503);
  }
  expect(problem(new Error("timeout exceeded when trying to connect")).status).toBe(503);
  expect(problem(new Error("Connection terminated unexpectedly")).status).toBe(503);
  expect(isDatabaseUnreachable(Object.assign(new Error("syntax"), { code: "42601" }))).toBe(false);
});

test("the cause of an unexpected error stays in the log", () => {
  expect(JSON.stringify(problem(new Error("password=hunter2")))).not.toContain("hunter2");
  expect(problem("text").status).toBe(500);
});
