import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type pg from "pg";
import type { DatabaseRole } from "../../app/db/database.server.ts";
import { generateOrganisation } from "../../app/demo/generate.server.ts";
import { ingest } from "../../app/sync/ingest.server.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.server.ts";

/** `app` is the login itself, before it takes a role. */
export type SessionRole = DatabaseRole | "app";

export const SESSION_ROLES: readonly SessionRole[] = ["admin", "ingest", "analyst", "readonly", "audit", "app"];

type Query = (sql: string, values?: unknown[]) => Promise<pg.QueryResult>;

export type TwoTenants = {
  test: TestDatabase;
  /** The tenant that asks. */
  mine: string;
  /** The tenant that must stay unseen. */
  theirs: string;
  /** Primary e-mails that only the other tenant has. */
  theirEmails: string[];
  /** Runs the work as the web process would: login alxderia_app, role and tenant of the transaction; rolled back. */
  as<Result>(role: SessionRole, tenantId: string | null, work: (query: Query) => Promise<Result>): Promise<Result>;
  /** One statement of `as`. */
  ask(role: SessionRole, tenantId: string | null, sql: string, values?: unknown[]): Promise<pg.QueryResult>;
};

/** Two tenants with an organisation of 20 people each, of the same company but other seeds. */
export async function createTwoTenants(version: 16 | 18): Promise<TwoTenants> {
  const test = await createTestDatabase({ version });
  const mine = test.tenantId;
  const theirs = await test.addTenant("other");
  for (const [tenantId, seed] of [
    [mine, 1],
    [theirs, 2],
  ] as const) {
    const out = await mkdtemp(path.join(tmpdir(), "alxderia-bundle-"));
    await generateOrganisation({ people: 20, seed, out });
    await ingest(test.database, { bundle: out, tenantId, actor: "test" });
    await rm(out, { recursive: true });
  }
  const { rows } = await test.owner.query<{ email: string }>(
    `select primary_email as email from google_workspace_users where tenant_id = $2
     except select primary_email from google_workspace_users where tenant_id = $1`,
    [mine, theirs],
  );
  const as: TwoTenants["as"] = async (role, tenantId, work) => {
    await test.owner.query("begin; set local session authorization alxderia_app");
    try {
      if (role !== "app") await test.owner.query(`set local role alxderia_${role}`);
      if (tenantId !== null) await test.owner.query("select set_config('app.current_tenant_id', $1, true)", [tenantId]);
      return await work((sql, values) => test.owner.query(sql, values));
    } finally {
      await test.owner.query("rollback");
    }
  };
  return {
    test,
    mine,
    theirs,
    theirEmails: rows.map((row) => row.email),
    as,
    ask: (role, tenantId, sql, values) => as(role, tenantId, (query) => query(sql, values)),
  };
}

/** Tables, views and materialised views of the product, partitions apart. */
export async function listRelations(
  owner: pg.Client,
): Promise<{ name: string; kind: string; tenantColumn: string | null }[]> {
  const { rows } = await owner.query<{ name: string; kind: string; tenantColumn: string | null }>(
    `select relname as name, relkind as kind, (
       select attname from pg_attribute
       where attrelid = pg_class.oid and attname = case relname when 'tenants' then 'id' else 'tenant_id' end
     ) as "tenantColumn"
     from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') and not relispartition
     order by relname`,
  );
  return rows;
}
