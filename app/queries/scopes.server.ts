import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { ScopeFreshness } from "../model/views.ts";
import { isoTime } from "./fragments.ts";

const scopeFreshnessList = defineStatement(
  "scope_freshness_list",
  z.object({
    scope: z.string(),
    synced_at: z.string(),
    collected_at: z.string().nullable(),
    complete: z.boolean(),
    incomplete_reason: z.string().nullable(),
  }),
  `select sync_scopes.scope, ${isoTime("sync_scopes.synced_at")} as synced_at,
  ${isoTime("sync_scopes.collected_at")} as collected_at, sync_scopes.complete, sync_scopes.incomplete_reason
from sync_scopes
order by sync_scopes.scope collate "C"`,
);

/** How fresh each scope is. There are as many as sources, so the list is whole. */
export async function listScopeFreshness(tx: TenantTransaction): Promise<ScopeFreshness[]> {
  const rows = await tx.query(scopeFreshnessList);
  return rows.map((row) => ({
    scope: row.scope,
    syncedAt: row.synced_at,
    collectedAt: row.collected_at,
    complete: row.complete,
    incompleteReason: row.incomplete_reason,
  }));
}
