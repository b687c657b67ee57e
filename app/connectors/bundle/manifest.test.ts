import { expect, test } from "vitest";
import { BundleError } from "./bundle-error.ts";
import { parseManifest } from "./manifest.ts";

test("a manifest gives its time in UTC and its complete scopes", () => {
  const text = '\uFEFF{"collectedAt":"2026-01-31T10:00:00+02:00","complete":["gcp","github/acme"],"by":"me"}';
  expect(parseManifest(text)).toEqual({ collectedAt: "2026-01-31T08:00:00.000Z", complete: ["gcp", "github/acme"] });
  expect(parseManifest('{"collectedAt":"2026-01-31T08:00:00"}').collectedAt).toBe("2026-01-31T08:00:00.000Z");
  expect(parseManifest('{"collectedAt":1481830215.45}').collectedAt).toBe("2016-12-15T19:30:15.450Z");
});

test("a manifest that lists no scope makes none complete", () => {
  expect(parseManifest("{}")).toEqual({ collectedAt: null, complete: [] });
});

test("a wrong manifest says what is wrong and what to write", () => {
  expect(() => parseManifest("{")).toThrow(BundleError);
  expect(() => parseManifest("{")).toThrow(/is not JSON .*Write \{"collectedAt"/);
  expect(() => parseManifest('{"complete":"gcp","collectedAt":"yesterday"}')).toThrow(
    /collectedAt: .*complete: .*remove it/,
  );
  expect(() => parseManifest("[]")).toThrow(/the whole: /);
});
