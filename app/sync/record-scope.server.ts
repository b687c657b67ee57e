import type { Database, TenantTransaction } from "../db/database.server.ts";
import { appendAuditEntry } from "../store/audit-log.server.ts";
import { type FileReport, upsertSyncScope } from "../store/sync-runs.server.ts";
import { upsertSyncTotals } from "../store/sync-totals.server.ts";
import { kindOfScope } from "./scope-tables.ts";

/** Records, in the scope's own transaction, how it ended: freshness, files, totals and audit. */
export async function recordScope(
  transaction: TenantTransaction,
  run: { scope: string; runId: string; actor: string; collectedAt: string | null },
  result: {
    complete: boolean;
    reason: string | null;
    files: FileReport[];
    applied: { added: number; updated: number; closed: number };
  },
): Promise<void> {
  const { scope, runId } = run;
  const { complete, reason, files } = result;
  const { added, updated, closed } = result.applied;
  const records = { stored: 0, unchanged: 0, rejected: 0 };
  for (const file of files) {
    records.stored += file.stored;
    records.unchanged += file.unchanged;
    records.rejected += file.rejected;
  }
  await upsertSyncScope(transaction, { scope, runId, collectedAt: run.collectedAt, complete, reason, files });
  const end = complete ? "complete" : "incomplete";
  await upsertSyncTotals(transaction, { source: kindOfScope(scope), end, records });
  await appendAuditEntry(transaction, {
    actor: run.actor,
    action: "ingest.scope_committed",
    target: scope,
    detail: {
      runId,
      complete,
      reason,
      files: files.length,
      added,
      updated,
      closed,
      rejected: records.rejected,
    },
  });
}

/** Counts a scope whose own transaction was rolled back. Never fails: the error that ended the scope is the one to tell. */
export async function recordScopeEnd(
  database: Database,
  tenantId: string,
  ended: { scope: string; end: "stopped" | "failed" },
): Promise<void> {
  const records = { stored: 0, unchanged: 0, rejected: 0 };
  const source = kindOfScope(ended.scope);
  await database
    .write({ tenantId, role: "ingest" }, (transaction) =>
      upsertSyncTotals(transaction, { source, end: ended.end, records }),
    )
    .catch(() => {});
}
