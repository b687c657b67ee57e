import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { readPlan } from "../../telemetry/slo/read-plan.server.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.server.ts";
import { SESSION_ROLES } from "../../tests/support/two-tenants.server.ts";
import { findSloReport } from "./slo.server.ts";

const plan = await readPlan();
const NOW = new Date("2026-11-24T02:10:30.500Z");
const END = Date.parse("2026-11-24T02:11:00Z");
const DAY = 1_440;
const LOGIN_READS = ["select from slo_minutes", "select from slo_traces", "select from process_runs"];

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  let stored: TestDatabase;

  beforeAll(async () => {
    stored = await createTestDatabase({ version });
    await stored.owner.query("set time zone 'America/St_Johns'");
  });

  beforeEach(async () => {
    await stored.owner.query("truncate slo_minutes, slo_flushes, slo_traces, process_runs");
  });

  /** @param ago minutes before the end of the running minute; 1 is the running one */
  const put = (ago: number, good: number, total: number, objective = "availability") =>
    stored.owner.query("insert into slo_minutes values ($1, $2, $3, $4)", [
      new Date(END - ago * 60_000).toISOString(),
      objective,
      good,
      total,
    ]);
  const fill = (from: number, to: number, good: number, total: number, objective = "availability") =>
    stored.owner.query(
      `insert into slo_minutes select $1::timestamptz - ago * interval '1 minute', $4, $5, $6
       from generate_series($2::integer, $3::integer) as ago`,
      [new Date(END).toISOString(), from, to, objective, good, total],
    );
  const read = () => findSloReport({ database: stored.database, plan, prometheus: null }, NOW);
  const availability = async () => (await read()).objectives.find(({ name }) => name === "availability");

  test("nothing counted is no data, neither met nor breached, and only silence alarms", async () => {
    const report = await read();
    expect(report.objectives.map(({ state, remaining, exhaustsAt }) => [state, remaining, exhaustsAt])).toEqual(
      plan.objectives.map(() => ["no data", null, null]),
    );
    expect(report.frozen).toBe(false);
    expect(report.alerts.filter(({ state }) => state === "firing").map(({ name }) => name)).toEqual([
      "availability-no-data",
    ]);
  });

  test("a window holds the running minute and ends exactly its length before the end of it", async () => {
    await put(0, 1, 1);
    await put(1, 1, 10);
    await put(5, 1, 100);
    await put(6, 1, 1_000);
    await put(28 * DAY, 1, 10_000);
    await put(28 * DAY + 1, 1, 100_000);
    const found = await availability();
    const totals = Object.fromEntries(found?.windows.map(({ window, total }) => [window, total]) ?? []);
    expect(totals).toMatchObject({ "5m": 110, "30m": 1_110, "7d": 1_110, "28d": 11_110 });
    expect(found).toMatchObject({ good: 4, total: 11_110, countedAt: "2026-11-24T02:10:00.000Z" });
  });

  test("budget, burn rates and alerts follow the definition, and the pace says when it is gone", async () => {
    await fill(1, 28 * DAY, 6, 6);
    await stored.owner.query("update slo_minutes set good = 0 where minute >= $1", [
      new Date(END - 20 * 60_000).toISOString(),
    ]);
    const found = await availability();
    // 20 of 201.6 minutes
    expect(found?.consumed).toBeCloseTo(20 / 201.6, 10);
    expect(found?.windows.find(({ window }) => window === "1h")?.burnRate).toBeCloseTo(20 / 60 / 0.005, 10);
    const perMinute = 20 / DAY;
    expect(Date.parse(found?.exhaustsAt ?? "")).toBe(Math.floor(NOW.getTime() + ((201.6 - 20) / perMinute) * 60_000));
    const firing = (await read()).alerts.filter(({ state }) => state === "firing").map(({ name }) => name);
    expect(firing).toEqual(["availability-burn-rate-1h", "availability-burn-rate-6h"]);
    expect(found?.days.at(-1)).toMatchObject({ until: "2026-11-24T02:11:00.000Z", bad: 120, total: 6 * DAY });
    expect(found?.days.at(-1)?.remaining).toBeCloseTo(found?.remaining ?? 0, 10);
    expect(found?.days.map(({ total }) => total)).toEqual(Array.from({ length: 28 }, () => 6 * DAY));
  });

  test("the worst minutes come first, ten of each objective", async () => {
    for (let ago = 1; ago <= 12; ago += 1) await put(ago, 20 - ago, 20);
    await put(3, 0, 5, "error-rate");
    const report = await read();
    const worst = report.objectives.map(({ worstMinutes }) => worstMinutes.map(({ bad }) => bad));
    expect(worst).toEqual([[12, 11, 10, 9, 8, 7, 6, 5, 4, 3], [5], [], []]);
  });

  const run = (revision: string, startedAt: string, stoppedAt: string | null = null) =>
    stored.owner.query("insert into process_runs values (gen_random_uuid(), $1, '0.1.0', $2, $3)", [
      revision,
      startedAt,
      stoppedAt,
    ]);
  const trace = (ago: number, place: number, letter: string) =>
    stored.owner.query("insert into slo_traces values ($1, 'availability', $2, repeat($3, 32))", [
      new Date(END - ago * 60_000).toISOString(),
      place,
      letter,
    ]);

  test("bad minutes in a row are one incident, with its part of the budget, its traces and what ran", async () => {
    await fill(1, 28 * DAY, 6, 6);
    for (const [ago, good] of [
      [5, 3],
      [6, 0],
      [7, 5],
      [9, 0],
    ] as const) {
      await stored.owner.query("update slo_minutes set good = $2 where minute = $1", [
        new Date(END - ago * 60_000).toISOString(),
        good,
      ]);
    }
    await trace(7, 1, "a");
    await trace(6, 1, "b");
    await trace(6, 2, "c");
    await trace(9, 1, "d");
    await run("r1", "2026-11-20T00:00:00Z", "2026-11-24T02:05:30Z");
    await run("r2", "2026-11-24T02:00:00Z");
    await run("r2", "2026-11-24T02:03:00Z");
    await run("r3", "2026-11-24T02:05:10Z");
    const report = await read();
    const incidents = report.objectives[0]?.incidents ?? [];
    expect(
      incidents.map(({ begin, end, minutes, bad, total, traces }) => [begin, end, minutes, bad, total, traces]),
    ).toEqual([
      ["2026-11-24T02:04:00.000Z", "2026-11-24T02:07:00.000Z", 3, 10, 18, ["b", "c", "a"].map((id) => id.repeat(32))],
      ["2026-11-24T02:02:00.000Z", "2026-11-24T02:03:00.000Z", 1, 6, 6, ["d".repeat(32)]],
    ]);
    expect(incidents[0]?.consumed).toBeCloseTo(10 / 6 / 201.6, 10);
    expect(
      incidents.map(({ runs }) => runs.map(({ revision, startedAt, isNew }) => [revision, startedAt, isNew])),
    ).toEqual([
      [
        ["r2", "2026-11-24T02:00:00.000Z", true],
        ["r2", "2026-11-24T02:03:00.000Z", false],
        ["r3", "2026-11-24T02:05:10.000Z", true],
      ],
      [["r2", "2026-11-24T02:00:00.000Z", true]],
    ]);
    expect(report.deployments.map(({ revision, stoppedAt }) => [revision, stoppedAt])).toEqual([
      ["r3", null],
      ["r2", null],
    ]);
    expect(report.objectives[0]?.worstMinutes.map(({ traces }) => traces.length)).toEqual([2, 1, 0, 1]);
    expect(report.source).toEqual({ name: "database", reason: null, since: "2026-10-27T02:11:00.000Z" });
  });

  // Half of 6 × 40,320 × 0.5 % is 604.8 events: 101 minutes of failure freeze, 100 do not.
  test.each([
    ["100 minutes now", [[1, 100]], false],
    ["101 minutes now", [[1, 101]], true],
    ["101 minutes long ago", [[27 * DAY, 27 * DAY + 100]], true],
    [
      "100 minutes within exactly 14 days",
      [
        [1, 50],
        [14 * DAY + 1 - 50, 14 * DAY],
      ],
      false,
    ],
    [
      "101 minutes within exactly 14 days",
      [
        [1, 50],
        [14 * DAY - 50, 14 * DAY],
      ],
      true,
    ],
    [
      "101 minutes within 14 days and a minute",
      [
        [1, 50],
        [14 * DAY - 49, 14 * DAY + 1],
      ],
      false,
    ],
    [
      "180 minutes, halves far apart",
      [
        [1, 90],
        [20 * DAY, 20 * DAY + 89],
      ],
      false,
    ],
  ])("the freeze knows any 14 days: %s", async (_, failures, frozen) => {
    await fill(1, 28 * DAY, 6, 6);
    for (const [from = 0, to = 0] of failures) {
      await stored.owner.query("update slo_minutes set good = 0 where minute between $1 and $2", [
        new Date(END - to * 60_000).toISOString(),
        new Date(END - from * 60_000).toISOString(),
      ]);
    }
    expect((await read()).frozen).toBe(frozen);
  });

  test("no role of a tenant reads or writes the counts, and the login writes them by its function alone", async () => {
    const attempts = [
      "select from slo_minutes",
      "insert into slo_minutes values (now(), 'availability', 1, 1)",
      "update slo_minutes set good = 0",
      "delete from slo_minutes",
      "truncate slo_minutes",
      "select from slo_flushes",
      "update slo_flushes set sequence = 0",
      "select from slo_traces",
      "insert into slo_traces values (date_trunc('minute', now()), 'availability', 1, repeat('a', 32))",
      "delete from slo_traces",
      "select from process_runs",
      "insert into process_runs values (gen_random_uuid(), 'a', 'b', now())",
      "update process_runs set stopped_at = now()",
      "delete from process_runs",
      "insert into slo_overrides (actor, reason, expires_at) values ('a', 'b', now() + interval '1 hour')",
      "update slo_overrides set expires_at = now()",
      "delete from slo_overrides",
    ];
    for (const role of SESSION_ROLES) {
      for (const sql of attempts) {
        await stored.owner.query(`begin; set local session authorization alxderia_${role}`);
        const outcome = await stored.owner.query(sql).then(
          () => "done",
          (error) => error.code,
        );
        await stored.owner.query("rollback");
        const allowed =
          (role === "app" && LOGIN_READS.includes(sql)) ||
          (role === "ingest" && sql.startsWith("insert into slo_overrides"));
        expect({ role, sql, outcome }).toEqual({ role, sql, outcome: allowed ? "done" : "42501" });
      }
    }
  });

  test("an override ends at its time, at most 7 days away, and nobody changes it", async () => {
    const add = (until: string) =>
      stored.owner.query(
        `insert into slo_overrides (actor, reason, created_at, expires_at)
         values ('ada', 'release 7', $1, $1::timestamptz + $2::interval)`,
        ["2026-11-24T01:00:00Z", until],
      );
    await expect(add("168 hours 1 second")).rejects.toMatchObject({ code: "23514" });
    await expect(add("0 seconds")).rejects.toMatchObject({ code: "23514" });
    await add("1 hour");
    const at = async (time: string) =>
      (await findSloReport({ database: stored.database, plan, prometheus: null }, new Date(time))).override?.actor;
    expect(await at("2026-11-24T01:59:59.999Z")).toBe("ada");
    expect(await at("2026-11-24T02:00:00Z")).toBeUndefined();
    expect(await at("2026-11-24T00:59:59Z")).toBeUndefined();
    expect((await read()).overrides).toEqual([
      {
        actor: "ada",
        reason: "release 7",
        createdAt: "2026-11-24T01:00:00.000Z",
        expiresAt: "2026-11-24T02:00:00.000Z",
      },
    ]);
    for (const sql of ["update slo_overrides set actor = 'b'", "delete from slo_overrides", "truncate slo_overrides"]) {
      await expect(stored.owner.query(sql), sql).rejects.toThrow("append-only");
    }
  });
});
