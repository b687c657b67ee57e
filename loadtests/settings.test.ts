import { expect, test } from "vitest";
import { readWords, WordsError } from "./run/words.ts";
import { readSettings } from "./settings.ts";

const NOW = new Date("2026-11-27T12:00:00Z");
const words = (...given: string[]) => readWords(given, NOW);

test("the settings of a run name the scenarios of its journey", () => {
  const given = { LOADTEST_URL: "http://127.0.0.1:3000/", LOADTEST_JOURNEY: "sre", LOADTEST_PROFILE: "soak" };
  expect(readSettings(given)).toEqual({
    url: "http://127.0.0.1:3000",
    profile: "soak",
    scenarios: ["dashboards", "health"],
    summary: null,
    token: null,
    cookie: null,
  });
});

test.each([
  [{}, "LOADTEST_URL is not set"],
  [{ LOADTEST_URL: "127.0.0.1:3000" }, "LOADTEST_URL is 127.0.0.1:3000"],
  [{ LOADTEST_URL: "http://127.0.0.1:1", LOADTEST_PROFILE: "constructor" }, "LOADTEST_PROFILE is constructor"],
  [{ LOADTEST_URL: "http://127.0.0.1:1", LOADTEST_JOURNEY: "nobody" }, "LOADTEST_JOURNEY is nobody"],
])("settings that are wrong are named: %j", (given, message) => {
  expect(() => readSettings(given)).toThrow(message);
});

test("a profile is enough to begin with; the reports go where the time says", () => {
  expect(words("smoke")).toEqual({
    profile: "smoke",
    journey: "mixed",
    url: null,
    out: ".cache/loadtest/2026-11-27T12-00-00-smoke",
    results: ".cache/loadtest/results.ndjson",
    skipWithoutK6: false,
  });
  expect(words("soak", "--help")).toBeNull();
});

test.each([
  [[], "is no profile"],
  [["fast"], '"fast" is no profile; allowed: smoke, average, stress, spike, soak, breakpoint'],
  [["smoke", "soak"], "is no profile"],
  [["smoke", "--journey", "nobody"], "allowed: analyst, api, sre, mixed"],
  [["smoke", "--url", "example.com"], "is not allowed"],
  [["smoke", "--url", "http://127.0.0.1:3000/people"], "is not allowed"],
  [["smoke", "--fast"], "--fast"],
])("words that are not allowed are named: %j", (given, message) => {
  expect(() => words(...given)).toThrow(WordsError);
  expect(() => words(...given)).toThrow(message);
});

test("another machine is only asked with --allow-remote", () => {
  expect(() => words("smoke", "--url", "https://alxderia.example")).toThrow("--allow-remote");
  expect(() => words("smoke", "--url", "http://127.0.0.1.example")).toThrow("--allow-remote");
  expect(words("smoke", "--url", "https://alxderia.example", "--allow-remote")?.url).toBe("https://alxderia.example");
  for (const own of ["http://127.0.0.1:3000", "http://localhost:3000", "http://[::1]:3000"]) {
    expect(words("smoke", "--url", own)?.url).toBe(own);
  }
});
