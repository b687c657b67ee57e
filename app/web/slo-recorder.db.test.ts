import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { HEALTH_ROUTE } from "../../telemetry/conventions.ts";
import { createInstruments } from "../../telemetry/instruments.ts";
import { readPlan } from "../../telemetry/slo/read-plan.server.ts";
import { startTcpProxy } from "../../tests/support/tcp-proxy.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.server.ts";
import { createDatabase } from "../db/database.server.ts";
import { addSloMinutes, type SloFlush } from "../store/slo-minutes.server.ts";
import { startSloRecorder } from "./slo-recorder.server.ts";

const plan = await readPlan();
const MINUTE = 60_000;
/** A recent minute, since old ones are forgotten. */
const START = Math.floor(Date.now() / MINUTE) * MINUTE - 3_600_000;

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  let stored: TestDatabase;

  beforeAll(async () => {
    stored = await createTestDatabase({ version });
  });

  beforeEach(async () => {
    await stored.owner.query("truncate slo_minutes, slo_flushes, slo_traces");
  });

  const availability = async () => {
    const { rows } = await stored.owner.query<{ at: number; good: string; total: string }>(
      `select ((extract(epoch from minute) * 1000 - $1)::bigint / 60000)::integer as at, good, total
       from slo_minutes where objective = 'availability' order by minute`,
      [START],
    );
    return rows.map(({ at, good, total }) => [at, Number(good), Number(total)]);
  };

  /** One instance of the web process, whose clock and requests the test holds. */
  function createInstance(
    store: (flush: SloFlush) => Promise<unknown> = (flush) => addSloMinutes(stored.database, flush),
  ) {
    const instruments = createInstruments({ version: "0", revision: "test", instance: "test" });
    const lines: string[] = [];
    const write = (_: unknown, message: string) => lines.push(message);
    const clock = { now: START };
    const recorder = startSloRecorder({
      instruments,
      plan,
      instance: randomUUID(),
      log: { debug: write, info: write, warn: write, error: write },
      store,
      now: () => clock.now,
      everyMs: 3_600_000,
    });
    const probe = (statusClass: string, times = 1, traceId: string | null = null) => {
      for (let time = 0; time < times; time += 1) {
        instruments.requestStarted();
        instruments.requestEnded({ route: HEALTH_ROUTE, method: "GET", statusClass }, 0.01, true, traceId);
      }
    };
    return { recorder, probe, clock, lines };
  }

  test("instances add to the same minutes, also at the same moment", async () => {
    const instances = Array.from({ length: 5 }, () => createInstance());
    for (const { probe, clock } of instances) {
      probe("2xx", 3);
      clock.now += MINUTE - 1;
      probe("5xx");
      clock.now += 1;
      probe("2xx");
    }
    expect(await Promise.all(instances.map(({ recorder }) => recorder.flush()))).toEqual(instances.map(() => true));
    expect(await availability()).toEqual([
      [0, 15, 20],
      [1, 5, 5],
    ]);
    for (const { recorder } of instances) await recorder.stop();
  });

  test("a flush whose answer was lost is sent again and counts once, with what came meanwhile", async () => {
    let answersLost = 2;
    const { recorder, probe, lines } = createInstance(async (flush) => {
      await addSloMinutes(stored.database, flush);
      if (answersLost-- > 0) throw new Error("the answer was lost");
    });
    probe("2xx", 4);
    expect(await recorder.flush()).toBe(false);
    probe("5xx", 2);
    expect(await recorder.flush()).toBe(false);
    expect(await recorder.flush()).toBe(true);
    expect(await availability()).toEqual([[0, 4, 6]]);
    expect(lines).toEqual(["the counts of the service levels wait in memory"]);
    await recorder.stop();
  });

  test("probes that failed because the database was away are stored when it is back", async () => {
    const proxy = await startTcpProxy(stored.ownerUrl);
    const database = createDatabase(proxy.url, { max: 2 });
    onTestFinished(() => database.close());
    const { recorder, probe, clock } = createInstance((flush) => addSloMinutes(database, flush));
    probe("2xx");
    expect(await recorder.flush()).toBe(true);
    await proxy.switchTo("refuse");
    for (let minute = 0; minute < 30; minute += 1) {
      clock.now += MINUTE;
      probe("5xx", 6);
      if (minute % 10 === 0) expect(await recorder.flush()).toBe(false);
    }
    expect(await availability()).toEqual([[0, 1, 1]]);
    await proxy.switchTo("pass");
    expect(await recorder.flush()).toBe(true);
    const rows = await availability();
    expect(rows.slice(1)).toEqual(Array.from({ length: 30 }, (_, minute) => [minute + 1, 0, 6]));
    await recorder.stop();
  });

  test("stopping stores what was counted, a restart goes on where it ended, and a dead database holds nobody up", async () => {
    const first = createInstance();
    first.probe("2xx", 2);
    await first.recorder.stop();
    const second = createInstance();
    second.probe("2xx", 3);
    await second.recorder.stop();
    expect(await availability()).toEqual([[0, 5, 5]]);

    const third = createInstance(() => new Promise(() => {}));
    third.probe("2xx");
    await third.recorder.stop();
    expect(third.lines).toEqual(["the last counts of the service levels were lost"]);
  });

  test("of a database that is away for longer than a day the oldest minutes are given up, and the log says how many", async () => {
    let away = true;
    const { recorder, probe, clock, lines } = createInstance(async (flush) => {
      if (away) throw new Error("away");
      return addSloMinutes(stored.database, flush);
    });
    probe("2xx");
    await recorder.flush();
    for (let minute = 0; minute < 24 * 60 + 7; minute += 1) {
      clock.now += MINUTE;
      probe("5xx");
    }
    away = false;
    expect(await recorder.flush()).toBe(true);
    const rows = await availability();
    expect([rows.length, rows[0], rows[1]]).toEqual([1 + 24 * 60, [0, 1, 1], [8, 0, 1]]);
    expect(lines).toEqual([
      "the counts of the service levels wait in memory",
      "counts of the service levels were lost",
    ]);
    await recorder.stop();
  });

  test("minutes and flushes older than 35 days go with the next flush", async () => {
    await stored.owner.query(
      "insert into slo_traces select date_trunc('minute', now()) - days * interval '24 hours', 'availability', 1, repeat('a', 32) from unnest(array[34, 36]) as days",
    );
    for (const table of [
      "insert into slo_minutes select now() - days * interval '24 hours' - extract(second from now()) * interval '1 second', 'availability', 1, 1 from unnest(array[34, 36]) as days",
      "insert into slo_flushes select gen_random_uuid(), 1, now() - days * interval '24 hours' from unnest(array[34, 36]) as days",
    ]) {
      await stored.owner.query(table);
    }
    const { recorder, probe } = createInstance();
    probe("2xx");
    await recorder.stop();
    expect(await availability()).toHaveLength(2);
    expect((await stored.owner.query("select from slo_flushes")).rowCount).toBe(2);
    expect((await stored.owner.query("select from slo_traces")).rowCount).toBe(1);
  });

  test("three traces of the bad events of a minute are kept over all instances and flushes, none of the good ones", async () => {
    const id = (letter: string) => letter.repeat(32);
    const first = createInstance();
    first.probe("2xx", 1, id("a"));
    first.probe("5xx", 1, id("b"));
    first.probe("5xx", 1, id("c"));
    await first.recorder.flush();
    first.probe("5xx", 1, id("b"));
    first.probe("5xx", 1, id("d"));
    await first.recorder.stop();
    const second = createInstance();
    second.probe("5xx", 1, id("e"));
    second.clock.now += MINUTE;
    second.probe("5xx", 1, id("f"));
    await second.recorder.stop();
    const { rows } = await stored.owner.query<{ ids: string }>(
      "select string_agg(left(trace_id, 1), '' order by place) as ids from slo_traces where objective = 'availability' group by minute order by minute",
    );
    expect(rows.map(({ ids }) => ids)).toEqual(["bcd", "f"]);
  });

  test("a flush that is older than the last one is refused", async () => {
    const instance = randomUUID();
    const counts = [{ minute: START / MINUTE, objective: "availability", good: 1, total: 1 }];
    const add = (sequence: number) => addSloMinutes(stored.database, { instance, sequence, counts });
    expect([await add(1), await add(3), await add(3), await add(2), await add(4)]).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
    expect(await availability()).toEqual([[0, 3, 3]]);
  });
});
