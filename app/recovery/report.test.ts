import { expect, test } from "vitest";
import { type DrillReport, describeDrill, judgeDrill, type Recovery, TARGETS } from "./report.ts";

const recovery: Recovery = {
  name: "to the moment",
  until: "2026-11-27T09:00:03.000001Z",
  loss: {
    ...{ expected: 3, lastCommit: "2026-11-27T09:00:03.000001Z", lastRecovered: "2026-11-27T09:00:02.000001Z" },
    ...{ lost: 1, seconds: 1, holes: 0, afterTarget: 0 },
  },
  rtoSeconds: 20,
  content: { tables: 62, rows: 6014, differences: [] },
  verification: { rows: 1429, seals: 4, damage: [] },
};
const passed: DrillReport = {
  ...{ startedAt: "2026-11-27T09:00:00.000Z", people: 20, archiveTimeoutSeconds: 60, server: "PostgreSQL 18.4" },
  backup: { bytes: 47_000_000, startLsn: "0/3000028", endLsn: "0/3000F88" },
  recoveries: [recovery, { ...recovery, name: "to the end of the archive", until: null, rtoSeconds: 25 }],
  replay: { events: 1403, records: 1196, accessRows: 1496, tables: 62, differences: [], seconds: 12 },
  steps: [{ name: "destroying the server", seconds: 1.1 }],
  failure: null,
};
const faultsOf = (changed: Partial<DrillReport>) => judgeDrill({ ...passed, ...changed }).faults;
const recovered = (changed: Partial<Recovery>) => faultsOf({ recoveries: [{ ...recovery, ...changed }] });
const lost = (changed: Partial<Recovery["loss"]>) => recovered({ loss: { ...recovery.loss, ...changed } });

test("a drill that met its targets is passed, with the worst of its recoveries", () => {
  expect(judgeDrill(passed)).toEqual({ targets: TARGETS, rpoSeconds: 1, rtoSeconds: 25, faults: [] });
  expect(describeDrill(passed)).toContain("**Passed.**");
  expect(describeDrill(passed)).toContain("| RTO | 3600 s | 25.0 s |");
});

test.each([
  ["a loss beyond the RPO", lost({ seconds: 300.1 }), /300\.1 s of commits are lost, the RPO is 300 s/],
  ["a recovery beyond the RTO", recovered({ rtoSeconds: 3600.5 }), /it took 3600\.5 s, the RTO is 3600 s/],
  ["an archive_timeout beyond the RPO", faultsOf({ archiveTimeoutSeconds: 301 }), /lets 301 s of commits be lost/],
  ["nothing recovered", lost({ lastRecovered: null }), /no commit was recovered/],
  ["a hole", lost({ holes: 1 }), /1 commits are missing before others/],
  ["commits of after the target", lost({ afterTarget: 2 }), /2 commits of after the target are there/],
  [
    "other content",
    recovered({ content: { ...recovery.content, differences: ["accounts: 3 rows expected, 2 found"] } }),
    /to the moment: accounts: 3 rows expected/,
  ],
  [
    "damaged history",
    recovered({ verification: { ...recovery.verification, damage: ["audit_log is damaged, row changed: id 4"] } }),
    /audit_log is damaged, row changed/,
  ],
  [
    "another replay",
    faultsOf({ replay: { ...(passed.replay as NonNullable<DrillReport["replay"]>), differences: ["accounts: 1"] } }),
    /replayed history: accounts: 1/,
  ],
  ["a drill without a recovery", faultsOf({ recoveries: [] }), /did not come to its end/],
  ["a drill without a replay", faultsOf({ replay: null }), /did not come to its end/],
] as const)("%s is the one fault that is named", (_, faults, words) => {
  expect(faults).toEqual([expect.stringMatching(words)]);
});

test("a step that failed is named with what it said, and what was not reached is told as such", () => {
  const report: DrillReport = {
    ...{ ...passed, recoveries: [], replay: null, backup: null },
    failure: { step: "recovering to the moment", message: "FATAL: recovery ended\nbefore the target" },
  };
  expect(judgeDrill(report)).toMatchObject({
    ...{ rpoSeconds: null, rtoSeconds: null },
    faults: ['the drill failed at "recovering to the moment": FATAL: recovery ended\nbefore the target'],
  });
  expect(describeDrill(report)).toMatch(/\*\*Not passed\.\*\*[\s\S]*not reached[\s\S]*No backup was taken/);
});
