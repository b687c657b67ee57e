import { describe, expect, test } from "vitest";
import { HttpError } from "./errors.ts";
import { readPath } from "./read-path.ts";

const read = (url: string, { method = "GET", host = "localhost:3000" } = {}) => {
  const path = readPath({ method, url, headers: { host } });
  return path instanceof HttpError ? path.code : path;
};

test("the path is what URL parsing leaves: without query, dots resolved, still encoded", () => {
  expect(read("/people/a%2Fb?search=x")).toBe("/people/a%2Fb");
  expect(read("/api/people/%2E%2e/health")).toBe("/api/health");
  expect(read("/a/../../people")).toBe("/people");
  expect(read("//api//people")).toBe("//api//people");
});

test("a plain path is read as a URL would be", () => {
  const plain = ["/", "/api/people", "//a//b/", "/access-reviews/A_b-9", "/__manifest"];
  for (const path of plain) {
    expect(read(path)).toBe(new URL(`http://localhost${path}`).pathname);
    expect(read(path, { host: "127.0.0.1:59999" })).toBe(path);
  }
  expect(read("/people", { host: "localhost:99999" })).toBe("bad-request");
});

describe("what no route can be asked for is refused", () => {
  const refused: [what: string, code: string, url: string, options?: { method?: string; host?: string }][] = [
    ["broken encoding", "bad-request", "/people/%E0%A4%A"],
    ["an asterisk", "bad-request", "*"],
    ["an absolute address", "bad-request", "http://evil.example/api/people"],
    ["a host that is none", "bad-request", "/people", { host: "[" }],
    ["a host with a blank", "bad-request", "/people", { host: "a b" }],
    ["a method that fetch refuses", "method-not-allowed", "/people", { method: "TRACE" }],
    ["a method of WebDAV", "method-not-allowed", "/people", { method: "PROPFIND" }],
    ["a method in lower case", "method-not-allowed", "/people", { method: "get" }],
  ];
  for (const [what, code, url, options] of refused) {
    test(`${what} with ${code}`, () => expect(read(url, options)).toBe(code));
  }
});

test("a host that is absent or foreign is left to the routes, which name it in their refusal", () => {
  expect(read("/people", { host: "" })).toBe("/people");
  expect(read("/people", { host: "evil.example" })).toBe("/people");
});
