import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { appendAuditEntry } from "./audit-log.server.ts";

const insertStatement = defineStatement(
  "slo_overrides_insert",
  z.object({}),
  "insert into slo_overrides (actor, reason, expires_at) values ($1, $2, $3)",
);

/**
 * Lets deployments through a freeze until a time, and says so in the audit log of the transaction's tenant. Role: ingest.
 * @throws the database's error when the time is past or more than 7 days away
 */
export async function addSloOverride(
  transaction: TenantTransaction,
  { actor, reason, expiresAt }: { actor: string; reason: string; expiresAt: string },
): Promise<void> {
  await transaction.query(insertStatement, [actor, reason, expiresAt]);
  await appendAuditEntry(transaction, {
    actor,
    action: "freeze.overridden",
    target: null,
    detail: { reason, expiresAt },
  });
}
