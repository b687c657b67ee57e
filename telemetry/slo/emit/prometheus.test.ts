import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { loadPlan } from "../load-plan.server.ts";
import { type Plan, planObjectives } from "../plan.ts";
import { rational } from "../rational.ts";
import { DEFINITIONS_FOLDER } from "../read-definitions.server.ts";
import { PLAIN_ALERTS } from "../upkeep-alerts.ts";
import { emitPrometheus } from "./prometheus.ts";

const Labels = z.record(z.string(), z.string());
const Rule = z.union([
  z.strictObject({ record: z.string(), expr: z.string(), labels: Labels }),
  z.strictObject({
    alert: z.string(),
    expr: z.string(),
    for: z.string().optional(),
    labels: Labels,
    annotations: z.strictObject({
      summary: z.string(),
      description: z.string(),
      runbook_url: z.string(),
      dashboard_url: z.string(),
    }),
  }),
]);
const RuleFile = z.object({
  groups: z.array(z.object({ name: z.string(), interval: z.string(), rules: z.array(Rule) })),
});

const plan = await loadPlan(DEFINITIONS_FOLDER, "definitions");

function emitted(of: Plan) {
  const { files, fidelity } = emitPrometheus(of, PLAIN_ALERTS);
  const contentOf = (name: string) =>
    files.find((file) => file.path.endsWith(`/${name}`))?.content ?? expect.fail(name);
  const rules = files
    .filter((file) => file.path.endsWith(".rules.yaml"))
    .flatMap((file) => RuleFile.parse(parse(file.content)).groups.flatMap((group) => group.rules));
  const recorded = rules.flatMap((rule) => ("record" in rule ? [rule] : []));
  const alerts = rules.flatMap((rule) => ("alert" in rule ? [rule] : []));
  return { files, fidelity, contentOf, recorded, alerts };
}

const { files, fidelity, contentOf, recorded, alerts } = emitted(plan);
const alertOf = (name: string) => alerts.find(({ alert }) => alert === name) ?? expect.fail(name);
const recordOf = (name: string, slo: string) =>
  recorded.find(({ record, labels }) => record === name && labels.slo === slo)?.expr ?? expect.fail(name);

describe("numbers", () => {
  test.each([
    ["availability-burn-rate-1h", "0.0672", "3600 > 14.5"],
    ["availability-burn-rate-6h", "0.028", "21600 > 35.5"],
    ["availability-burn-rate-1d", "0.014", "86400 > 71.5"],
    ["availability-burn-rate-3d", "(7 / 1500)", "259200 > 214.5"],
    ["error-rate-burn-rate-1h", "0.1344", "3600 > 7.5"],
    ["latency-api-burn-rate-3d", "(7 / 750)", "259200 > 107.5"],
  ])("%s fires above %s in both windows, and wants enough events", (name, threshold, events) => {
    const lines = alertOf(name).expr.split("\n");
    expect(lines).toHaveLength(3);
    for (const line of lines.slice(0, 2)) expect(line.endsWith(`"} > ${threshold}`), line).toBe(true);
    expect(lines[2]).toContain(` * ${events}`);
  });

  test("follow the definition", () => {
    const [objective] = plan.objectives;
    if (!objective) throw new Error("no objective");
    const other = emitted(planObjectives([{ ...objective, target: rational(98, 100), window: 30 * 1440 }]));
    const rule = other.alerts.find(({ alert }) => alert === "availability-burn-rate-1h");
    expect(rule?.expr).toContain("> 0.288");
    expect(rule?.annotations.description).toContain("14.4 times the budget of 2 %");
    expect(other.recorded.find(({ record }) => record === "slo:error_ratio:period")?.expr).toContain("[30d]");
    expect(other.recorded.some(({ expr }) => expr.includes("[28d]"))).toBe(false);
  });

  test("target, budget and the whole window are recorded", () => {
    expect(recordOf("slo:objective:ratio", "availability")).toBe("vector(0.995)");
    expect(recordOf("slo:error_budget:ratio", "availability")).toBe("vector(0.005)");
    expect(recordOf("slo:error_budget_remaining:ratio", "error-rate")).toBe(
      '1 - slo:error_ratio:period{slo="error-rate"} / 0.01',
    );
    expect(recordOf("slo:error_ratio:period", "error-rate")).toBe(
      'sum_over_time(slo:events_bad:rate5m{slo="error-rate"}[28d])\n' +
        '/ (sum_over_time(slo:events_total:rate5m{slo="error-rate"}[28d]) > 0)',
    );
  });

  test("every window has its rates, its ratio and its burn rate", () => {
    for (const { name } of plan.objectives) {
      for (const window of ["5m", "30m", "1h", "2h", "6h", "1d", "3d"]) {
        for (const kind of ["events_total", "events_good", "events_bad", "error_ratio", "burn_rate"]) {
          expect(recordOf(`slo:${kind}:rate${window}`, name)).not.toBe("");
        }
      }
    }
  });
});

