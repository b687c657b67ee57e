import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { expectInPrometheus } from "../../telemetry/slo/agree/compare.ts";
import { type Incident, minutesOf } from "../../telemetry/slo/agree/incident.ts";
import { INCIDENTS } from "../../telemetry/slo/agree/incidents.ts";
import { inputSeries, readIncident } from "../../telemetry/slo/agree/prometheus-readings.ts";
import { expectFirings } from "../../telemetry/slo/agree/reference.ts";
import { historyOf } from "../../telemetry/slo/agree/replay.ts";
import { readPlan } from "../../telemetry/slo/read-plan.server.ts";
import type { Firing } from "../../telemetry/slo/simulate.ts";
import { areInstalled } from "../support/spawned.server.ts";

const run = promisify(execFile);
const RULES = path.resolve("alerts/generated/prometheus");
const hasPromtool = areInstalled("promtool");
const plan = await readPlan();
const history = historyOf(plan);
const windows = [...new Set(plan.objectives.flatMap((each) => each.windows))].filter((window) => window <= history);

/** Minutes; whatever remembers has fired and resolved by then. */
const LONGEST_REPLAY = 60;

type Group = { name: string; rules: { alert?: string; for?: string }[] };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "alxderia-agreement-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const rulesFiles = async () => (await readdir(RULES)).filter((name) => name.endsWith(".rules.yaml"));

async function promtool(name: string, content: unknown): Promise<string> {
  const file = path.join(folder, `${name.replaceAll(" ", "-")}.test.yaml`);
  await writeFile(file, stringify(content, { lineWidth: 0, aliasDuplicateObjects: false }));
  try {
    return (await run("promtool", ["test", "rules", file], { maxBuffer: 1 << 26 })).stdout;
  } catch (error) {
    return `${(error as { stderr: string }).stderr}`;
  }
}

/** What Prometheus should say of each alert of an incident. */
function expectedOf(incident: Incident, isWanted: (alert: string) => boolean): [string, readonly Firing[]][] {
  return [...expectFirings(plan, incident)]
    .filter(([alert]) => isWanted(alert))
    .map(([alert, expected]) => [alert, expectInPrometheus({ incident: incident.name, alert, expected }).fires]);
}

const isFiringAt = (firings: readonly Firing[], minute: number): boolean =>
  firings.some(({ firedAt, resolvedAt }) => minute >= firedAt && minute < (resolvedAt ?? Number.POSITIVE_INFINITY));

const samplesAt = (expected: readonly [string, readonly Firing[]][], minute: number) =>
  expected
    .filter(([, firings]) => isFiringAt(firings, minute))
    .map(([alert]) => ({ labels: `{alertname=${JSON.stringify(alert)}}`, value: 1 }));

describe.skipIf(!hasPromtool)("the real Prometheus", () => {
  // Burn rates hold no state, so that one evaluation at one moment of a timeline tells what the minute before left. The
  // timelines of all minutes are moved to end at the same moment, and the rules are evaluated at their beginning and end.
  test.each(INCIDENTS)("burns budgets as asked for in: $name", { timeout: 300_000 }, async (incident) => {
    const expected = expectedOf(incident, (alert) => alert.includes("-burn-rate-"));
    const length = minutesOf(incident).length;
    const readings = readIncident(incident, { step: 60, from: (history + 1) * 60, until: length * 60 });
    const names = readings.names.filter((name) => name.includes("_count{") || name.includes('le="2"'));
    // Of an alert that fires again and again the first and the last time.
    const turns = expected.flatMap(([, firings]) =>
      [...firings.slice(0, 1), ...firings.slice(-1)].flatMap((each) => [each.firedAt, each.resolvedAt ?? 1]),
    );
    const minutes = [...new Set([1, length, ...turns.flatMap((turn) => [turn - 1, turn])])].filter((each) => each > 0);
    const ups = minutesOf(incident);
    const end = history + 1 + length;
    const tests = minutes.map((minute) => {
      const edges = new Set([0, 1, 2, ...windows].map((window) => (minute - window) * 60));
      // Where a process ends or begins, a counter is set back, and every reading counts.
      const isReset = (at: number) => [-1, 0, 1].some((by) => ups[at / 60 + by]?.isUp === false);
      const isRead = (at: number) => edges.has(at) || isReset(at);
      return {
        interval: "60s",
        input_series: inputSeries(
          { ...readings, names },
          { until: minute * 60, lead: end - (history + 1) - minute, isRead },
        ),
        promql_expr_test: [
          {
            expr: 'count by (alertname) (ALERTS{alertstate="firing", tier!=""})',
            eval_time: `${end}m`,
            exp_samples: samplesAt(expected, minute),
          },
        ],
      };
    });
    const files = (await rulesFiles()).filter((name) => name.startsWith("slo-")).map((name) => path.join(RULES, name));
    const said = await promtool(incident.name, { rule_files: files, evaluation_interval: `${end}m`, tests });
    expect(said).toContain("SUCCESS");
  });

  // Alerts with a `for` remember, so that the rules are evaluated all the time, as often as their groups are.
  test.each(INCIDENTS)("sees silence and the guide's alerts in: $name", { timeout: 300_000 }, async (incident) => {
    const expected = expectedOf(incident, (alert) => !alert.includes("-burn-rate-"));
    const before = 20;
    const until = Math.min(minutesOf(incident).length, LONGEST_REPLAY);
    for (const [kind, step] of [
      ["no data", 60],
      ["guide", 15],
    ] as const) {
      const isWanted = (alert: string) => alert.endsWith("-no-data") === (kind === "no data");
      const rules = await ruleFile(kind, isWanted);
      const readings = readIncident(incident, { step, from: before * 60, until: until * 60 });
      const input = inputSeries(readings, { until: until * 60, lead: 0, isRead: () => true });
      const firing = 'ALERTS{alertstate="firing"}';
      const wanted = expected.filter(([alert]) => isWanted(alert));
      const content = {
        rule_files: [rules],
        evaluation_interval: `${step}s`,
        tests: [
          {
            interval: `${step}s`,
            input_series: input,
            promql_expr_test: Array.from({ length: until }, (_, index) => ({
              expr: `count by (alertname) (${firing})`,
              eval_time: `${before + index + 1}m`,
              exp_samples: samplesAt(wanted, index + 1),
            })),
          },
        ],
      };
      expect(await promtool(`${incident.name} ${kind}`, content)).toContain("SUCCESS");
    }
  });
});

/** The generated alerts of one kind as they are, without the records that they do not read. */
async function ruleFile(name: string, isWanted: (alert: string) => boolean): Promise<string> {
  const groups: Group[] = [];
  for (const file of await rulesFiles()) {
    const content: { groups: Group[] } = parse(await readFile(path.join(RULES, file), "utf8"));
    for (const group of content.groups) {
      const rules = group.rules.filter(
        ({ alert }) => alert !== undefined && !alert.includes("-burn-rate-") && isWanted(alert),
      );
      if (rules.length > 0) groups.push({ ...group, rules });
    }
  }
  expect(groups.length).toBeGreaterThan(0);
  const file = path.join(folder, `${name.replaceAll(" ", "-")}.rules.yaml`);
  await writeFile(file, stringify({ groups }, { lineWidth: 0 }));
  return file;
}
