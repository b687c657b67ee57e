import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { loadPlan } from "../../telemetry/slo/load-plan.server.ts";
import { DEFINITIONS_FOLDER } from "../../telemetry/slo/read-definitions.server.ts";
import { PLAIN_ALERTS } from "../../telemetry/slo/upkeep-alerts.ts";
import { areInstalled } from "../support/spawned.server.ts";

const run = promisify(execFile);
const FOLDER = "alerts/generated/prometheus";
const TESTS = path.join(FOLDER, "tests");
const rules = readdirSync(FOLDER).filter((name) => name.endsWith(".rules.yaml"));
const files = readdirSync(TESTS);
const hasPromtool = areInstalled("promtool");

test("every alert that Prometheus can make has a file of unit tests", async () => {
  const { objectives } = await loadPlan(DEFINITIONS_FOLDER, "definitions");
  const alerts = objectives.flatMap(({ alerts, noData }) => [...alerts, noData].map(({ name }) => name));
  const guide = PLAIN_ALERTS.filter(({ prometheus }) => prometheus.from === "metric").map(({ name }) => name);
  const tested = files.map((name) => name.replace(".test.yaml", ""));
  expect(tested).toEqual(expect.arrayContaining([...alerts, ...guide]));
  expect(alerts.length + guide.length).toBeGreaterThan(20);
});

describe.skipIf(!hasPromtool)("promtool", () => {
  test("accepts the rules", async () => {
    const { stdout } = await run("promtool", ["check", "rules", ...rules.map((name) => path.join(FOLDER, name))]);
    expect(stdout.match(/SUCCESS/g)).toHaveLength(rules.length);
  });

  test.each(files)("says that the rules do what is asked for in %s", { timeout: 120_000 }, async (name) => {
    const { stdout } = await run("promtool", ["test", "rules", name], { cwd: TESTS });
    expect(stdout).toContain("SUCCESS");
  });
});
