import { beforeAll, describe, expect, test } from "vitest";
import { createTwoTenants, listRelations, SESSION_ROLES, type TwoTenants } from "./support/two-tenants.server.ts";

const WRITERS = ["admin", "ingest"] as const;

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  let tenants: TwoTenants;
  let tables: { name: string; tenantColumn: string }[];

  beforeAll(async () => {
    tenants = await createTwoTenants(version);
    tables = (await listRelations(tenants.test.owner)).flatMap(({ name, kind, tenantColumn }) =>
      kind !== "v" && kind !== "m" && tenantColumn !== null ? [{ name, tenantColumn }] : [],
    );
  });

  /** The tables on which the role holds the privilege. */
  async function writable(role: string, privilege: string) {
    const { rows } = await tenants.test.owner.query<{ name: string }>(
      "select name from unnest($3::text[]) as name where has_table_privilege($1, format('public.%I', name), $2)",
      [`alxderia_${role}`, privilege, tables.map((table) => table.name)],
    );
    const names = new Set(rows.map((row) => row.name));
    return tables.filter((table) => names.has(table.name));
  }

  test.each(WRITERS)("%s can store no row under the other tenant, in any table", async (role) => {
    const targets = await writable(role, "insert");
    expect(targets.length).toBeGreaterThan(40);
    for (const { name, tenantColumn } of targets) {
      const place = name === "entity_history" ? ["occurred_at", ", now()"] : [null, ""];
      const columns = [tenantColumn, place[0]].filter((column) => column !== null).join(", ");
      const insert = tenants.ask(role, tenants.mine, `insert into ${name} (${columns}) values ($1${place[1]})`, [
        tenants.theirs,
      ]);
      await expect(insert, name).rejects.toThrow(`new row violates row-level security policy for table "${name}"`);
      const unset = tenants.ask(role, null, `insert into ${name} (${columns}) values ($1${place[1]})`, [
        tenants.theirs,
      ]);
      await expect(unset, name).rejects.toThrow("row-level security policy");
    }
  });

  test.each(WRITERS)("%s can give none of the tenant's rows away", async (role) => {
    let tried = 0;
    for (const { name, tenantColumn } of await writable(role, "update")) {
      const { rows } = await tenants.test.owner.query(`select from ${name} where ${tenantColumn} = $1 limit 1`, [
        tenants.mine,
      ]);
      if (rows.length === 0) continue;
      tried += 1;
      const away = tenants.ask(role, tenants.mine, `update ${name} set ${tenantColumn} = $1`, [tenants.theirs]);
      await expect(away, name).rejects.toThrow(`new row violates row-level security policy for table "${name}"`);
    }
    expect(tried).toBeGreaterThan(30);
  });

  test.each(WRITERS)("%s changes, locks and removes no row of the other tenant", async (role) => {
    for (const privilege of ["update", "delete"] as const) {
      for (const { name, tenantColumn } of await writable(role, privilege)) {
        const verb =
          privilege === "delete" ? `delete from ${name}` : `update ${name} set ${tenantColumn} = ${tenantColumn}`;
        const statements = [
          `${verb} where ${tenantColumn} = $1`,
          `select from ${name} where ${tenantColumn} = $1 for update`,
        ];
        for (const sql of privilege === "delete" ? statements.slice(0, 1) : statements) {
          expect((await tenants.ask(role, tenants.mine, sql, [tenants.theirs])).rowCount, sql).toBe(0);
        }
      }
    }
  });

  test("an upsert or a merge with the key of a stored row of the other tenant does not touch it", async () => {
    const { owner } = tenants.test;
    const { rows } = await owner.query("select * from accounts where tenant_id = $1 limit 1", [tenants.theirs]);
    const values = [JSON.stringify(rows[0])];
    const upsert = `insert into accounts select (jsonb_populate_record(null::accounts, $1::jsonb)).*
      on conflict (id, tenant_id) do update set label = 'taken'`;
    const merge = `merge into accounts using (select * from jsonb_populate_record(null::accounts, $1::jsonb)) as wanted
      on accounts.id = wanted.id and accounts.tenant_id = wanted.tenant_id
      when matched then update set label = 'taken'`;
    for (const role of WRITERS) {
      await expect(tenants.ask(role, tenants.mine, upsert, values)).rejects.toThrow("row-level security policy");
      expect((await tenants.ask(role, tenants.mine, merge, values)).rowCount).toBe(0);
    }
  });

  test("the same id may stand in both tenants: an insert does not tell that the other one has it", async () => {
    const { owner } = tenants.test;
    const { rows } = await owner.query(
      "select * from resources where tenant_id = $1 and native_id not in (select native_id from resources where tenant_id = $2) limit 1",
      [tenants.theirs, tenants.mine],
    );
    const copy = JSON.stringify({ ...rows[0], tenant_id: tenants.mine });
    const insert = "insert into resources select (jsonb_populate_record(null::resources, $1::jsonb)).*";
    expect((await tenants.ask("ingest", tenants.mine, insert, [copy])).rowCount).toBe(1);
  });

  test("the roles that read hold no privilege to write, and none may truncate or attach triggers", async () => {
    const { rows } = await tenants.test.owner.query(
      `select role, relname, privilege
       from unnest($1::text[]) as role
       cross join pg_class
       cross join unnest(array['insert', 'update', 'delete', 'truncate', 'references', 'trigger']) as privilege
       where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
         and (role not in ('alxderia_admin', 'alxderia_ingest') or privilege in ('truncate', 'references', 'trigger'))
         and has_table_privilege(role, pg_class.oid, privilege)`,
      [SESSION_ROLES.map((role) => `alxderia_${role}`)],
    );
    expect(rows).toEqual([]);
    for (const role of ["analyst", "readonly", "audit", "app"] as const) {
      await expect(tenants.ask(role, tenants.mine, "update accounts set label = 'x'")).rejects.toMatchObject({
        code: "42501",
      });
      await expect(
        tenants.ask(role, tenants.mine, "insert into tenants (slug, name) values ('x', 'x')"),
      ).rejects.toMatchObject({ code: "42501" });
      await expect(
        tenants.ask(role, tenants.mine, "insert into tenant_directory values (gen_random_uuid(), 'x')"),
      ).rejects.toMatchObject({ code: "42501" });
    }
  });

  test("what was tried left every row as it was", async () => {
    expect((await tenants.test.owner.query("select from accounts where label = 'taken'")).rowCount).toBe(0);
  });
});
