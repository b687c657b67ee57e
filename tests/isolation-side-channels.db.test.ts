import { beforeAll, describe, expect, test } from "vitest";
import { createTwoTenants, SESSION_ROLES, type TwoTenants } from "./support/two-tenants.server.ts";

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  let tenants: TwoTenants;
  let email: string;

  beforeAll(async () => {
    tenants = await createTwoTenants(version);
    await tenants.test.owner.query("analyze");
    // one that stands in effective access and in every table asked below
    const { rows } = await tenants.test.owner.query<{ subject_label: string }>(
      "select subject_label from mv_effective_access where tenant_id = $1 and subject_label = any ($2) order by 1 limit 1",
      [tenants.theirs, tenants.theirEmails],
    );
    email = rows[0]?.subject_label ?? "";
    expect(email).toContain("@");
  });

  /** Conditions that fail, loudly, on the row that holds the wanted text. */
  const probes = (column: string) => [
    `1 / (case when ${column} = $1 then 0 else 1 end) = 1`,
    `(case when ${column} = $1 then ${column} else '1' end)::integer = 1`,
    `length(repeat(' ', case when ${column} = $1 then 2000000000 else 1 end)) = 1`,
    `(case when ${column} = $1 then pg_catalog.jsonb_object(array[${column}])::text else ${column} end) is not null`,
  ];

  test.each([
    ["effective_access", "subject_label"],
    ["effective_access_in_order", "subject_label"],
    ["effective_access_in_reverse", "subject_label"],
    ["accounts", "label"],
    ["google_workspace_users", "primary_email"],
    ["search_documents", "search_text"],
  ])("a condition on %s that fails on the other tenant's row never meets that row", async (relation, column) => {
    for (const condition of probes(column)) {
      const sql = `select from ${relation} where ${condition}`;
      const role = relation === "search_documents" ? "ingest" : "analyst";
      await expect(tenants.ask(role, tenants.mine, sql, [email]), sql).resolves.toBeDefined();
      if (relation === "search_documents") continue;
      await expect(
        tenants.ask(role, tenants.theirs, sql, [email]),
        `${sql} fails where the row is seen`,
      ).rejects.toThrow();
    }
  });

  test("a condition on a redacted view never meets the other tenant's row", async () => {
    const own = await tenants.ask("readonly", tenants.mine, "select email from redacted_people");
    const other = await tenants.ask(
      "readonly",
      tenants.theirs,
      "select email from redacted_people where email <> all ($1)",
      [own.rows.map((row) => row.email)],
    );
    const wanted = other.rows[0]?.email;
    expect(wanted).toMatch(/^user-[0-9a-f]{16}@/);
    for (const condition of probes("email")) {
      const sql = `select from redacted_people where ${condition}`;
      await expect(tenants.ask("readonly", tenants.mine, sql, [wanted]), sql).resolves.toBeDefined();
      await expect(tenants.ask("readonly", tenants.theirs, sql, [wanted]), sql).rejects.toThrow();
    }
  });

  test("the redacted views show no whole e-mail and no whole name of a person, to readonly and to admin", async () => {
    const { rows: people } = await tenants.test.owner.query<{ name: string; email: string }>(
      "select name, email from canonical_users where tenant_id = $1",
      [tenants.mine],
    );
    for (const role of ["readonly", "admin"] as const) {
      for (const view of ["redacted_people", "redacted_accounts", "redacted_effective_access"]) {
        const { rows } = await tenants.ask(role, tenants.mine, `select to_jsonb(${view})::text as text from ${view}`);
        expect(rows.length, view).toBeGreaterThan(0);
        const shown = rows.map((row) => row.text).join("\n");
        for (const person of people) {
          expect(shown).not.toContain(person.email);
          expect(shown).not.toContain(`"${person.name}"`);
        }
      }
    }
  });

  test("a search pattern of the other tenant's names finds nothing", async () => {
    const search = (tenantId: string, pattern: string | null) =>
      tenants.as("analyst", tenantId, async (query) => {
        if (pattern !== null) await query("select set_config('app.search_pattern', $1, true)", [pattern]);
        return (await query("select search_text from search_documents")).rows.map((row) => row.search_text);
      });
    expect(await search(tenants.theirs, `%${email}%`)).not.toEqual([]);
    expect(await search(tenants.mine, `%${email}%`)).toEqual([]);
    expect((await search(tenants.mine, "%")).filter((text) => text.includes(email))).toEqual([]);
    expect(await search(tenants.mine, null)).toEqual([]);
    expect(await search(tenants.mine, "' or true --")).toEqual([]);
  });

  test.each(SESSION_ROLES)("statistics, sequences and other sessions tell %s nothing", async (role) => {
    const stats = await tenants.ask(
      role,
      tenants.mine,
      "select from pg_stats where schemaname = 'public' and tablename <> 'tenant_directory'",
    );
    expect(stats.rowCount).toBe(0);
    for (const sql of [
      "select from pg_statistic",
      "select from pg_authid",
      "select last_value from audit_log_id_seq",
      "select setval('entity_history_gid_seq', 1)",
      "select pg_read_file('PG_VERSION')",
    ]) {
      await expect(tenants.ask(role, tenants.mine, sql), sql).rejects.toMatchObject({ code: "42501" });
    }
    for (const sequence of ["audit_log_id_seq", "entity_history_gid_seq"]) {
      // 55000: not drawn from in this session, so there is nothing to tell
      const expected = role === "ingest" ? "55000" : "42501";
      await expect(tenants.ask(role, tenants.mine, `select currval('${sequence}')`)).rejects.toMatchObject({
        code: expected,
      });
    }
    if (role === "app") return;
    const queries = await tenants.ask(
      role,
      tenants.mine,
      "select from pg_stat_activity where query not in ('', '<insufficient privilege>') and pid <> pg_backend_pid()",
    );
    expect(queries.rowCount).toBe(0);
  });

  test.each(SESSION_ROLES)("%s can make no function, operator, view or table", async (role) => {
    for (const sql of [
      "create function public.leak(text) returns boolean language sql as 'select true'",
      "create function public.leak(text) returns boolean language plpgsql cost 0.0001 as 'begin raise notice ''%'', $1; return true; end'",
      "create operator public.<<< (leftarg = text, rightarg = text, function = pg_catalog.texteq)",
      "create view public.leak as select * from mv_effective_access",
      "create table public.leak as select 1",
      "create schema leak",
      "create or replace function app_current_tenant_id() returns uuid language sql as 'select null::uuid'",
      "alter table accounts disable row level security",
      "alter table accounts no force row level security",
      "drop policy tenant_isolation on accounts",
      "alter view effective_access set (security_barrier = false)",
      "alter materialized view mv_effective_access owner to current_user",
      "grant select on mv_effective_access to current_user",
      "refresh materialized view mv_effective_access",
      "create extension file_fdw",
    ]) {
      const outcome = await tenants.ask(role, tenants.mine, sql).then(
        () => "done",
        (error) => error.code,
      );
      // 0A000: the server has no such extension
      expect(["42501", "0A000"], `${sql}: ${outcome}`).toContain(outcome);
    }
    const leaked = await tenants.test.owner.query(
      "select has_table_privilege($1, 'mv_effective_access', 'select') as allowed",
      [`alxderia_${role}`],
    );
    expect(leaked.rows).toEqual([{ allowed: false }]);
  });

  test("after a refresh the caller's own tenant stands in the session again", async () => {
    const seen = await tenants.as("ingest", tenants.mine, async (query) => {
      await query("select refresh_effective_access()");
      return (
        await query(
          "select app_current_tenant_id() as tenant, count(*)::integer as rows from effective_access group by 1",
        )
      ).rows;
    });
    expect(seen).toEqual([{ tenant: tenants.mine, rows: expect.any(Number) }]);
  });
});
