import { beforeAll, describe, expect, test } from "vitest";
import { ATTRIBUTE_FUNCTIONS } from "../../app/ask/guard/generated/attribute-functions.ts";
import { createGuard, type Guard } from "../../app/ask/guard/guard.server.ts";
import { ASK_VIEWS, TABLES, VIEWS } from "../../app/ask/guard/relations.ts";
import { type AskRunner, createAskRunner } from "../../app/ask/run/runner.server.ts";
import { afterFile } from "../support/after-file.ts";
import { createTwoTenants, type TwoTenants } from "../support/two-tenants.server.ts";
import { createAskLogin } from "./ask-login.server.ts";
import { listAttributeFunctions, listAvailable } from "./attribute-functions.server.ts";
import { QUESTIONS } from "./questions.ts";

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  let tenants: TwoTenants;
  let guard: Guard;
  let runner: AskRunner;
  let url: string;

  beforeAll(async () => {
    tenants = await createTwoTenants(version);
    await tenants.test.owner.query("analyze");
    url = await createAskLogin(tenants.test);
    guard = createGuard();
    runner = createAskRunner({ url, guard, timeoutMs: 30_000 });
    afterFile(async () => {
      await runner.close();
      await guard.close();
    });
  });

  test("every question of the collection runs, and its rows have its columns", async () => {
    const failed = [];
    let rows = 0;
    for (const sql of QUESTIONS) {
      const result = await runner.run(tenants.mine, sql);
      if (!result.ok) failed.push({ sql, result });
      else {
        rows += result.rows.length;
        for (const row of result.rows) expect(row).toHaveLength(result.columns.length);
      }
    }
    expect(failed).toEqual([]);
    expect(rows).toBeGreaterThan(2_000);
  });

  test("a question answers with the tenant's own rows, the same that the owner counts", async () => {
    for (const name of [...TABLES, ...VIEWS, ...ASK_VIEWS]) {
      const result = await runner.run(tenants.mine, `select count(*) as n from ${name}`);
      const source = name === "effective_access" ? "mv_effective_access" : name;
      const { rows } = await tenants.test.owner.query<{ n: string }>(
        `select count(*) as n from ${source} where tenant_id = $1`,
        [tenants.mine],
      );
      expect({ name, rows: result.ok ? result.rows : result }).toEqual({ name, rows: [[Number(rows[0]?.n)]] });
    }
  });

  test("the role may select what the guard allows, and nothing else", async () => {
    const { rows } = await tenants.test.owner.query<{ name: string; allowed: boolean }>(
      `select relnamespace::regnamespace || '.' || relname as name,
         has_table_privilege('alxderia_ask', oid, 'select') as allowed
       from pg_class where relkind in ('r', 'p', 'v', 'm', 'f') and relnamespace in ('public'::regnamespace, 'ask'::regnamespace)`,
    );
    const allowed = rows.filter((row) => row.allowed).map((row) => row.name);
    const named = [
      ...[...TABLES, ...VIEWS].map((name) => `public.${name}`),
      ...[...ASK_VIEWS].map((name) => `ask.${name}`),
    ];
    expect(allowed.sort()).toEqual(named.sort());
    const writable = await tenants.test.owner.query(
      `select relname from pg_class where relkind in ('r', 'p', 'v', 'm', 'f', 'S') and relnamespace <> 'pg_catalog'::regnamespace
         and has_table_privilege('alxderia_ask', oid, 'insert, update, delete, truncate, references, trigger')`,
    );
    expect(writable.rows).toEqual([]);
    // Temporary tables are closed for the database itself (schema/0001), which a clone of a template does not inherit.
    const { rows: mayCreate } = await tenants.test.owner.query(
      `select has_schema_privilege('alxderia_ask', 'public', 'create') or has_schema_privilege('alxderia_ask', 'ask', 'create')
         or has_database_privilege('alxderia_ask', current_database(), 'create') as allowed`,
    );
    expect(mayCreate).toEqual([{ allowed: false }]);
  });

  test("no function that a question must not call is open to the role, and the product's roles keep theirs", async () => {
    const open = await tenants.test.owner.query(
      "select name::text from guarded_functions() as guarded(name) where has_function_privilege('alxderia_ask', name::oid, 'execute')",
    );
    expect(open.rows).toEqual([]);
    const { rows } = await tenants.test.owner.query(
      `select (select count(*) > 100 from guarded_functions()) as many,
         bool_and(has_function_privilege(role, 'set_config(text, text, boolean)', 'execute')) as kept,
         has_function_privilege('alxderia_ask', 'lower(text)', 'execute') as harmless
       from unnest(array['alxderia_app', 'alxderia_analyst', 'alxderia_ingest', 'pg_monitor']) as role`,
    );
    expect(rows).toEqual([{ many: true, kept: true, harmless: true }]);
  });

  test("the names that call functions in attribute notation are those of this server, with extensions", async () => {
    const { owner } = tenants.test;
    await owner.query("begin");
    try {
      for (const name of await listAvailable(owner)) await owner.query(`create extension if not exists "${name}"`);
      const missing = (await listAttributeFunctions(owner)).filter((name) => !ATTRIBUTE_FUNCTIONS.has(name));
      expect(missing).toEqual([]);
    } finally {
      await owner.query("rollback");
    }
  });

  test("an answer says its columns, also those with the same name, its types and whether there is more", async () => {
    const sql =
      "select id, id, name, created_at, 1.50 as n, sqrt(2) as f, raw_response, 9007199254740993 as big from canonical_users order by name";
    const result = await runner.run(tenants.mine, sql, { rows: 3 });
    if (!result.ok) throw new Error(JSON.stringify(result));
    expect(result.columns).toEqual([
      { name: "id", type: "uuid" },
      { name: "id", type: "uuid" },
      { name: "name", type: "text" },
      { name: "created_at", type: "timestamptz" },
      { name: "n", type: "numeric" },
      { name: "f", type: "double precision" },
      { name: "raw_response", type: "jsonb" },
      { name: "big", type: "bigint" },
    ]);
    expect(result).toMatchObject({ truncated: true, tables: ["canonical_users"] });
    expect(result.rows).toHaveLength(3);
    expect(result.rows[0]?.[0]).toBe(result.rows[0]?.[1]);
    expect(result.rows[0]?.slice(4)).toEqual(["1.50", Math.SQRT2, expect.any(Object), "9007199254740993"]);
    expect(result.bytes).toBeGreaterThan(200);
    const whole = await runner.run(tenants.mine, "select id from canonical_users limit 3", { rows: 3 });
    expect(whole).toMatchObject({ ok: true, truncated: false });
  });

  test("what the guard refuses never reaches the server, and failures say what they mean without the server's words", async () => {
    expect(await runner.run(tenants.mine, "delete from accounts")).toMatchObject({
      kind: "refused",
      layer: "statement",
    });
    const kindOf = async (sql: string) => {
      const result = await runner.run(tenants.mine, sql);
      return result.ok ? "ok" : result.kind;
    };
    expect(await kindOf("select nothing from accounts")).toBe("unknown_name");
    expect(await kindOf("select lower(1, 2)")).toBe("unknown_name");
    expect(await kindOf("select 1 + true")).toBe("unknown_name");
    expect(await kindOf("select id from accounts group by label")).toBe("wrong_types");
    expect(await kindOf("select 1 / 0")).toBe("wrong_value");
    const leak = await runner.run(tenants.mine, "select name::int from canonical_users");
    expect(leak).toMatchObject({ ok: false, kind: "wrong_value", sqlstate: "22P02" });
    const { rows } = await tenants.test.owner.query("select name from canonical_users where tenant_id = $1", [
      tenants.mine,
    ]);
    for (const { name } of rows) expect(JSON.stringify(leak)).not.toContain(name);
    expect(await runner.run(tenants.mine, "select label, nothing from accounts")).toMatchObject({ position: 14 });
  });
});
