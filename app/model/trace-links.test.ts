import { expect, test } from "vitest";
import { describeTemplateFault, traceLink } from "./trace-links.ts";

const minute = { from: "2026-11-24T02:10:00.000Z", to: "2026-11-24T02:11:00.000Z" };
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

test.each([
  ["http://127.0.0.1:9465/traces/{traceId}", TRACE, `http://127.0.0.1:9465/traces/${TRACE}`],
  ["https://t.example/?a={from}&b={to}", null, "https://t.example/?a=1795486200000&b=1795486260000"],
  ["https://t.example/{traceId}?a={from}", null, null],
  ["https://t.example/{traceId}", "../x?y", "https://t.example/..%2Fx%3Fy"],
])("%s with the trace %s leads to %s", (template, traceId, link) => {
  expect(describeTemplateFault(template)).toBeNull();
  expect(traceLink(template, { ...minute, traceId })).toBe(link);
});

test.each([
  ["https://t.example/", /must hold/],
  ["https://t.example/{id}", /\{id\} is no placeholder; allowed: \{from\}, \{to\}, \{traceId\}/],
  ["javascript:alert('{traceId}')", /begins with http/],
  ["{traceId}", /begins with http/],
  ["https://ada:secret@t.example/{traceId}", /no user and no password/],
])("%s is refused and says why", (template, why) => {
  expect(describeTemplateFault(template)).toMatch(why);
});
