import { describe, expect, test } from "vitest";
import { createTestDatabase } from "../tests/support/test-database.server.ts";

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  test("the running period and the next three are made, over the end of the year, and once", async () => {
    const { owner } = await createTestDatabase({ version });
    const ensure = async (day: string) =>
      (await owner.query<{ name: string }>("select ensure_partitions($1) as name", [day])).rows.map((row) => row.name);

    expect(await ensure("2036-11-15")).toEqual([
      "audit_log_2036_q4",
      "audit_log_2037_q1",
      "audit_log_2037_q2",
      "audit_log_2037_q3",
      "entity_history_2036_11",
      "entity_history_2036_12",
      "entity_history_2037_01",
      "entity_history_2037_02",
    ]);
    expect(await ensure("2036-11-15")).toEqual([]);
    expect(await ensure("2036-12-31")).toEqual(["entity_history_2037_03"]);
    expect(await ensure("2037-01-01")).toEqual(["audit_log_2037_q4", "entity_history_2037_04"]);
    expect(await ensure("2040-02-29")).toEqual([
      "audit_log_2040_q1",
      "audit_log_2040_q2",
      "audit_log_2040_q3",
      "audit_log_2040_q4",
      "entity_history_2040_02",
      "entity_history_2040_03",
      "entity_history_2040_04",
      "entity_history_2040_05",
    ]);
  });

  test("the partitions of today are made by the migration, whatever time zone the session has", async () => {
    const { owner } = await createTestDatabase({ version });
    for (const zone of ["Pacific/Kiritimati", "Pacific/Pago_Pago", "UTC"]) {
      await owner.query("select set_config('TimeZone', $1, false)", [zone]);
      expect((await owner.query("select ensure_partitions()")).rowCount).toBe(0);
    }
  });

  test("periods begin and end at midnight UTC, without gap or overlap", async () => {
    const { owner } = await createTestDatabase({ version });
    await owner.query("set time zone 'America/St_Johns'");
    await owner.query("select ensure_partitions('2036-11-15')");
    const store = async (at: string) => {
      const { rows } = await owner.query<{ place: string }>(
        `with stored as (
           insert into audit_log (tenant_id, occurred_at, actor, action) values (gen_random_uuid(), $1, 'test', 'test.done')
           returning tableoid
         ) select tableoid::regclass::text as place from stored`,
        [at],
      );
      return rows[0]?.place;
    };
    expect(await store("2036-10-01T00:00:00Z")).toBe("audit_log_2036_q4");
    expect(await store("2036-12-31T23:59:59.999999Z")).toBe("audit_log_2036_q4");
    expect(await store("2037-01-01T00:00:00Z")).toBe("audit_log_2037_q1");
    expect(await store("2036-09-30T23:59:59Z")).toBe("audit_log_default");
  });

  test("each partition carries its own row-level security and its guards, and grants nothing", async () => {
    const { owner } = await createTestDatabase({ version });
    await owner.query("select ensure_partitions('2036-11-15')");
    const { rows } = await owner.query(
      `select relname, relrowsecurity and relforcerowsecurity as protected, (
         select array_agg(tgname::text order by tgname) from pg_trigger where tgrelid = pg_class.oid
       ) as triggers, exists (select from aclexplode(relacl) where grantee <> relowner) as granted
       from pg_class where relispartition and relkind = 'r' order by relname`,
    );
    expect(rows.length).toBeGreaterThanOrEqual(16);
    for (const row of rows) {
      const parent = row.relname.replace(/_(\d{4}_(q\d|\d\d)|default)$/, "");
      expect(row).toEqual({
        relname: row.relname,
        protected: true,
        granted: false,
        triggers: [`${row.relname}_no_truncate`, `${parent}_append_only`].sort(),
      });
    }
  });
});
