import type pg from "pg";
import type { Database } from "../db/database.server.ts";
import { carryRows } from "./replay-carry.server.ts";
import { rebuildRecorded, rebuildStored } from "./replay-rebuild.server.ts";
import { CARRIED_LATER, CARRIED_TABLES, listRebuiltTables } from "./replay-tables.server.ts";
import { findRetiredBefore, verifyChains } from "./replay-verify.server.ts";

export type ReplayedTenant = { slug: string; events: number; records: number };

const MEGABYTES = 1_000_000;
const SEQUENCES = [
  { sequence: "entity_history_gid_seq", table: "entity_history", column: "gid" },
  { sequence: "audit_log_id_seq", table: "audit_log", column: "id" },
  { sequence: "saved_question_runs_id_seq", table: "saved_question_runs", column: "id" },
] as const;

/**
 * Brings one tenant's history into an empty, migrated database, verifies it there and rebuilds every table from it, in
 * one transaction: an error leaves nothing of the tenant. What is derived (graph, search, effective access) is not made.
 * @param source,target as their owners connect
 * @param until ISO 8601, or null for all that is committed now
 * @returns null of a tenant that did not exist then
 * @throws DamagedHistoryError, HistoryWithoutScopeError, RetiredHistoryError
 */
export async function replayTenant(
  source: Database,
  target: Database,
  tenant: { id: string; slug: string },
  until: string | null,
  report: (message: string) => void,
): Promise<ReplayedTenant | null> {
  const scope = { tenantId: tenant.id };
  return source.write({ ...scope, role: "admin" }, async ({ client: from }) => {
    await from.query("set transaction isolation level repeatable read, read only");
    if (!(await existed(from, tenant.id, until))) return null;
    const retiredBefore = await findRetiredBefore(from, until);
    await makePartitions(from, target);
    const replayed = await target.write({ ...scope, role: "ingest" }, async ({ client: into }) => {
      const carry = (carried: { table: string; key: string; until: string }) => {
        let shown = 0;
        return carryRows(from, into, { ...carried, tenantId: tenant.id, before: until }, (bytes) => {
          if (bytes - shown < 10 * MEGABYTES) return;
          shown = bytes;
          report(`${tenant.slug}: ${carried.table}, ${Math.round(bytes / MEGABYTES)} MB copied`);
        });
      };
      for (const carried of CARRIED_TABLES) await carry(carried);
      report(`${tenant.slug}: verifying history`);
      const events = await verifyChains(into, retiredBefore);
      const { stored, recorded } = await listRebuiltTables(into);
      let records = 0;
      for (const table of stored) {
        report(`${tenant.slug}: rebuilding ${table}`);
        records += await rebuildStored(into, table);
      }
      for (const table of recorded) records += await rebuildRecorded(into, table);
      await carry(CARRIED_LATER);
      return { slug: tenant.slug, events, records };
    });
    await moveSequences(from, target);
    return replayed;
  });
}

async function existed(from: pg.PoolClient, tenantId: string, until: string | null): Promise<boolean> {
  const { rowCount } = await from.query(
    "select from tenants where id = $1 and ($2::timestamptz is null or created_at <= $2)",
    [tenantId, until],
  );
  return rowCount === 1;
}

/** The periods that the tenant's logs have rows of. */
async function makePartitions(from: pg.PoolClient, target: Database): Promise<void> {
  const { rows } = await from.query<{ day: string }>(
    `select distinct date_trunc('month', occurred_at at time zone 'UTC')::date::text as day
     from (select occurred_at from entity_history union all select occurred_at from audit_log) as events`,
  );
  for (const { day } of rows) await target.pool.query("select ensure_partitions($1::date)", [day]);
}

/** What is written next comes after everything that was copied. */
async function moveSequences(from: pg.PoolClient, target: Database): Promise<void> {
  for (const { sequence, table, column } of SEQUENCES) {
    const { rows } = await from.query<{ last: string | null }>(`select max(${column})::text as last from ${table}`);
    const last = rows[0]?.last;
    if (last === null || last === undefined) continue;
    await target.pool.query(`select setval($2::text::regclass, greatest($1::bigint, last_value)) from ${sequence}`, [
      last,
      sequence,
    ]);
  }
}
