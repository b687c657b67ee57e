import { describe, expect, test } from "vitest";
import { type Change, decideChange } from "./slo-gate.ts";
import type { SloFreeze, SloObjective, SloOverride, SloReport } from "./slo-report.ts";

const FREEZE: SloFreeze = {
  within: "14d",
  limit: 0.5,
  consumed: 0.2,
  until: "2026-11-20T10:00:00.000Z",
  minimumEvents: 400,
  frozen: false,
};
const FROZEN: SloFreeze = { ...FREEZE, consumed: 0.5014, frozen: true };
const OVERRIDE: SloOverride = {
  actor: "ada",
  reason: "the fix needs release 7",
  createdAt: "2026-11-24T01:00:00.000Z",
  expiresAt: "2026-11-24T09:00:00.000Z",
};

function reportOf(freeze: SloFreeze | null, override: SloOverride | null, total = 10_000): SloReport {
  const objective: SloObjective = {
    name: "availability",
    displayName: "Availability",
    description: "",
    runbook: "docs/runbooks/availability.md",
    target: 0.995,
    window: "28d",
    budgetMinutes: 201.6,
    state: "met",
    good: total,
    total,
    consumed: 0,
    remaining: 1,
    countedAt: null,
    exhaustsAt: null,
    windows: [],
    pairs: [],
    days: [],
    worstMinutes: [],
    incidents: [],
    freeze,
  };
  return {
    at: "2026-11-24T02:00:00.000Z",
    source: { name: "database", reason: null, since: null },
    objectives: [objective],
    frozen: freeze?.frozen ?? false,
    override,
    overrides: [],
    alerts: [],
    deployments: [],
  };
}

describe("the gate", () => {
  test.each<[string, Change, SloFreeze | null, SloOverride | null, boolean, RegExp]>([
    ["budget to spare", "normal", FREEZE, null, true, /Nothing is frozen: availability used 20 % .* within 14d/],
    ["budget to spare, critical", "critical", FREEZE, null, true, /Nothing is frozen/],
    ["no objective with a freeze", "normal", null, null, true, /no objective freezes deployments/],
    ["no event", "normal", { ...FREEZE, consumed: null }, null, true, /availability has no event in 28d/],
    ["frozen", "normal", FROZEN, null, false, /frozen: availability used 50\.1 % of its budget within 14d/],
    ["frozen, critical", "critical", FROZEN, null, true, /A critical change passes the freeze/],
    [
      "frozen and overridden",
      "normal",
      FROZEN,
      OVERRIDE,
      true,
      /^ada lets changes through until .*Frozen all the same/,
    ],
    ["overridden without need", "normal", FREEZE, OVERRIDE, true, /^Nothing is frozen/],
  ])("%s", (_, change, freeze, override, allowed, reason) => {
    const decision = decideChange(change, reportOf(freeze, override));
    expect(decision).toMatchObject({ change, allowed, frozen: freeze?.frozen ?? false });
    expect(decision.reason).toMatch(reason);
  });

  test("too few events are said to be too few", () => {
    const { allowed, reason } = decideChange("normal", reportOf({ ...FREEZE, consumed: 2 }, null, 399));
    expect([allowed, reason]).toEqual([
      true,
      "Nothing is frozen: availability has 399 events in 28d, and 400 are needed to tell.",
    ]);
  });

  test("a refusal says where to look and how to go on", () => {
    const { advice } = decideChange("normal", reportOf(FROZEN, null));
    expect(advice).toContain("docs/runbooks/availability.md");
    expect(advice).toContain("--change critical");
    expect(advice).toContain("slo override --reason <text> --until <time>");
    expect(decideChange("critical", reportOf(FROZEN, null)).advice).toBeNull();
  });
});
