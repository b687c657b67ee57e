import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

/** How a scope of an ingest ended; `stopped` is the brake on mass removal, `failed` any other error. */
export type ScopeEnd = "complete" | "incomplete" | "stopped" | "failed";

export type RecordCounts = { stored: number; unchanged: number; rejected: number };

const addTotals = defineStatement(
  "sync_totals_add",
  z.object({}),
  `insert into sync_totals as target (
     tenant_id, source, runs_complete, runs_incomplete, runs_stopped, runs_failed,
     records_stored, records_unchanged, records_rejected
   )
   values (
     app_current_tenant_id(), $1, ($2::text = 'complete')::integer, ($2::text = 'incomplete')::integer,
     ($2::text = 'stopped')::integer, ($2::text = 'failed')::integer, $3, $4, $5
   )
   on conflict (tenant_id, source) do update set
     runs_complete = target.runs_complete + excluded.runs_complete,
     runs_incomplete = target.runs_incomplete + excluded.runs_incomplete,
     runs_stopped = target.runs_stopped + excluded.runs_stopped,
     runs_failed = target.runs_failed + excluded.runs_failed,
     records_stored = target.records_stored + excluded.records_stored,
     records_unchanged = target.records_unchanged + excluded.records_unchanged,
     records_rejected = target.records_rejected + excluded.records_rejected`,
);

/**
 * Adds one ended scope to the totals of its source, for metrics that outlive the ingest.
 * @param ended.source kind of scope, one of few
 */
export async function upsertSyncTotals(
  transaction: TenantTransaction,
  ended: { source: string; end: ScopeEnd; records: RecordCounts },
): Promise<void> {
  const { stored, unchanged, rejected } = ended.records;
  await transaction.query(addTotals, [ended.source, ended.end, stored, unchanged, rejected]);
}
