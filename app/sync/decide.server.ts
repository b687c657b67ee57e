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
  `insert into identity_decisions (id, tenant_id, kind, account_id, person_id, other_person_id, decided_by)
   select $1::uuid, app_current_tenant_id(), $2::text, $3::uuid, $4::uuid, $5::uuid, $6::text
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

/**
 * Records an analyst's decision and works out who is who with it, in the caller's transaction (role: ingest). Effective
 * access shows it at once: people are joined to it when it is read.
 * @returns null, with nothing recorded, when the account or a person of the decision does not exist
 */
export async function decide(
  transaction: TenantTransaction,
  request: DecisionRequest,
): Promise<{ decisionId: string } | null> {
  const decisionId = randomUUID();
  const [row] = await transaction.query(insertDecision, [
    decisionId,
    request.kind,
    request.accountId ?? null,
    request.personId ?? null,
    request.otherPersonId ?? null,
    request.actor,
  ]);
  if (!row) return null;
  await apply(transaction, row.tenant_id, decisionId, request.actor);
  await appendAuditEntry(transaction, {
    actor: request.actor,
    action: AUDIT_ACTIONS[request.kind],
    target: request.accountId ?? request.personId ?? null,
    detail: {
      decisionId,
      personId: request.personId ?? null,
      otherPersonId: request.otherPersonId ?? null,
    },
  });
  return { decisionId };
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
