import { text } from "node:stream/consumers";
import { to as copyTo } from "pg-copy-streams";
import { beforeAll, describe, expect, test } from "vitest";
import {
  createTwoTenants,
  listRelations,
  SESSION_ROLES,
  type SessionRole,
  type TwoTenants,
} from "./support/two-tenants.server.ts";

const TENANT_ROLES = SESSION_ROLES.filter((role) => role !== "app");

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  let tenants: TwoTenants;
  const readable = new Map<SessionRole, { name: string; tenantColumn: string | null }[]>();

  beforeAll(async () => {
    tenants = await createTwoTenants(version);
    const relations = await listRelations(tenants.test.owner);
    for (const role of SESSION_ROLES) {
      const { rows } = await tenants.test.owner.query<{ name: string }>(
        "select name from unnest($2::text[]) as name where has_table_privilege($1, format('public.%I', name), 'select')",
        [`alxderia_${role}`, relations.map((relation) => relation.name)],
      );
      const names = new Set(rows.map((row) => row.name));
      readable.set(
        role,
        relations.filter((relation) => names.has(relation.name)),
      );
    }
  });

  const namesOf = (role: SessionRole) => readable.get(role)?.map((relation) => relation.name);

  test("the login reads the names of tenants and the service levels, readonly the redacted views, audit the two logs, how far one was told, their seals, verifications and withdrawals and the holds, and nothing else", () => {
    expect(namesOf("app")).toEqual(["process_runs", "slo_minutes", "slo_overrides", "slo_traces", "tenant_directory"]);
    expect(namesOf("readonly")).toEqual(["redacted_accounts", "redacted_effective_access", "redacted_people"]);
    expect(namesOf("audit")).toEqual([
      ...["audit_log", "audit_shipments", "entity_history", "history_seals", "history_verifications"],
      ...["history_withdrawals", "legal_holds"],
    ]);
    const unread = ["audit_log", "entity_history", "mv_effective_access", "schema_migrations", "tenant_directory"];
    expect(namesOf("analyst")).toEqual(expect.not.arrayContaining(unread));
    for (const role of ["admin", "ingest"] as const) {
      expect(namesOf(role)).toContain("tenant_directory");
      expect(namesOf(role)).not.toContain("mv_effective_access");
      expect(namesOf(role)).not.toContain("schema_migrations");
    }
  });

  test.each(SESSION_ROLES)("%s is refused mv_effective_access and every partition", async (role) => {
    const { rows } = await tenants.test.owner.query<{ name: string }>(
      "select relname as name from pg_class where relispartition and relkind = 'r'",
    );
    expect(rows.length).toBeGreaterThanOrEqual(8);
    for (const name of ["mv_effective_access", "schema_migrations", ...rows.map((row) => row.name)]) {
      await expect(tenants.ask(role, tenants.mine, `select from ${name}`), name).rejects.toMatchObject({
        code: "42501",
      });
    }
  });

  test.each(TENANT_ROLES)("%s without a tenant sees no row anywhere", async (role) => {
    for (const { name } of readable.get(role) ?? []) {
      if (name === "tenant_directory") continue;
      for (const tenant of [null, ""]) {
        expect(
          (
            await tenants.ask(
              role,
              tenant,
              `select from ${name} as found where jsonb_strip_nulls(to_jsonb(found)) <> '{}'`,
            )
          ).rowCount,
          name,
        ).toBe(0);
      }
    }
  });

  test.each(TENANT_ROLES)("%s sees exactly the rows of the tenant, table by table", async (role) => {
    for (const { name, tenantColumn } of readable.get(role) ?? []) {
      if (tenantColumn === null) continue;
      const { owner } = tenants.test;
      const stored = await owner.query(`select from ${name} where ${tenantColumn} = $1`, [tenants.mine]);
      const hidden = role === "analyst" && name === "search_documents";
      expect((await tenants.ask(role, tenants.mine, `select from ${name}`)).rowCount, name).toBe(
        hidden ? 0 : stored.rowCount,
      );
      const across = await tenants.ask(
        role,
        tenants.mine,
        `select from ${name} where ${tenantColumn} <> $1 or ${tenantColumn} = $2`,
        [tenants.mine, tenants.theirs],
      );
      expect(across.rowCount, name).toBe(0);
    }
  });

  test("no table or view shows an e-mail that only the other tenant has, and each shows it to that tenant", async () => {
    expect(tenants.theirEmails.length).toBeGreaterThan(5);
    const pattern = tenants.theirEmails
      .slice(0, 3)
      .map((email) => email.replaceAll(".", "\\."))
      .join("|");
    const showing = new Set<string>();
    for (const role of TENANT_ROLES) {
      for (const { name } of readable.get(role) ?? []) {
        const sql = `select from ${name} as found where found::text ~ $1`;
        expect((await tenants.ask(role, tenants.mine, sql, [pattern])).rowCount, `${role} ${name}`).toBe(0);
        if ((await tenants.ask(role, tenants.theirs, sql, [pattern])).rowCount) showing.add(name);
      }
    }
    expect([...showing]).toEqual(
      expect.arrayContaining([
        "google_workspace_users",
        "accounts",
        "canonical_users",
        "effective_access",
        "entity_history",
        "google_workspace_names",
        "search_documents",
      ]),
    );
  });

  test.each([
    ["a self join", "select from accounts as own join accounts as other on other.tenant_id <> own.tenant_id"],
    [
      "a subquery",
      "select (select count(*) from accounts where tenant_id = $1) as other where false or exists (select from accounts where tenant_id = $1)",
    ],
    [
      "a common table expression",
      "with other as materialized (select * from accounts) select from other where tenant_id = $1",
    ],
    [
      "a union",
      "select id from accounts where tenant_id = $1 union all select id from canonical_users where tenant_id = $1",
    ],
    [
      "a lateral join",
      "select from tenants cross join lateral (select from accounts where tenant_id <> tenants.id and tenant_id = $1) as other",
    ],
    [
      "a full join",
      "select from accounts full join (select $1::uuid as tenant_id) as wanted using (tenant_id) where accounts.id is not null and tenant_id = $1",
    ],
    ["a sample", "select from accounts tablesample bernoulli (100) where tenant_id = $1"],
    [
      "a scan by physical place",
      "select from accounts where ctid = any (array(select format('(%s,%s)', page, line)::tid from generate_series(0, 20) as page, generate_series(1, 60) as line)) and tenant_id = $1",
    ],
    [
      "a window",
      "select from (select tenant_id, lag(tenant_id) over () as before from accounts) as pairs where before = $1 or tenant_id = $1",
    ],
    [
      "a function that runs a query by its text",
      "select from ts_stat('select array_to_tsvector(array[tenant_id::text]) from accounts') where word = $1::text",
    ],
    [
      "a view over the resolved grants",
      "select from gcp_grants join gcp_iam_bindings on gcp_iam_bindings.id = gcp_grants.source_id where tenant_id = $1",
    ],
  ])("%s reaches no row of the other tenant", async (_, sql) => {
    const wanted = sql.includes("$1") ? [tenants.theirs] : [];
    expect((await tenants.ask("analyst", tenants.mine, sql, wanted)).rowCount).toBe(0);
    if (wanted.length > 0 && !sql.includes("<> tenants.id")) {
      expect(
        (await tenants.ask("analyst", tenants.theirs, sql, wanted)).rowCount,
        "the question itself finds rows",
      ).toBeGreaterThan(0);
    }
  });

  test("row-level security cannot be switched off: the query is refused", async () => {
    for (const role of ["admin", "ingest", "analyst"] as const) {
      await tenants.as(role, tenants.mine, async (query) => {
        await query("set local row_security = off");
        await expect(query("select from accounts")).rejects.toThrow(/would be affected by row-level security policy/);
      });
    }
  });

  test("COPY gives out the tenant's rows only", async () => {
    for (const source of ["accounts", "(select * from accounts)"]) {
      const copied = await tenants.as("analyst", tenants.mine, () =>
        text(tenants.test.owner.query(copyTo(`copy ${source} to stdout`))),
      );
      expect(copied).toContain(tenants.mine);
      expect(copied).not.toContain(tenants.theirs);
    }
    await expect(tenants.ask("admin", tenants.mine, "copy accounts to program 'cat'")).rejects.toMatchObject({
      code: "42501",
    });
    await expect(tenants.ask("admin", tenants.mine, "copy mv_effective_access to stdout")).rejects.toMatchObject({
      code: "42501",
    });
  });

  test("a prepared statement follows the tenant and the role of each transaction", async () => {
    const { owner } = tenants.test;
    await owner.query("set plan_cache_mode = force_generic_plan");
    const count = async (role: SessionRole, tenantId: string | null) => {
      const { rows } = await tenants.as(role, tenantId, () =>
        owner.query({
          name: "effective_access_count",
          text: "select distinct subject_id from effective_access order by 1",
        }),
      );
      return rows.map((row) => row.subject_id);
    };
    const mine = await count("analyst", tenants.mine);
    const theirs = await count("analyst", tenants.theirs);
    expect(mine).not.toEqual(theirs);
    for (let turn = 0; turn < 7; turn += 1) {
      expect(await count("ingest", tenants.theirs)).toEqual(theirs);
      expect(await count("analyst", tenants.mine)).toEqual(mine);
      expect(await count("analyst", null)).toEqual([]);
    }
    await expect(count("readonly", tenants.mine)).rejects.toMatchObject({ code: "42501" });
    await owner.query("reset plan_cache_mode");
  });
});
