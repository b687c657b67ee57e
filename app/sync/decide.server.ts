import { randomUUID } from "node:crypto";
import { z } from "zod";
import { refreshSearch } from "../access/refresh-search.server.ts";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { appendAuditEntry } from "../store/audit-log.server.ts";
import { applyIdentities } from "./refresh-identities.server.ts";

export type DecisionRequest = {
  kind: "accept" | "reject" | "merge" | "split";
  accountId?: string;
  personId?: string;
  otherPersonId?: string;
  actor: string;
};

const AUDIT_ACTIONS = {
  accept: "identity.accepted",
  reject: "identity.rejected",
  merge: "identity.merged",
  split: "identity.split",
} as const;

const insertDecision = defineStatement(
  "identity_decisions_insert",
  z.object({ tenant_id: z.string() }),
  `insert into identity_decisions (id, tenant_id, kind, account_id, person_id, other_person_id, decided_by, batch_id)
   select $1::uuid, app_current_tenant_id(), $2::text, $3::uuid, $4::uuid, $5::uuid, $6::text, $7::uuid
   where ($3::uuid is null or exists (select from accounts where id = $3::uuid and deleted_at is null))
     and ($4::uuid is null or exists (select from canonical_users where id = $4::uuid and deleted_at is null))
     and ($5::uuid is null or exists (select from canonical_users where id = $5::uuid and deleted_at is null))
   returning tenant_id`,
);

const undo = defineStatement(
  "identity_decisions_undo",
  z.object({ tenant_id: z.string(), kind: z.string() }),
  `update identity_decisions set undone_by = $2, undone_at = clock_timestamp()
   where id = $1 and undone_at is null
   returning tenant_id, kind`,
);

const undoBatchStatement = defineStatement(
  "identity_decisions_undo_batch",
  z.object({ tenant_id: z.string(), id: z.string(), kind: z.string() }),
  `update identity_decisions set undone_by = $2, undone_at = clock_timestamp()
   where batch_id = $1 and undone_at is null
   returning tenant_id, id, kind`,
);

/**
 * Records an analyst's decision and works out who is who with it, in the caller's transaction (role: ingest). Effective
 * access shows it at once: people are joined to it when it is read.
 * @returns null, with nothing recorded, when the account or a person of the decision does not exist
 */
export async function decide(
  transaction: TenantTransaction,
  request: DecisionRequest,
): Promise<{ decisionId: string } | null> {
  const recorded = await record(transaction, request, null);
  if (recorded === null) return null;
  await apply(transaction, recorded.tenantId, recorded.decisionId, request.actor);
  return { decisionId: recorded.decisionId };
}

/**
 * Records many decisions and works out once who is who with all of them; each stands in the audit log.
 * @returns how many were recorded; those whose account or person has gone are left out
 */
export async function decideTogether(
  transaction: TenantTransaction,
  requests: readonly DecisionRequest[],
  actor: string,
): Promise<{ batchId: string; decided: number }> {
  const batchId = randomUUID();
  let tenantId: string | null = null;
  let decided = 0;
  for (const request of requests) {
    const recorded = await record(transaction, request, batchId);
    if (recorded === null) continue;
    tenantId = recorded.tenantId;
    decided += 1;
  }
  if (tenantId !== null) await apply(transaction, tenantId, batchId, actor);
  return { batchId, decided };
}

async function record(
  transaction: TenantTransaction,
  request: DecisionRequest,
  batchId: string | null,
): Promise<{ tenantId: string; decisionId: string } | null> {
  const decisionId = randomUUID();
  const { kind, accountId = null, personId = null, otherPersonId = null, actor } = request;
  const [row] = await transaction.query(insertDecision, [
    decisionId,
    kind,
    accountId,
    personId,
    otherPersonId,
    actor,
    batchId,
  ]);
  if (!row) return null;
  await appendAuditEntry(transaction, {
    actor,
    action: AUDIT_ACTIONS[kind],
    target: accountId ?? personId,
    detail: { decisionId, personId, otherPersonId, ...(batchId === null ? {} : { batchId }) },
  });
  return { tenantId: row.tenant_id, decisionId };
}

/** Takes back what is left of the decisions that were made together. @returns how many */
export async function undoBatch(
  transaction: TenantTransaction,
  { batchId, actor }: { batchId: string; actor: string },
): Promise<number> {
  const rows = await transaction.query(undoBatchStatement, [batchId, actor]);
  const [first] = rows;
  if (first === undefined) return 0;
  await apply(transaction, first.tenant_id, batchId, actor);
  for (const { id, kind } of rows) {
    await appendAuditEntry(transaction, {
      actor,
      action: "identity.decision_undone",
      target: id,
      detail: { kind, batchId },
    });
  }
  return rows.length;
}

/** Takes a decision back. @returns false when it does not exist or was taken back before */
export async function undoDecision(
  transaction: TenantTransaction,
  request: { decisionId: string; actor: string },
): Promise<boolean> {
  const [row] = await transaction.query(undo, [request.decisionId, request.actor]);
  if (!row) return false;
  await apply(transaction, row.tenant_id, request.decisionId, request.actor);
  await appendAuditEntry(transaction, {
    actor: request.actor,
    action: "identity.decision_undone",
    target: request.decisionId,
    detail: { kind: row.kind },
  });
  return true;
}

async function apply(transaction: TenantTransaction, tenantId: string, runId: string, actor: string): Promise<void> {
  await applyIdentities(transaction, { tenantId, runId, actor });
  await refreshSearch(transaction);
}
