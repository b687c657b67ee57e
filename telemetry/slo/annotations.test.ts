import { describe, expect, test } from "vitest";
import { type AnnotationName, readAnnotation } from "./annotations.ts";
import { DEFAULT_PAIRS } from "./burn-rate.ts";
import { rational } from "./rational.ts";

const read = (name: AnnotationName, text: string | undefined) => readAnnotation[name](text);

test("what is left out has its default", () => {
  expect(read("alxderia.dev/burn-rate-pairs", undefined).value).toBe(DEFAULT_PAIRS);
  expect(read("alxderia.dev/most-severe", undefined).value).toBe("critical");
  expect(read("alxderia.dev/minimum-events", undefined).value).toBe(1);
  expect(read("alxderia.dev/idle", undefined).value).toBe("normal");
  expect(read("alxderia.dev/runbook", undefined)).toEqual({ value: null, fault: null });
  expect(read("alxderia.dev/k6-scenario", undefined).value).toEqual([]);
  expect(read("alxderia.dev/freeze", undefined)).toEqual({ value: null, fault: null });
});

test("what is given is read exactly", () => {
  expect(read("alxderia.dev/burn-rate-pairs", "2 % 1h/5m critical, 0.5% 3d/6h warning").value).toEqual([
    { consumed: rational(1, 50), long: 60, short: 5, severity: "critical" },
    { consumed: rational(1, 200), long: 4320, short: 360, severity: "warning" },
  ]);
  expect(read("alxderia.dev/freeze", "50 % in 14d").value).toEqual({ consumed: rational(1, 2), within: 20_160 });
  expect(read("alxderia.dev/k6-scenario", "api, pages").value).toEqual(["api", "pages"]);
  expect(read("alxderia.dev/counts", " one\n two ").value).toBe("one two");
  expect(read("alxderia.dev/minimum-events", "30").value).toBe(30);
});

describe("what cannot be meant is refused with the part that is wrong", () => {
  test.each<[AnnotationName, string, string]>([
    ["alxderia.dev/counts", "  ", "  "],
    ["alxderia.dev/burn-rate-pairs", "2 % 1h/5m critical, 5 % 6h critical", "5 % 6h critical"],
    ["alxderia.dev/burn-rate-pairs", "2 % 5m/1h critical", "2 % 5m/1h critical"],
    ["alxderia.dev/burn-rate-pairs", "0 % 1h/5m critical", "0 % 1h/5m critical"],
    ["alxderia.dev/burn-rate-pairs", "101 % 1h/5m critical", "101 % 1h/5m critical"],
    ["alxderia.dev/burn-rate-pairs", "2 % 1h/5m page", "2 % 1h/5m page"],
    ["alxderia.dev/burn-rate-pairs", "2 % 1h/5m critical, 3 % 1h/10m warning", "3 % 1h/10m warning"],
    ["alxderia.dev/most-severe", "info", "info"],
    ["alxderia.dev/minimum-events", "0", "0"],
    ["alxderia.dev/minimum-events", "ten", "ten"],
    ["alxderia.dev/idle", "sometimes", "sometimes"],
    ["alxderia.dev/runbook", "docs/runbooks/availability.md", "docs/runbooks/availability.md"],
    ["alxderia.dev/k6-scenario", "api,,pages", ""],
    ["alxderia.dev/freeze", "half in 14d", "half in 14d"],
    ["alxderia.dev/freeze", "50 % in 1M", "50 % in 1M"],
  ])("%s: %j", (name, text, given) => {
    const { value, fault } = read(name, text);
    expect(value).toBeNull();
    expect(fault?.given).toBe(given);
  });
});
