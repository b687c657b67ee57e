import { z } from "zod";
import { FINDING_STATES, type Finding, SEVERITIES, SUBJECT_KINDS } from "../model/findings.ts";
import { isoTime } from "../queries/fragments.ts";
import { findRule } from "./rules/index.ts";

/** An acceptance ends with its last day, also before the next evaluation says so. */
export const IS_ACCEPTED =
  "(findings.state = 'accepted' and findings.accepted_until >= (now() at time zone 'UTC')::date)";

export const STATE = `case when findings.state = 'accepted' and not ${IS_ACCEPTED} then 'open' else findings.state end`;

/** What of `findings` every reader takes. */
export const FINDING_COLUMNS = `findings.id, findings.rule_id, findings.severity_rank, ${STATE} as state,
  findings.subject_kind, findings.subject_id, findings.subject_label, findings.evidence_count,
  ${isoTime("findings.opened_at")} as opened_at, ${isoTime("findings.resolved_at")} as resolved_at,
  ${isoTime("findings.unconfirmed_since")} as unconfirmed_since,
  case when ${IS_ACCEPTED} then findings.accepted_until::text end as accepted_until,
  case when ${IS_ACCEPTED} then findings.accepted_by end as accepted_by,
  case when ${IS_ACCEPTED} then findings.accepted_reason end as accepted_reason`;

export const FindingRow = z.object({
  id: z.string(),
  rule_id: z.string(),
  severity_rank: z.number(),
  state: z.enum(FINDING_STATES),
  subject_kind: z.enum(SUBJECT_KINDS),
  subject_id: z.string().nullable(),
  subject_label: z.string(),
  evidence_count: z.number(),
  opened_at: z.string(),
  resolved_at: z.string().nullable(),
  unconfirmed_since: z.string().nullable(),
  accepted_until: z.string().nullable(),
  accepted_by: z.string().nullable(),
  accepted_reason: z.string().nullable(),
});

/** A rule that was taken out of the product leaves its findings; they are named by its id. */
export function findingOfRow(row: z.infer<typeof FindingRow>): Finding {
  return {
    id: row.id,
    rule: { id: row.rule_id, name: findRule(row.rule_id)?.name ?? row.rule_id },
    severity: SEVERITIES[row.severity_rank - 1] ?? "low",
    state: row.state,
    subject: { kind: row.subject_kind, id: row.subject_id, label: row.subject_label },
    evidenceCount: row.evidence_count,
    openedAt: row.opened_at,
    resolvedAt: row.resolved_at,
    unconfirmedSince: row.unconfirmed_since,
    acceptedUntil: row.accepted_until,
    acceptedBy: row.accepted_by,
    acceptedReason: row.accepted_reason,
  };
}
