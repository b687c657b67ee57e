import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { createTestDatabase } from "../../tests/support/test-database.server.ts";
import { createDatabase, type Database, type DatabaseRole, type TenantScope } from "./database.server.ts";
import { defineStatement } from "./statement.ts";

const Where = z.object({ role: z.string(), tenant: z.string().nullable(), read_only: z.string(), pid: z.number() });
const WHERE = `select current_user::text as role, current_setting('app.current_tenant_id', true) as tenant,
  current_setting('transaction_read_only') as read_only, pg_backend_pid() as pid`;

const where = defineStatement("test_where", Where, WHERE);
const login = defineStatement("test_login", z.object({ role: z.string() }), "select session_user::text as role");
const echo = defineStatement("test_echo", z.object({ value: z.unknown() }), "select $1::jsonb as value");
const numbers = defineStatement(
  "test_numbers",
  z.object({ n: z.number() }),
  "select n from generate_series(1, 7) as n",
);
const tenants = defineStatement("test_tenants", z.object({ slug: z.string() }), "select slug from tenants");

const broken = {
  "a syntax error": { text: "selec 1", values: [], code: "42601" },
  "an unknown function": { text: "select no_such_function()", values: [], code: "42883" },
  "a value that the server refuses": { text: "select $1::integer as n", values: ["one"], code: "22P02" },
  "a row that fails": { text: "select 1 / (n - 3) as n from generate_series(1, 5) as n", values: [], code: "22012" },
  "an attempt to write": { text: "delete from tenants", values: [], code: "25006" },
} as const;

