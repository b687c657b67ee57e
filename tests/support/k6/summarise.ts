import type { Limit } from "../../../loadtests/limits.ts";
import type { Sample } from "./samples.ts";

const COUNTERS = ["http_reqs", "iterations", "dropped_iterations"];
const RATES = ["http_req_failed", "checks"];

type Metric = { type: string; values: Record<string, number>; thresholds: Record<string, { ok: boolean }> };

/**
 * The object that k6 gives to `handleSummary`, of these samples, with its thresholds judged as k6 judges them: an empty
 * percentile is 0 and an empty rate passes (https://github.com/grafana/k6/blob/master/metrics/thresholds.go).
 */
export function summarise(samples: readonly Sample[], limits: Readonly<Record<string, readonly Limit[]>>) {
  const metrics: Record<string, Metric> = {};
  for (const name of new Set([...samples.map(({ metric }) => metric), ...Object.keys(limits)])) {
    const values = valuesOf(name, samplesOf(samples, name));
    const thresholds = Object.fromEntries(
      (limits[name] ?? []).map((limit) => {
        const expression = typeof limit === "string" ? limit : limit.threshold;
        return [expression, { ok: isKept(expression, values) }];
      }),
    );
    metrics[name] = { type: typeOf(name), values, thresholds };
  }
  const names = new Set(samples.flatMap(({ metric, tags }) => (metric === "checks" ? [tags.check ?? ""] : [])));
  const checks = [...names].map((name) => {
    const own = samples.filter(({ metric, tags }) => metric === "checks" && tags.check === name);
    const passes = own.filter(({ value }) => value === 1).length;
    return { name, path: `::${name}`, passes, fails: own.length - passes };
  });
  return { metrics, root_group: { name: "", path: "", groups: [], checks }, state: { testRunDurationMs: 1_000 } };
}

const typeOf = (name: string) => {
  const [metric = ""] = name.split("{");
  return COUNTERS.includes(metric) ? "counter" : RATES.includes(metric) ? "rate" : "trend";
};

function samplesOf(samples: readonly Sample[], name: string): number[] {
  const [, metric, , scenario] = /^(\w+)(\{scenario:(\w+)\})?$/.exec(name) ?? [];
  return samples
    .filter((each) => each.metric === metric && (scenario === undefined || each.tags.scenario === scenario))
    .map(({ value }) => value);
}

function valuesOf(name: string, values: readonly number[]): Record<string, number> {
  const sum = values.reduce((total, each) => total + each, 0);
  if (typeOf(name) === "counter") return { count: sum, rate: sum };
  if (typeOf(name) === "rate")
    return {
      rate: values.length === 0 ? 0 : sum / values.length,
      passes: sum,
      fails: values.length - sum,
      seen: values.length,
    };
  const sorted = [...values].sort((left, right) => left - right);
  const part = (share: number) => sorted[Math.ceil(sorted.length * share) - 1] ?? 0;
  return {
    avg: values.length === 0 ? 0 : sum / values.length,
    med: part(0.5),
    "p(95)": part(0.95),
    "p(99)": part(0.99),
    max: sorted.at(-1) ?? 0,
  };
}

function isKept(expression: string, values: Readonly<Record<string, number>>): boolean {
  const [, name = "", sign = "", bound = ""] = /^([\w.()]+)(>=|==|>|<)([\d.]+)$/.exec(expression) ?? [];
  if (name === "rate" && values.seen === 0) return true;
  const value = values[name] ?? 0;
  if (sign === ">=") return value >= Number(bound);
  if (sign === ">") return value > Number(bound);
  return sign === "<" ? value < Number(bound) : value === Number(bound);
}
