import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { Acceptance } from "../model/acceptance.ts";
import { appendAuditEntry } from "../store/audit-log.server.ts";

const Decided = z.object({ id: z.string(), rule_id: z.string(), subject_label: z.string() });

const acceptStatement = defineStatement(
  "finding_accept",
  Decided,
  `update findings set state = 'accepted', accepted_until = $2::date, accepted_reason = $3::text, accepted_by = $4::text
   where findings.id = $1::uuid and findings.state <> 'resolved'
   returning findings.id, findings.rule_id, findings.subject_label`,
);

const reopenStatement = defineStatement(
  "finding_reopen",
  Decided,
  `update findings set state = 'open', accepted_until = null, accepted_reason = null, accepted_by = null
   where findings.id = $1::uuid and findings.state = 'accepted'
   returning findings.id, findings.rule_id, findings.subject_label`,
);

const noteEvent = defineStatement(
  "finding_event_insert",
  z.object({}),
  `insert into finding_events (tenant_id, finding_id, event, actor, detail)
   values (app_current_tenant_id(), $1::uuid, $2::text, $3::text, $4::jsonb)`,
);

/**
 * Accepts a finding that stands until the end of a day (UTC), or changes its acceptance; role: ingest.
 * @returns false when it is resolved or does not exist
 */
export async function acceptFinding(
  transaction: TenantTransaction,
  { id, actor, until, reason }: Acceptance & { id: string; actor: string },
): Promise<boolean> {
  const [row] = await transaction.query(acceptStatement, [id, until, reason, actor]);
  return record(transaction, row, { event: "accepted", actor, detail: { until, reason } });
}

/** Takes an acceptance back; role: ingest. @returns false when the finding is not accepted or does not exist */
export async function reopenFinding(
  transaction: TenantTransaction,
  { id, actor }: { id: string; actor: string },
): Promise<boolean> {
  const [row] = await transaction.query(reopenStatement, [id]);
  return record(transaction, row, { event: "reopened", actor, detail: {} });
}

async function record(
  transaction: TenantTransaction,
  row: z.infer<typeof Decided> | undefined,
  { event, actor, detail }: { event: "accepted" | "reopened"; actor: string; detail: Partial<Acceptance> },
): Promise<boolean> {
  if (row === undefined) return false;
  await transaction.query(noteEvent, [row.id, event, actor, JSON.stringify(detail)]);
  await appendAuditEntry(transaction, {
    actor,
    action: `finding.${event}`,
    target: row.id,
    detail: { rule: row.rule_id, subject: row.subject_label, ...detail },
  });
  return true;
}
