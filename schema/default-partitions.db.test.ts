import { describe, expect, test } from "vitest";
import { NO_TENANT } from "../app/model/no-tenant.ts";
import { findStrayRows } from "../app/queries/stray-rows.server.ts";
import { ensurePartitions } from "../app/store/partitions.server.ts";
import { createTestDatabase, type TestDatabase } from "../tests/support/test-database.server.ts";

const NONE = [
  { table: "audit_log", rows: 0 },
  { table: "entity_history", rows: 0 },
];

async function store({ owner }: TestDatabase, tenantId: string, at: string): Promise<void> {
  await owner.query(
    "insert into audit_log (tenant_id, occurred_at, actor, action) values ($1, $2, 'test', 'test.done')",
    [tenantId, at],
  );
  await owner.query(
    `insert into entity_history (tenant_id, entity_type, entity_id, seq, operation, occurred_at, actor, state, row_hash)
     values ($1, 'accounts', gen_random_uuid(), 1, 'CREATED', $2, 'test', '{}', 'x')`,
    [tenantId, at],
  );
}

async function rowsOf({ owner }: TestDatabase): Promise<string[]> {
  const { rows } = await owner.query<{ row: string }>(
    `select to_jsonb(audit_log)::text as row from audit_log
     union all select to_jsonb(entity_history)::text from entity_history order by 1`,
  );
  return rows.map(({ row }) => row);
}

async function placesOf({ owner }: TestDatabase): Promise<string[]> {
  const { rows } = await owner.query<{ place: string }>(
    `select tableoid::regclass::text as place from audit_log
     union all select tableoid::regclass::text from entity_history order by 1`,
  );
  return rows.map(({ place }) => place);
}

const strayRows = ({ database }: TestDatabase) => findStrayRows(database, 10_000);

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  test("rows of periods without a partition are kept, counted and moved unchanged, of whatever tenant", async () => {
    const test = await createTestDatabase({ version });
    expect(await strayRows(test)).toEqual(NONE);
    for (const tenantId of [test.tenantId, await test.addTenant("other"), NO_TENANT]) {
      await store(test, tenantId, "2036-12-31T23:59:59.999999Z");
      await store(test, tenantId, "2037-01-01T00:00:00Z");
    }
    const before = await rowsOf(test);
    expect(new Set(await placesOf(test))).toEqual(new Set(["audit_log_default", "entity_history_default"]));
    expect(await strayRows(test)).toEqual(NONE.map(({ table }) => ({ table, rows: 6 })));

    const made = ["audit_log_2036_q4", "audit_log_2037_q1", "entity_history_2036_12", "entity_history_2037_01"];
    expect(await ensurePartitions(test.database)).toEqual(made);
    expect(await rowsOf(test)).toEqual(before);
    expect(await placesOf(test)).toEqual(made.flatMap((name) => [name, name, name]));
    expect(await strayRows(test)).toEqual(NONE);
    expect(await ensurePartitions(test.database)).toEqual([]);
  });

  test("what was moved and what received it are guarded as before", async () => {
    const test = await createTestDatabase({ version });
    await store(test, test.tenantId, "2036-12-31T12:00:00Z");
    await ensurePartitions(test.database);
    await store(test, test.tenantId, "2039-01-01T00:00:00Z");
    for (const table of [
      "audit_log_2036_q4",
      "audit_log_default",
      "entity_history_2036_12",
      "entity_history_default",
    ]) {
      await expect(test.owner.query(`delete from ${table}`)).rejects.toThrow("append-only");
      await expect(test.owner.query(`truncate ${table}`)).rejects.toThrow("append-only");
      const { rows } = await test.owner.query(
        "select relrowsecurity and relforcerowsecurity as held from pg_class where oid = $1::regclass",
        [table],
      );
      expect(rows).toEqual([{ held: true }]);
    }
  });

  test("a move that does not end leaves every row where it was", async () => {
    const test = await createTestDatabase({ version });
    await store(test, test.tenantId, "2036-12-31T12:00:00Z");
    const before = await rowsOf(test);
    await test.owner.query("begin");
    await test.owner.query("select ensure_partitions()");
    expect(await placesOf(test)).toEqual(["audit_log_2036_q4", "entity_history_2036_12"]);
    await test.owner.query("rollback");
    expect(await placesOf(test)).toEqual(["audit_log_default", "entity_history_default"]);
    expect(await rowsOf(test)).toEqual(before);
    await expect(test.owner.query("delete from audit_log_default")).rejects.toThrow("append-only");
  });

  test("a time without a period stays in the default partition and hinders nobody", async () => {
    const test = await createTestDatabase({ version });
    await store(test, test.tenantId, "infinity");
    await store(test, test.tenantId, "2036-12-31T12:00:00Z");
    expect(await ensurePartitions(test.database)).toEqual(["audit_log_2036_q4", "entity_history_2036_12"]);
    expect(await strayRows(test)).toEqual(NONE.map(({ table }) => ({ table, rows: 1 })));
  });
});