describe.each([16, 18] as const)("on PostgreSQL %i", async (version) => {
  const stored = await createTestDatabase({ version });
  const scope: TenantScope = { tenantId: stored.tenantId, role: "analyst" };
  const inside = { role: "alxderia_analyst", tenant: stored.tenantId, read_only: "on" };

  /** A pool of one connection: whatever one caller leaves behind, the next one meets. */
  function openOne(url = stored.ownerUrl): Database {
    const database = createDatabase(url, { max: 1, applicationName: "alxderia test" });
    onTestFinished(() => database.close());
    return database;
  }

  /** The connection as its next user finds it: no transaction, no role, no tenant. */
  async function expectClean(database: Database): Promise<void> {
    const [found] = await database.query(where);
    const [session] = await database.query(login);
    expect(found).toMatchObject({ role: session?.role, read_only: "off" });
    expect(["", null]).toContain(found?.tenant);
    const own = await database.read(scope, ({ query }) => query(where));
    expect(own).toMatchObject([{ ...inside, pid: found?.pid }]);
  }

  describe("a read", () => {
    test("that asks nothing opens no transaction and leaves the connection clean", async () => {
      const names: string[] = [];
      const observer = { queryEnded: (name: string) => names.push(name), connectionAcquired() {} };
      const database = createDatabase(stored.ownerUrl, { max: 1, observer });
      onTestFinished(() => database.close());
      expect(await database.read(scope, async () => "nothing")).toBe("nothing");
      expect(names).not.toContain("begin");
      await expectClean(database);
    });

    test("begins with its first statement, in the role and the tenant, and may not write", async () => {
      const database = openOne();
      expect(await database.read(scope, ({ query }) => query(where))).toMatchObject([inside]);
      await expectClean(database);
    });

    test("has every statement in one transaction, also when the first ones start at the same time", async () => {
      const database = openOne();
      const transaction = defineStatement(
        "test_transaction",
        Where.extend({ started: z.string() }),
        `${WHERE}, now()::text as started`,
      );
      const rows = await database.read(scope, async ({ query }) => {
        const first = await Promise.all([query(transaction), query(transaction), query(where)]);
        await query(sleepShortly);
        return [first[0][0], first[1][0], (await query(transaction))[0]];
      });
      for (const row of rows) expect(row).toMatchObject({ ...inside, started: rows[0]?.started });
      await expectClean(database);
    });

    test("may begin with a stream, and beside one", async () => {
      const database = openOne();
      const streamed = await database.read(scope, async ({ query, stream }) => {
        const batches: number[][] = [];
        for await (const rows of stream(numbers, [], 3)) batches.push(rows.map(({ n }) => n));
        return { batches, after: await query(where) };
      });
      expect(streamed.batches).toEqual([[1, 2, 3], [4, 5, 6], [7]]);
      expect(streamed.after).toMatchObject([inside]);
      await expectClean(database);
    });

    test("has its stream in the role and the tenant, and may leave it early", async () => {
      const database = openOne();
      const rows = await database.read(scope, async ({ stream }) => {
        for await (const batch of stream(where)) return batch;
        return [];
      });
      expect(rows).toMatchObject([inside]);
      await expectClean(database);
    });

    test("uses one prepared statement again, first or later, and for other values", async () => {
      const database = openOne();
      for (const value of [1, "two", { three: 3 }]) {
        const json = JSON.stringify(value);
        const work = database.read(scope, async ({ query }) => [await query(echo, [json]), await query(echo, [json])]);
        expect(await work).toEqual([[{ value }], [{ value }]]);
      }
      await expectClean(database);
    });

    for (const [what, { text, values, code }] of Object.entries(broken)) {
      test(`whose first statement is ${what} fails with that, twice, and the next caller is well`, async () => {
        const database = openOne();
        const statement = defineStatement("test_broken", z.object({ n: z.number() }), text);
        for (let time = 0; time < 2; time += 1) {
          await expect(database.read(scope, ({ query }) => query(statement, [...values]))).rejects.toMatchObject({
            code,
          });
          await expectClean(database);
        }
      });
    }

    test("whose first value cannot be sent fails with that, and the next caller is well", async () => {
      const database = openOne();
      const circular: Record<string, unknown> = {};
      circular.self = circular;
      const work = database.read(scope, ({ query }) => query(echo, [circular]));
      await expect(work).rejects.toThrow("circular");
      await expectClean(database);
    });

    test("whose first statement fails among several that started together fails once, and nothing is left over", async () => {
      const database = openOne();
      const statement = defineStatement("test_broken", z.object({ n: z.number() }), "select no_such_function()");
      const work = database.read(scope, ({ query }) => Promise.all([query(statement), query(where), query(where)]));
      await expect(work).rejects.toMatchObject({ code: "42883" });
      await expectClean(database);
    });

    test("whose work fails after its statements fails with that, and the next caller is well", async () => {
      const database = openOne();
      const work = database.read(scope, async ({ query }) => {
        await query(where);
        throw new Error("of the caller");
      });
      await expect(work).rejects.toThrow("of the caller");
      await expectClean(database);
    });
  });

  describe("a transaction whose role cannot be taken", () => {
    const nobody: TenantScope = { tenantId: stored.tenantId, role: "nobody" as DatabaseRole };

    test.each(["read", "write"] as const)("fails (%s), and what was sent along saw no tenant", async (mode) => {
      const database = openOne();
      const answered: unknown[] = [];
      const work = database[mode](nobody, async ({ query }) => {
        answered.push(await query(where));
      });
      await expect(work).rejects.toMatchObject({ code: "22023" });
      expect(answered).toEqual([]);
      await expectClean(database);
    });

    test("fails for each of several statements that started together, and for a stream", async () => {
      const database = openOne();
      const work = database.read(nobody, async ({ query, stream }) => {
        const settled = await Promise.allSettled([query(where), query(where), query(tenants), stream(where).next()]);
        return settled.map(({ status }) => status);
      });
      expect(await work).toEqual(["rejected", "rejected", "rejected", "rejected"]);
      await expectClean(database);
    });

    test("shows the login of the product no row of any tenant by the statement that was sent along", async () => {
      await stored.owner.query("drop role if exists test_login");
      await stored.owner.query("create role test_login login password 'test' in role alxderia_app");
      onTestFinished(async () => {
        await stored.owner.query("drop role test_login");
      });
      const url = new URL(stored.ownerUrl);
      url.username = "test_login";
      url.password = "test";
      const client = new pg.Client({ connectionString: url.href });
      await client.connect();
      onTestFinished(() => client.end());
      const read = client.query("select slug from tenants").then(
        ({ rows }) => rows,
        (error: { code: string }) => error.code,
      );
      expect([[], "42501"]).toContainEqual(await read);
    });
  });
});

const sleepShortly = defineStatement(
  "test_sleep_shortly",
  z.object({ slept: z.string() }),
  "select pg_sleep(0.1)::text as slept",
);
