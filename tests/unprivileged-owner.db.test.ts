import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { expect, inject, onTestFinished, test } from "vitest";
import { createDatabase, type Database } from "../app/db/database.server.ts";
import { generateOrganisation } from "../app/demo/generate.server.ts";
import { createSealFile } from "../app/history/published-seals.server.ts";
import { planRetention } from "../app/history/retention-plan.server.ts";
import { retirePartition } from "../app/history/retire-partition.server.ts";
import { openSealingKeys } from "../app/history/sealing-keys.server.ts";
import { verifyHistory } from "../app/history/verify-history.server.ts";
import { NO_TENANT } from "../app/model/no-tenant.ts";
import { findOperations } from "../app/queries/operations.server.ts";
import { findStrayRows } from "../app/queries/stray-rows.server.ts";
import { ensurePartitions } from "../app/store/partitions.server.ts";
import { ensureTenant } from "../app/store/tenants.server.ts";
import { eraseEverywhere } from "../app/sync/erase-person.server.ts";
import { ingest } from "../app/sync/ingest.server.ts";
import { migrate } from "../schema/migrate.server.ts";
import { createEmptyDatabase } from "./support/empty-database.server.ts";
import { sealAll } from "./support/seal-all.server.ts";

// Aurora and Cloud SQL give nobody superuser: the owner of the database makes roles, and that is all it has.
test.each([16, 18] as const)(
  "PostgreSQL %i is migrated and filled by an owner that is no superuser",
  async (version) => {
    const url = new URL(await createOwnedDatabase(version));
    expect((await migrate(url.href)).applied).toContain("0047_create_table_slo_traces.sql");

    const out = await mkdtemp(path.join(tmpdir(), "alxderia-bundle-"));
    onTestFinished(() => rm(out, { recursive: true }));
    await generateOrganisation({ people: 20, seed: 1, out });
    const database = createDatabase(url.href, { max: 2 });
    try {
      const { id: tenantId } = await ensureTenant(database, "default");
      const request = { bundle: out, tenantId, actor: "test" };
      expect((await ingest(database, request)).access?.rows).toBeGreaterThan(100);
      expect((await ingest(database, request)).changes).toEqual({ added: 0, updated: 0, closed: 0 });
      expect((await findOperations(database)).syncs).toContainEqual({ source: "github", result: "complete", runs: 2 });
      await database.write({ tenantId, role: "ingest" }, async ({ client }) => {
        // the second refresh is the concurrent one, which stages in a temporary table
        await client.query("select refresh_effective_access()");
        expect((await client.query("select ensure_partitions('2041-12-01')")).rowCount).toBe(8);
      });
      for (const tenant of [tenantId, NO_TENANT]) {
        await database.write({ tenantId: tenant, role: "ingest" }, ({ client }) =>
          client.query(
            "insert into audit_log (tenant_id, occurred_at, actor, action) values ($1, '2061-02-01', 'test', 'test.done')",
            [tenant],
          ),
        );
      }
      const stray = () => findStrayRows(database, 10_000);
      expect(await stray()).toContainEqual({ table: "audit_log", rows: 2 });
      expect(await ensurePartitions(database)).toEqual(["audit_log_2061_q1"]);
      expect(await stray()).toContainEqual({ table: "audit_log", rows: 0 });
      for (const tenant of [tenantId, NO_TENANT]) {
        const { rowCount } = await database.write({ tenantId: tenant, role: "audit" }, ({ client }) =>
          client.query("select from audit_log where occurred_at = '2061-02-01'"),
        );
        expect(rowCount).toBe(1);
      }
      const emails = await database.write({ tenantId, role: "readonly" }, ({ client }) =>
        client.query("select from redacted_people where email ~ '^user-[0-9a-f]{16}@'"),
      );
      expect(emails.rowCount).toBeGreaterThan(0);
      for (const name of ["mv_effective_access", "canonical_users", "entity_history"]) {
        const { rows } = await database.pool.query(
          "select relowner::regrole::text as owner from pg_class where oid = $1::regclass",
          [`public.${name}`],
        );
        expect(rows).toEqual([{ owner: url.username }]);
      }
      if (version === 18) await retireAndErase(database, tenantId, out);
      // row-level security is forced: the owner itself sees nothing without a tenant
      expect((await database.pool.query("select from canonical_users")).rowCount).toBe(0);
      await expect(database.pool.query("delete from audit_log")).resolves.toMatchObject({ rowCount: 0 });
      await expect(database.pool.query("truncate audit_log")).rejects.toThrow("append-only");
    } finally {
      await database.close();
    }
  },
);

/** Rows are taken out and a person is erased by the same owner, and what remains verifies. */
async function retireAndErase(database: Database, tenantId: string, folder: string): Promise<void> {
  const keys = await openSealingKeys({ signingKey: null, trustedKeys: null, folder });
  const sealing = { database, keys, publisher: createSealFile(path.join(folder, "seals.jsonl")) };
  await sealAll(sealing, tenantId);
  const { rows } = await database.write({ tenantId, role: "analyst" }, ({ client }) =>
    client.query<{ id: string }>("select id from canonical_users order by id limit 1"),
  );
  const request = { tenantId, personId: rows[0]?.id ?? "", reason: "request 1", actor: "test" };
  const { tables } = await eraseEverywhere(sealing, database, { ...request, dryRun: false, now: new Date() });
  expect(tables.map(({ table }) => table)).toContain("entity_history");
  await sealAll(sealing, tenantId);
  const now = new Date(Date.now() + 400 * 86_400_000);
  const tenants = [{ id: tenantId, slug: "default" }];
  const plan = await planRetention(database, { policy: { entity_history: 1, audit_log: 1 }, now, tenants });
  expect(plan.map(({ log }) => log)).toEqual(["audit_log"]);
  const retiring = { database, owner: database, keys, archive: folder, actor: "test", now };
  for (const partition of plan) expect((await retirePartition(retiring, partition)).rows).toBeGreaterThan(1);
  const verifying = { ...sealing, readTrusted: async () => keys.trusted };
  expect((await verifyHistory(verifying, tenantId, {})).damage).toEqual([]);
}

/** A new role that may make roles, as the owner of a new database; both are dropped when the test ends. */
async function createOwnedDatabase(version: 16 | 18): Promise<string> {
  const server = new pg.Client({ connectionString: inject(version === 16 ? "postgres16" : "postgres18") });
  await server.connect();
  const name = `owner_${randomBytes(6).toString("hex")}`;
  await server.query(`create role ${name} login createrole password 'owner'`);
  // the roles of the cluster stand already; who makes a role gets this much of it
  const { rows } = await server.query<{ rolname: string }>(
    "select rolname from pg_roles where rolname like 'alxderia\\_%'",
  );
  for (const { rolname } of rows)
    await server.query(`grant ${rolname} to ${name} with admin true, inherit false, set false`);
  onTestFinished(async () => {
    await server.query(`drop owned by ${name}`);
    await server.query(`drop role ${name}`);
    await server.end();
  });
  const { url, client } = await createEmptyDatabase(version);
  const owned = new URL(url);
  await client.query(`alter database ${owned.pathname.slice(1)} owner to ${name}`);
  owned.username = name;
  owned.password = "owner";
  return owned.href;
}
