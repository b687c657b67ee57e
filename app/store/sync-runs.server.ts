import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { Json } from "../model/json.ts";

const Nothing = z.object({});

const insertRun = defineStatement(
  "sync_runs_insert",
  Nothing,
  "insert into sync_runs (id, tenant_id, bundle, collected_at) values ($1, app_current_tenant_id(), $2, $3)",
);

const finishRun = defineStatement(
  "sync_runs_finish",
  Nothing,
  `update sync_runs set finished_at = clock_timestamp(), outcome = $2, added = $3, updated = $4, closed = $5
   where id = $1`,
);

const upsertScope = defineStatement(
  "sync_scopes_upsert",
  Nothing,
  `insert into sync_scopes as target (
     tenant_id, scope, sync_run_id, synced_at, collected_at, complete, incomplete_reason, last_complete_at
   )
   values (app_current_tenant_id(), $1, $2, now(), $3, $4, $5, case when $4 then now() end)
   on conflict (tenant_id, scope) do update set
     sync_run_id = excluded.sync_run_id, synced_at = excluded.synced_at, collected_at = excluded.collected_at,
     complete = excluded.complete, incomplete_reason = excluded.incomplete_reason,
     last_complete_at = coalesce(excluded.last_complete_at, target.last_complete_at)`,
);

const insertFiles = defineStatement(
  "sync_files_insert",
  Nothing,
  `insert into sync_files (tenant_id, sync_run_id, path, scope, read, stored, unchanged, rejected, errors)
   select app_current_tenant_id(), $1, file.path, $2, file.read, file.stored, file.unchanged, file.rejected, file.errors
   from jsonb_to_recordset($3::jsonb) as file (
     path text, read bigint, stored bigint, unchanged bigint, rejected bigint, errors jsonb
   )`,
);

export type FileReport = {
  path: string;
  read: number;
  stored: number;
  unchanged: number;
  rejected: number;
  errors: { line: number | null; column: number | null; record: number | null; reason: string }[];
};

export async function insertSyncRun(
  transaction: TenantTransaction,
  run: { id: string; bundle: string; collectedAt: string | null },
): Promise<void> {
  await transaction.query(insertRun, [run.id, run.bundle, run.collectedAt]);
}

export async function finishSyncRun(
  transaction: TenantTransaction,
  run: {
    id: string;
    outcome: "succeeded" | "partial" | "failed";
    changes: { added: number; updated: number; closed: number };
  },
): Promise<void> {
  await transaction.query(finishRun, [run.id, run.outcome, run.changes.added, run.changes.updated, run.changes.closed]);
}

/** Records what one scope of a run was: how fresh, whether complete, and each file's counts. */
export async function upsertSyncScope(
  transaction: TenantTransaction,
  scope: {
    scope: string;
    runId: string;
    collectedAt: string | null;
    complete: boolean;
    reason: string | null;
    files: FileReport[];
  },
): Promise<void> {
  await transaction.query(upsertScope, [scope.scope, scope.runId, scope.collectedAt, scope.complete, scope.reason]);
  await transaction.query(insertFiles, [scope.runId, scope.scope, JSON.stringify(scope.files as unknown as Json)]);
}
