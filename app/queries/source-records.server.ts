import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { Json } from "../model/json.ts";
import { TRACED_TABLES, type TracedTable } from "../model/traced-tables.ts";
import { isoTime } from "./fragments.ts";

export type SourceRecord = { table: TracedTable; id: string; scope: string; record: Json; syncedAt: string | null };

const RecordRow = z.object({
  id: z.string(),
  scope: z.string(),
  raw_response: z.custom<Json>((value) => value !== undefined),
  synced_at: z.string(),
});

/** The name of the table comes from the fixed list of TRACED_TABLES, never from a caller's text. */
const recordListOf = (table: TracedTable) =>
  defineStatement(
    `record_list_${table}`,
    RecordRow,
    `select ${table}.id, ${table}.scope, ${table}.raw_response,
  ${isoTime(`coalesce(sync_scopes.synced_at, ${table}.last_synced_at)`)} as synced_at
from ${table}
left join sync_scopes on sync_scopes.scope = ${table}.scope
where ${table}.id = any($1::uuid[])`,
  );

/**
 * The records as their providers gave them, one statement for each table that is named.
 * @returns by identifier; a record without a scope of its own (a link) is as fresh as its last write
 */
export async function findSourceRecords(
  tx: TenantTransaction,
  refs: readonly { table: TracedTable; id: string }[],
): Promise<Map<string, SourceRecord>> {
  const records = new Map<string, SourceRecord>();
  for (const table of TRACED_TABLES) {
    const ids = new Set(refs.filter((ref) => ref.table === table).map((ref) => ref.id));
    if (ids.size === 0) continue;
    for (const row of await tx.query(recordListOf(table), [[...ids]])) {
      records.set(row.id, {
        table,
        id: row.id,
        scope: row.scope,
        record: row.raw_response,
        syncedAt: row.synced_at,
      });
    }
  }
  return records;
}
