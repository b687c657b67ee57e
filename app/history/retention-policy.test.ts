import { describe, expect, test } from "vitest";
import { keptSince, partitionNamed, partitionsBefore } from "./retention-policy.ts";

const NOW = new Date("2027-02-15T12:00:00Z");

describe("what a retention policy keeps", () => {
  test("whole months are kept, over the end of a year", () => {
    const policy = { entity_history: 3, audit_log: 24 };
    expect(keptSince(policy, "entity_history", NOW)).toBe("2026-11-01T00:00:00.000Z");
    expect(keptSince(policy, "audit_log", NOW)).toBe("2025-02-01T00:00:00.000Z");
  });

  test("a partition's period is told by its name, and the default one has none", () => {
    expect(partitionNamed("entity_history_2026_12")).toMatchObject({
      log: "entity_history",
      from: "2026-12-01T00:00:00.000Z",
      to: "2027-01-01T00:00:00.000Z",
    });
    expect(partitionNamed("audit_log_2026_q4")).toMatchObject({
      log: "audit_log",
      from: "2026-10-01T00:00:00.000Z",
      to: "2027-01-01T00:00:00.000Z",
    });
    expect(partitionNamed("entity_history_default")).toBeNull();
    expect(partitionNamed("access_spans_2026_12")).toBeNull();
  });

  test("only partitions that are wholly older go, the oldest first", () => {
    const names = ["audit_log_2026_q4", "entity_history_2026_11", "entity_history_2026_10", "audit_log_2026_q3"];
    const going = partitionsBefore(names, { entity_history: 3, audit_log: 3 }, NOW);
    expect(going.map(({ name }) => name)).toEqual(["audit_log_2026_q3", "entity_history_2026_10"]);
  });

  test("without a policy nothing goes", () => {
    expect(partitionsBefore(["entity_history_1999_01"], { entity_history: null, audit_log: null }, NOW)).toEqual([]);
  });
});