describe("without NaN", () => {
  test("whatever is divided by can not be zero", () => {
    let divisions = 0;
    for (const { expr } of [...recorded, ...alerts]) {
      const text = expr.replaceAll(/"[^"]*"/g, '""').replaceAll(/\((\d+) \/ (\d+)\)/g, "1");
      for (const [, divisor] of text.matchAll(/\/ (?:ignoring\(window\) )?(.*)/g)) {
        divisions += 1;
        // A number, or a sum or gauge that is left out where it is zero.
        expect(divisor, expr).toMatch(/^(0\.\d*[1-9]|[1-9]\d*)$|^\(.* > 0\)( >= 1)?$/);
      }
    }
    expect(divisions).toBeGreaterThan(60);
  });

  test("nothing bad is zero as long as there is a total, by two sums without labels", () => {
    const [bad, zero, ...more] = recordOf("slo:events_bad:rate5m", "error-rate").split("\n");
    expect(bad).toMatch(/^sum\(rate\(.*status_class="5xx"\}\[5m\]\)\)$/);
    expect(zero).toMatch(
      /^or 0 \* sum\(rate\(alxderia_http_request_duration_seconds_count\{route!="\/api\/health"\}\[5m\]\)\)$/,
    );
    expect(more).toEqual([]);
  });

  test("what is slower than a bound is the difference of two, not below zero, and unknown without the bucket", () => {
    const bad = recordOf("slo:events_bad:rate1h", "latency-health");
    expect(bad).toMatch(/^clamp_min\(\n {2}sum\(rate\(\S+_count\{[^}]*\}\[1h\]\)\)\n {2}- sum\(rate\(\S+_bucket\{/);
    expect(bad).toContain('le=~"2(\\\\.0)?"');
    expect(bad).not.toContain("or 0");
  });
});

describe("three states", () => {
  test("are recorded for every objective, each as 0 or 1", () => {
    for (const { name } of plan.objectives) {
      const states = recorded.filter(({ record, labels }) => record === "slo:state:current" && labels.slo === name);
      expect(states.map(({ labels }) => labels.state)).toEqual(["met", "breached", "no data"]);
      for (const { expr } of states) expect(expr).toMatch(/\nor on\(\) vector\(0\)$/);
    }
  });
});

describe("alerts", () => {
  test("say whom they reach, how urgent they are, what to read and where to look", () => {
    const { labels, annotations } = alertOf("availability-burn-rate-1h");
    expect(labels).toEqual({
      slo: "availability",
      service: "alxderia",
      severity: "critical",
      channel: "on-call",
      tier: "1",
      window: "1h",
    });
    expect(annotations.summary).toBe("Availability: the error budget burns more than 13.44 times as fast as it may");
    expect(annotations.description).toBe(
      "{{ $value | humanizePercentage }} of events were bad over 1h; the alert fires above 6.72 % over 1h and over 5m, " +
        "which is 13.44 times the budget of 0.5 %. At that threshold 2 % of the budget of 28d goes in 1h, and a full " +
        "budget in 2.08 days.",
    );
    expect(annotations.runbook_url).toBe("docs/runbooks/availability.md");
    expect(annotations.dashboard_url).toBe("/d/alxderia-slo?var-slo=availability");
    for (const rule of alerts) {
      const { severity, channel } = rule.labels;
      expect([severity, channel], rule.alert).toEqual(
        severity === "critical" ? ["critical", "on-call"] : ["warning", "operations"],
      );
    }
  });

  test("on missing data wait as long as the plan says, of which a rate takes two minutes to fall silent", () => {
    expect(alertOf("availability-no-data").for).toBe("3m");
    expect(alertOf("availability-no-data").expr).toMatch(/ == 0\nor absent\(sum\(rate\(/);
    expect(alertOf("error-rate-no-data")).toMatchObject({
      for: "15m",
      expr: "absent(sum(alxderia_http_request_duration_seconds_count))",
    });
    expect(alertOf("latency-api-no-data").expr).toContain(
      'absent(sum(alxderia_http_request_duration_seconds_bucket{le=~"2',
    );
  });

  test("of the guide are those that Prometheus can see", () => {
    expect(alertOf("high-response-latency")).toMatchObject({
      for: "240s",
      expr: 'histogram_quantile(0.99, sum by (le) (rate(alxderia_http_request_duration_seconds_bucket{route!~"/api/health|assets"}[60s]))) > 2',
    });
    expect(alertOf("connection-pool-exhausted").expr).toBe(
      "max_over_time(alxderia_db_pool_saturated_for_seconds[60s]) >= 120",
    );
    expect(alertOf("health-check-failing").expr).toBe(
      "max_over_time(alxderia_http_health_consecutive_failures[60s]) >= 3",
    );
    expect(alertOf("secret-access-failing").expr).toBe("max_over_time(alxderia_secrets_failing[60s]) >= 1");
    expect(alerts.filter(({ labels }) => labels.slo === undefined)).toHaveLength(4 + 4);
  });

  test("have names of their own, and a page silences what is less urgent of the same objective", () => {
    const names = alerts.map(({ alert }) => alert);
    expect(new Set(names).size).toBe(names.length);
    expect(parse(contentOf("alertmanager-inhibit.yaml"))).toEqual({
      inhibit_rules: [
        { source_matchers: ['tier="1"'], target_matchers: ['tier=~"2|3|4"'], equal: ["service", "slo"] },
        { source_matchers: ['tier="2"'], target_matchers: ['tier=~"3|4"'], equal: ["service", "slo"] },
        { source_matchers: ['tier="3"'], target_matchers: ['tier=~"4"'], equal: ["service", "slo"] },
      ],
    });
  });
});

test("no two series are recorded under the same name and labels", () => {
  const series = recorded.map(({ record, labels }) => JSON.stringify([record, Object.entries(labels).sort()]));
  expect(new Set(series).size).toBe(series.length);
});

test("every alert of the plan and of the guide stands in the report on fidelity", () => {
  const of = new Map(fidelity.map((line) => [line.what, line]));
  for (const { alert } of alerts) expect(of.has(alert), alert).toBe(true);
  for (const { name } of PLAIN_ALERTS) expect(of.has(name), name).toBe(true);
  expect(of.get("storage-anomaly")).toMatchObject({ fidelity: "impossible" });
});

test("the same plan gives the same bytes, each file says where it comes from", () => {
  expect(emitPrometheus(plan, PLAIN_ALERTS).files).toEqual(files);
  for (const { content, path } of files)
    expect(content, path).toMatch(/^# Generated by `npm run generate`; do not edit\. \S/);
});
