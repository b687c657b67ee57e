import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { startTcpProxy } from "../../tests/support/tcp-proxy.ts";
import { createTestDatabase } from "../../tests/support/test-database.server.ts";
import { createDatabase, type Database, type TenantScope } from "./database.server.ts";
import { defineStatement } from "./statement.ts";

const where = defineStatement(
  "test_where",
  z.object({ role: z.string(), tenant: z.string().nullable(), pid: z.number() }),
  `select current_user::text as role, current_setting('app.current_tenant_id', true) as tenant,
     pg_backend_pid() as pid`,
);
const Slept = z.object({ slept: z.string() });
const sleep = defineStatement("test_sleep", Slept, "select pg_sleep(60)::text as slept");
const sleepShortly = defineStatement("test_sleep_shortly", Slept, "select pg_sleep(0.1)::text as slept");
const one = defineStatement("test_one", z.object({ one: z.number() }), "select 1 as one");

describe.each([16, 18] as const)("on PostgreSQL %i", async (version) => {
  const stored = await createTestDatabase({ version });
  const proxy = await startTcpProxy(stored.ownerUrl);
  const scope: TenantScope = { tenantId: stored.tenantId, role: "analyst" };
  const inside = { role: "alxderia_analyst", tenant: stored.tenantId };

  function openOne(url = stored.ownerUrl): Database {
    const database = createDatabase(url, { max: 1, applicationName: "alxderia test" });
    onTestFinished(() => database.close());
    return database;
  }

  describe("a connection that breaks", () => {
    test("during the first statement fails the read, and the pool opens another", async () => {
      const database = openOne(proxy.url);
      const [before] = await database.query(where);
      const work = database.read(scope, ({ query }) => query(sleep));
      const failed = expect(work).rejects.toThrow(/terminated|ECONNRESET/);
      await waitUntilSleeping();
      await proxy.switchTo("refuse");
      await failed;
      await expect(database.read(scope, ({ query }) => query(where))).rejects.toMatchObject({ code: "ECONNREFUSED" });
      await proxy.switchTo("pass");
      const [after] = await database.read(scope, ({ query }) => query(where));
      expect(after).toMatchObject(inside);
      expect(after?.pid).not.toBe(before?.pid);
      expect(await database.read(scope, ({ query }) => query(where))).toHaveLength(1);
    });

    test("during a statement outside any tenant fails it, ends nothing else, and the pool opens another", async () => {
      const database = openOne();
      const failed = expect(database.query(sleep)).rejects.toMatchObject({ code: "57P01" });
      await stored.owner.query("select pg_terminate_backend($1)", [await waitUntilSleeping()]);
      await failed;
      expect(await database.read(scope, ({ query }) => query(where))).toHaveLength(1);
    });
  });

  test("a statement with a bound is given up with its connection, and with those that are idle", async () => {
    const database = createDatabase(stored.ownerUrl, { max: 2, applicationName: "alxderia test" });
    onTestFinished(() => database.close());
    const both = await Promise.all([database.query(where), database.query(where)]);
    await expect(database.query(sleep, [], 100)).rejects.toThrow("timeout");
    const after = await Promise.all([database.query(where), database.query(where)]);
    const pids = both.map(([row]) => row?.pid);
    for (const [row] of after) expect(pids).not.toContain(row?.pid);
    expect(database.poolState()).toMatchObject({ active: 0, waiting: 0 });
    expect(await database.query(one, [], 10_000)).toEqual([{ one: 1 }]);
  });

  test("closing waits for a transaction, and cuts one that does not end", async () => {
    const database = createDatabase(stored.ownerUrl, { max: 2, applicationName: "alxderia test" });
    const short = database.read(scope, ({ query }) => query(sleepShortly));
    const endless = expect(database.read(scope, ({ query }) => query(sleep))).rejects.toThrow("terminated");
    await waitUntilSleeping();
    await database.close();
    expect(await short).toHaveLength(1);
    await endless;
  });

  /** @returns the server's process that runs `test_sleep` */
  async function waitUntilSleeping(): Promise<number> {
    const find = async () => {
      const { rows } = await stored.owner.query<{ pid: number }>(
        "select pid from pg_stat_activity where datname = current_database() and query like '%pg_sleep(60)%' and wait_event = 'PgSleep'",
      );
      return rows.at(-1)?.pid ?? 0;
    };
    await expect.poll(find).toBeGreaterThan(0);
    const pid = await find();
    // A statement whose client is gone sleeps on.
    onTestFinished(async () => {
      await stored.owner.query("select pg_terminate_backend($1, 5000)", [pid]);
    });
    return pid;
  }
});
