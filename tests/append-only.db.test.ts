import { beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "./support/test-database.server.ts";
import { SESSION_ROLES } from "./support/two-tenants.server.ts";

const LOGS = ["audit_log", "entity_history"] as const;

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  let database: TestDatabase;
  let parts: string[];

  beforeAll(async () => {
    database = await createTestDatabase({ version });
    await database.owner.query("insert into audit_log (tenant_id, actor, action) values ($1, 'test', 'test.done')", [
      database.tenantId,
    ]);
    await database.owner.query(
      `insert into entity_history (tenant_id, entity_type, entity_id, seq, operation, occurred_at, actor, state, row_hash)
       values ($1, 'accounts', gen_random_uuid(), 1, 'CREATED', now(), 'test', '{}', '')`,
      [database.tenantId],
    );
    const { rows } = await database.owner.query<{ name: string }>(
      "select relname as name from pg_class where relispartition and relkind = 'r'",
    );
    parts = rows.map((row) => row.name);
  });

  const changes = () =>
    [...LOGS, ...parts].flatMap((name) => [
      `update ${name} set actor = 'x'`,
      `delete from ${name}`,
      `truncate ${name}`,
    ]);

  async function refusal(role: string | null, sql: string): Promise<string> {
    await database.owner.query("begin");
    try {
      if (role !== null) await database.owner.query(`set local session authorization alxderia_${role}`);
      await database.owner.query("select set_config('app.current_tenant_id', $1, true)", [database.tenantId]);
      const { rowCount } = await database.owner.query(sql);
      return `${rowCount} rows`;
    } catch (error) {
      return error instanceof Error && "code" in error ? `${error.code} ${error.message}` : String(error);
    } finally {
      await database.owner.query("rollback");
    }
  }

  test.each(SESSION_ROLES)("%s may not update, delete or truncate either log or a partition of it", async (role) => {
    for (const sql of changes()) expect(await refusal(role, sql), sql).toMatch(/^42501 permission denied/);
  });

  test("the owner is refused as well, a superuser at that, and by every way round", async () => {
    const filled = async (name: string) =>
      ((await database.owner.query(`select from ${name} limit 1`)).rowCount ?? 0) > 0;
    for (const sql of changes()) {
      const name = sql.replace(/^(update|delete from|truncate) /, "").split(" ")[0] ?? "";
      // an empty partition has no row to refuse
      if (!sql.startsWith("truncate") && !(await filled(name))) continue;
      expect(await refusal(null, sql), sql).toMatch(
        /^42501 (UPDATE|DELETE|TRUNCATE) on \w+ is refused: the table is append-only/,
      );
    }
    for (const sql of [
      "truncate audit_log, entity_history restart identity cascade",
      "merge into audit_log using (select 1) as one on true when matched then delete",
      "merge into entity_history using (select 1) as one on true when matched then update set actor = 'x'",
      "insert into audit_log select * from audit_log on conflict (id, occurred_at) do update set actor = 'x'",
      "with gone as (delete from entity_history returning *) select from gone",
    ]) {
      expect(await refusal(null, sql), sql).toMatch(/^42501 .*append-only/);
    }
  });

  test("only the ingest role appends, and only by the parent table", async () => {
    const audit = (name: string) =>
      `insert into ${name} (tenant_id, actor, action) values ('${database.tenantId}', 'test', 'test.done')`;
    const history = (
      name: string,
    ) => `insert into ${name} (tenant_id, entity_type, entity_id, seq, operation, occurred_at, actor, state, row_hash)
      values ('${database.tenantId}', 'accounts', gen_random_uuid(), 1, 'CREATED', now(), 'test', '{}', '')`;
    for (const role of SESSION_ROLES) {
      const expected = role === "ingest" ? /^1 rows$/ : /^42501 permission denied/;
      expect(await refusal(role, audit("audit_log")), role).toMatch(expected);
      expect(await refusal(role, history("entity_history")), role).toMatch(expected);
      for (const name of parts) {
        const sql = name.startsWith("audit_log") ? audit(name) : history(name);
        expect(await refusal(role, sql), `${role} ${name}`).toMatch(/^42501 permission denied/);
      }
    }
  });

  test("audit, admin and nobody else read both; ingest reads history only", async () => {
    for (const role of SESSION_ROLES) {
      for (const name of LOGS) {
        const allowed = role === "audit" || role === "admin" || (role === "ingest" && name === "entity_history");
        expect(await refusal(role, `select from ${name}`), `${role} ${name}`).toMatch(
          allowed ? /^1 rows$/ : /^42501 permission denied/,
        );
      }
    }
  });
});
