import { expect, test } from "vitest";
import { readPlan } from "../../telemetry/slo/read-plan.server.ts";
import { PLAIN_ALERTS } from "../../telemetry/slo/upkeep-alerts.ts";
import { writeWeeklyReport } from "../model/slo-weekly-report.ts";
import { createSloReport, type SloFacts } from "./slo-report.ts";

const plan = await readPlan();
const NOW = new Date("2026-11-24T02:10:30Z");
const WEEK = 10_080;

const RUN = { revision: "r7", version: "0.1.0", stoppedAt: null, isNew: true };
const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

const facts: SloFacts = {
  source: { name: "database", reason: "it did not answer in time" },
  counts: {
    windows: [
      { objective: "availability", minutes: 40_320, good: 99_700, total: 100_000, last: "2026-11-24T02:10:00.000Z" },
      { objective: "availability", minutes: 2 * WEEK, good: 49_700, total: 50_000, last: "2026-11-24T02:10:00.000Z" },
      { objective: "availability", minutes: WEEK, good: 24_950, total: 25_000, last: "2026-11-24T02:10:00.000Z" },
    ],
    days: [{ objective: "availability", from: "2026-11-19T02:11:00.000Z", good: 24_950, total: 25_000 }],
    stretches: [{ objective: "availability", bad: 300, last: "2026-11-20T10:07:00.000Z" }],
  },
  evidence: {
    minutes: [{ objective: "availability", minute: "2026-11-20T10:05:00.000Z", good: 1, total: 6, traces: [TRACE] }],
    incidents: [
      {
        objective: "availability",
        begin: "2026-11-20T10:05:00.000Z",
        end: "2026-11-20T10:08:00.000Z",
        bad: 15,
        total: 18,
        traces: [TRACE],
        runs: [{ ...RUN, startedAt: "2026-11-20T10:01:00.000Z" }],
      },
    ],
    deployments: [{ ...RUN, revision: "r*7*", startedAt: "2026-11-20T10:01:00.000Z" }],
  },
  overrides: [
    {
      actor: "ada",
      reason: "the fix\n| needs *it*",
      createdAt: "2026-11-23T01:00:00.000Z",
      expiresAt: "2026-11-23T02:00:00.000Z",
    },
  ],
};

test("the week is compared with the week before, and a freeze, its cause and its overrides are told", () => {
  const text = writeWeeklyReport(createSloReport(plan, PLAIN_ALERTS, facts, NOW));
  const lines = text.split("\n");
  expect(lines[0]).toBe("# Service levels, week to 2026-11-24 02:10 UTC");
  expect(lines[2]).toBe("**Deployments that are not critical are frozen.**");
  expect(lines).toContain("| availability | met | 40 % | 10 % | 50 % | no |");
  expect(lines).toContain("| error-rate | no data | no data | no data | no data | no |");
  expect(lines).toContain(
    "availability: 60 % of the budget went within 14d (the worst stretch ended 2026-11-20 10:07 UTC); more than 50 % freezes.",
  );
  expect(lines).toContain(
    "Counted by the product's database, first event on 2026-11-19; Prometheus was not used: it did not answer in time.",
  );
  expect(lines).toContain(
    `- 2026-11-20 10:05 UTC availability, 3 minutes to 10:08: 15 of 18 events bad, 3 % of the budget; 0.1.0 at r7 was deployed 4 minutes before; traces \`${TRACE}\``,
  );
  expect(lines).toContain("- 2026-11-20 10:01 UTC 0.1.0 at r\\*7\\*");
  expect(lines).toContain("- 2026-11-20 10:05 UTC availability: 5 of 6 events bad, 1 % of the budget");
  expect(lines).toContain("- 2026-11-23 01:00 UTC to 2026-11-23 02:00 UTC, ada: the fix \\| needs \\*it\\*");
});

test("a week without anything says so", () => {
  const empty: SloFacts = {
    source: { name: "database", reason: null },
    counts: { windows: [], days: [], stretches: [] },
    evidence: { minutes: [], incidents: [], deployments: [] },
    overrides: [],
  };
  const text = writeWeeklyReport(createSloReport(plan, PLAIN_ALERTS, empty, NOW));
  expect(text).toContain("Deployments are not frozen.");
  expect(text).toContain("No bad event was counted.");
  expect(text).toContain("No other revision was started.");
  expect(text).toContain("Counted by the product's database.\n");
  expect(text).toContain("- availability-no-data: no event for 5m. Read docs/runbooks/no-data.md");
});
