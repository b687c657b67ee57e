import { beforeAll, describe, expect, test } from "vitest";
import { createTestDatabase, type TestDatabase } from "./support/test-database.server.ts";
import { SESSION_ROLES } from "./support/two-tenants.server.ts";

const ROLES = SESSION_ROLES.map((role) => `alxderia_${role}`);
const OWN = "not exists (select from pg_depend where pg_depend.objid = %.oid and pg_depend.deptype = 'e')";

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase({ version });
  });

  const rowsOf = async (sql: string, values: unknown[] = []) => (await database.owner.query(sql, values)).rows;

  test("every relation with a tenant column has row-level security enabled and forced, partitions included", async () => {
    const tables = await rowsOf(
      `select relname as name, relrowsecurity and relforcerowsecurity as protected, (
         select bool_and(coalesce(qual, '') like '%tenant_id = app_current_tenant_id()%') from pg_policies where tablename = relname
       ) as held
       from pg_class
       join pg_attribute on attrelid = pg_class.oid and attname = 'tenant_id'
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')`,
    );
    expect(tables.length).toBeGreaterThan(50);
    expect(tables.filter((table) => table.protected !== true || table.held !== true)).toEqual([]);
    const others = await rowsOf(
      `select relname as name, relrowsecurity and relforcerowsecurity as protected from pg_class
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
         and not exists (select from pg_attribute where attrelid = pg_class.oid and attname = 'tenant_id')
       order by relname`,
    );
    expect(others).toEqual([
      { name: "process_runs", protected: false },
      { name: "schema_migrations", protected: false },
      { name: "slo_flushes", protected: false },
      { name: "slo_minutes", protected: false },
      { name: "slo_overrides", protected: false },
      { name: "slo_traces", protected: false },
      { name: "tenant_directory", protected: false },
      { name: "tenants", protected: true },
    ]);
  });

  test("every view asks with the reader's rights or holds the reader's conditions behind a barrier", async () => {
    const views = await rowsOf(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'v'
         and not coalesce(reloptions && array['security_invoker=true', 'security_barrier=true'], false)`,
    );
    expect(views).toEqual([]);
  });

  test("nothing of the product is open to PUBLIC, and no role may pass a privilege on", async () => {
    expect(
      await rowsOf(
        `select pg_proc.oid::regprocedure::text as name
         from pg_proc cross join aclexplode(coalesce(proacl, acldefault('f', proowner))) as entry
         where pronamespace = 'public'::regnamespace and entry.grantee = 0 and ${OWN.replace("%", "pg_proc")}`,
      ),
    ).toEqual([]);
    expect(
      await rowsOf(
        `select relname from pg_class cross join aclexplode(relacl) as entry
         where relnamespace = 'public'::regnamespace
           and (entry.grantee = 0 or (entry.is_grantable and entry.grantee <> relowner))`,
      ),
    ).toEqual([]);
    expect(await rowsOf("select has_schema_privilege('public', 'public', 'create') as allowed")).toEqual([
      { allowed: false },
    ]);
  });

  test("functions that run with other rights name their search path and are called only by those who may", async () => {
    const functions = await rowsOf(
      `select proname as name, proconfig @> array['search_path=public, pg_temp'] as pinned,
         array(select role from unnest($1::text[]) as role where has_function_privilege(role, pg_proc.oid, 'execute') order by role) as callers
       from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by proname`,
      [ROLES],
    );
    const callers = ["alxderia_admin", "alxderia_ingest"];
    expect(functions).toEqual([
      { name: "add_slo_flush", pinned: true, callers: ["alxderia_app"] },
      { name: "add_slo_minutes", pinned: true, callers: ["alxderia_app"] },
      { name: "begin_process_run", pinned: true, callers: ["alxderia_app"] },
      { name: "compute_effective_access", pinned: true, callers: [] },
      { name: "end_process_run", pinned: true, callers: ["alxderia_app"] },
      { name: "ensure_partitions", pinned: true, callers },
      { name: "make_redaction_key", pinned: true, callers: [] },
      { name: "operations_snapshot", pinned: true, callers: ["alxderia_app"] },
      { name: "record_row", pinned: true, callers: [] },
      { name: "refresh_effective_access", pinned: true, callers },
      { name: "refresh_statistics", pinned: true, callers },
      { name: "stray_rows", pinned: true, callers: ["alxderia_app"] },
    ]);
  });

  test.each(SESSION_ROLES)("%s is refused the functions that are not its own", async (role) => {
    const mayMaintain = role === "admin" || role === "ingest";
    for (const [call, allowed] of [
      ["compute_effective_access($1)", false],
      ["protect_tenant_table('accounts'), $1::uuid", false],
      ["operations_snapshot(), $1::uuid", role === "app"],
      ["stray_rows(), $1::uuid", role === "app"],
      ["add_slo_minutes($1, 1, '[]')", role === "app"],
      ["add_slo_flush($1, 1, '[]')", role === "app"],
      ["begin_process_run($1, 'a', 'b', now())", role === "app"],
      ["end_process_run($1, now())", role === "app"],
      ["ensure_partitions('2031-05-05'), $1::uuid", mayMaintain],
      ["refresh_statistics(), $1::uuid", mayMaintain],
      ["refresh_effective_access(), $1::uuid", mayMaintain],
    ] as const) {
      await database.owner.query(`begin; set local session authorization alxderia_${role}`);
      const answer = database.owner.query(`select ${call}`, [database.tenantId]);
      if (allowed) await answer;
      else await expect(answer, call).rejects.toMatchObject({ code: "42501" });
      await database.owner.query("rollback");
    }
  });

  test("no role takes another one, and the login takes each of the five but inherits none", async () => {
    for (const from of ROLES) {
      for (const to of [...ROLES, "postgres", "pg_read_all_data", "pg_write_all_data"]) {
        if (from === to) continue;
        await database.owner.query(`begin; set local session authorization ${from}`);
        const taken = await database.owner.query(`set local role ${to}`).then(
          () => "taken",
          (error) => error.code,
        );
        await database.owner.query("rollback");
        const allowed = from === "alxderia_app" && to.startsWith("alxderia_");
        expect({ from, to, taken }).toEqual({ from, to, taken: allowed ? "taken" : "42501" });
      }
    }
    expect(
      await rowsOf(
        `select role, other from unnest($1::text[]) as role cross join unnest($1::text[]) as other
         where role <> other and pg_has_role(role, other, 'usage')`,
        [ROLES],
      ),
    ).toEqual([]);
    expect(
      await rowsOf(
        `select rolname from pg_roles where rolname = any ($1)
           and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolinherit
             or (rolcanlogin and rolname <> 'alxderia_app'))`,
        [ROLES],
      ),
    ).toEqual([]);
  });
});
