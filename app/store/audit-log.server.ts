import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { AuditAction } from "../model/audit-event.ts";
import type { Json } from "../model/json.ts";

const insertEntry = defineStatement(
  "audit_log_insert",
  z.object({}),
  `insert into audit_log (tenant_id, actor, action, target, detail)
   values (app_current_tenant_id(), $1, $2, $3, $4::jsonb)`,
);

/** Appends one entry. Role: ingest. */
export async function appendAuditEntry(
  transaction: TenantTransaction,
  entry: { actor: string; action: AuditAction; target: string | null; detail: Json },
): Promise<void> {
  await transaction.query(insertEntry, [entry.actor, entry.action, entry.target, JSON.stringify(entry.detail)]);
}
