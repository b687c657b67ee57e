import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { secondsOf, shortenRules } from "./shorten-rules.ts";

type Rule = { record?: string; alert?: string; expr: string; for?: string; labels: object; annotations?: object };
type Groups = { groups: { name: string; interval: string; rules: Rule[] }[] };

const FOLDER = "alerts/generated/prometheus";
const files = readdirSync(FOLDER).filter((name) => name.endsWith(".rules.yaml"));
const TIMES = 30;

/** Every length of time in the rules, in seconds, in its order. */
function timesIn({ groups }: Groups): number[] {
  const seconds = (text: string) => (text.endsWith("ms") ? Number(text.slice(0, -2)) / 1_000 : secondsOf(text));
  return groups.flatMap(({ interval, rules }) => [
    seconds(interval),
    ...rules.flatMap((rule) => [
      ...(rule.for === undefined ? [] : [seconds(rule.for)]),
      ...[...rule.expr.matchAll(/\[([^\]]+)\]/g)].map(([, range = ""]) => seconds(range)),
      ...[...rule.expr.matchAll(/rate\w*\{[^}]*\} \* ([\d.]+)/g)].map(([, window]) => Number(window)),
      ...[...rule.expr.matchAll(/_for_seconds\[[^\]]*\]\) >= ([\d.]+)/g)].map(([, bound]) => Number(bound)),
    ]),
  ]);
}

describe.each(files)("%s on a faster clock", (name) => {
  const text = readFileSync(path.join(FOLDER, name), "utf8");
  const before: Groups = parse(text);
  const after: Groups = parse(shortenRules(text, TIMES));

  test("has every time divided, those of windows and those that are compared with", () => {
    const given = timesIn(before);
    expect(given.length).toBeGreaterThan(3);
    timesIn(after).forEach((seconds, index) => {
      expect(seconds * TIMES).toBeCloseTo(given[index] ?? Number.NaN, 6);
    });
    expect(timesIn(after)).toHaveLength(given.length);
  });

  test("has the same rules, labels and texts, and the same expressions but for times", () => {
    const rest = ({ groups }: Groups) =>
      groups.map((group) => ({
        name: group.name,
        rules: group.rules.map(({ expr, for: held, ...rule }) => ({
          ...rule,
          isHeld: held !== undefined,
          expr: expr
            .replace(/\[[^\]]+\]/g, "[]")
            .replace(/\* [\d.]+ >/g, "* >")
            .replace(/(_for_seconds\[\]\) >=) [\d.]+/g, "$1"),
        })),
      }));
    expect(rest(after)).toEqual(rest(before));
  });
});

test("ratios, latencies and numbers of events are no times", () => {
  const rule = (expr: string) => shortenRules(`groups: [{name: one, interval: 15s, rules: [{expr: "${expr}"}]}]`, 60);
  expect(rule("slo:error_ratio:rate1h > 0.0672 and total:rate1h * 3600 > 14.5")).toContain(
    "slo:error_ratio:rate1h > 0.0672 and total:rate1h * 60 > 14.5",
  );
  expect(rule("histogram_quantile(0.99, x[60s]) > 2")).toContain("histogram_quantile(0.99, x[1000ms]) > 2");
  expect(rule("max_over_time(failures[60s]) >= 3")).toContain("max_over_time(failures[1000ms]) >= 3");
  expect(rule("max_over_time(full_for_seconds[60s]) >= 120")).toContain("max_over_time(full_for_seconds[1000ms]) >= 2");
});

test("a time in another form is refused, not left as it is", () => {
  expect(() => shortenRules('groups: [{name: one, interval: 1m, rules: [{expr: "rate(x[1h30m])"}]}]', 60)).toThrow(
    "1h30m is no time",
  );
});
