import { beforeAll, beforeEach, expect, test } from "vitest";
import type { GateDecision } from "../../app/model/slo-gate.ts";
import type { SloReport } from "../../app/model/slo-report.ts";
import { runCli } from "../support/product.server.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.server.ts";

const CLOSED = "postgres://nobody:secret@127.0.0.1:9/none";
const HOUR_MS = 3_600_000;

let stored: TestDatabase;

beforeAll(async () => {
  stored = await createTestDatabase();
});

beforeEach(async () => {
  await stored.owner.query("truncate slo_minutes");
});

const slo = (...words: string[]) => runCli(["slo", ...words], { DATABASE_URL: stored.ownerUrl });

/** A thousand health checks in one hour of the last day, of which 5 may be bad. */
const count = (bad: number) =>
  stored.owner.query(
    "insert into slo_minutes values (date_trunc('minute', now()) - interval '2 hours', 'availability', 1000 - $1::integer, 1000)",
    [bad],
  );

test.each([
  ["normal", 2, 0, /^Nothing is frozen: availability used 40 % of its budget within 14d/],
  ["normal", 3, 1, /frozen: availability used 60 % .*\n.*--change critical.*slo override/],
  ["critical", 3, 0, /^A critical change passes the freeze/],
])("a %s change with %i bad events ends with %i and says why", async (change, bad, code, reason) => {
  await count(bad);
  const { stdout, ...run } = await slo("gate", "--change", change);
  expect(run.code).toBe(code);
  expect(stdout).toMatch(reason);
  const decision: GateDecision = JSON.parse((await slo("gate", "--change", change, "--json")).stdout);
  expect(decision).toMatchObject({ change, allowed: code === 0, frozen: bad === 3 });
});

test("an override lets a normal change through until its time, and stands in the audit log", async () => {
  await count(3);
  const until = new Date(Date.now() + HOUR_MS).toISOString();
  const words = ["--reason", "release 7 mends it", "--until", until, "--actor", "ada"];
  expect((await slo("override", ...words)).code).toBe(0);
  const gate = await slo("gate", "--change", "normal");
  expect([gate.code, gate.stdout]).toEqual([0, expect.stringContaining(`ada lets changes through until ${until}`)]);
  const { rows } = await stored.owner.query(
    "select tenant_id, actor, action, detail from audit_log where action = 'freeze.overridden'",
  );
  expect(rows).toEqual([
    {
      tenant_id: stored.tenantId,
      actor: "ada",
      action: "freeze.overridden",
      detail: { reason: "release 7 mends it", expiresAt: until },
    },
  ]);
  expect((await slo("report")).stdout).toMatch(/## Overrides of a freeze\n\n- .* ada: release 7 mends it\n/);
});

test("status and report tell of the same budget, as text and as JSON", async () => {
  await count(1);
  const text = await slo("status");
  expect([text.code, text.stdout]).toEqual([
    0,
    expect.stringContaining("availability: met, 1 of 1000 events bad in 28d, budget left 80 %"),
  ]);
  for (const command of ["status", "report"]) {
    const report: SloReport = JSON.parse((await slo(command, "--json")).stdout);
    expect(report.objectives[0]).toMatchObject({ name: "availability", good: 999, total: 1000 });
  }
  expect((await slo("report")).stdout).toContain("| availability | met | 80 % | 20 % | 0 % | no |");
});

test.each([
  [["gate"], /--change/],
  [["gate", "--change", "urgent"], /normal, critical/],
  [["override", "--reason", "x"], /--until/],
  [["override", "--reason", " ", "--until", "2026-11-24T00:00:00Z"], /--reason has 0 characters/],
  [["override", "--reason", "x", "--until", "2020-01-01T00:00:00Z"], /after now and up to/],
  [["override", "--reason", "x", "--until", "tomorrow"], /a time with its zone/],
])("slo %j ends with 2 and says what is allowed", async (words, message) => {
  const { code, stderr } = await slo(...words);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});

test("without the database the gate has no answer and ends with 3", async () => {
  const { code, stdout } = await runCli(["slo", "gate", "--change", "normal"], { DATABASE_URL: CLOSED });
  expect([code, stdout]).toEqual([3, ""]);
});
