import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PROVIDERS } from "../model/access.ts";
import { QUEUE_REASONS } from "../model/filters.ts";
import type { QueueRule, RuleCandidate } from "../model/queue-rules.ts";
import { QUEUE_STRENGTHS, type QueueStrength } from "../model/queue-strengths.ts";
import type { QueueReason } from "../model/views.ts";

/** SQL: what names the candidate. Of two that have only names, one may be the very same. */
export const candidateStrength = `coalesce(
  candidate.value ->> 'method',
  case when lower(btrim(accounts.name)) = lower(btrim(canonical_users.name)) then 'same_name' else 'like_name' end
)`;

/** What one rule decides at once. Whoever has more goes on with the rest. */
const MOST_AT_ONCE = 500;

const CHOICES = `with choices as (
  select identity_reconciliation_queue.account_id, identity_reconciliation_queue.reason, accounts.provider,
    accounts.native_id, accounts.label, canonical_users.id as person_id, canonical_users.name as person_name,
    candidate.value ->> 'evidence' as evidence, ${candidateStrength} as strength,
    count(*) over (partition by identity_reconciliation_queue.id) as of_account
  from identity_reconciliation_queue
  join accounts on accounts.id = identity_reconciliation_queue.account_id and accounts.deleted_at is null
  cross join lateral jsonb_array_elements(identity_reconciliation_queue.candidates) as candidate (value)
  join canonical_users on canonical_users.id = (candidate.value ->> 'id')::uuid and canonical_users.deleted_at is null
  where identity_reconciliation_queue.deleted_at is null
)`;

const ruleList = defineStatement(
  "queue_rule_list",
  z.object({
    reason: z.enum(QUEUE_REASONS),
    strength: z.enum(QUEUE_STRENGTHS),
    candidates: z.number(),
    single: z.number(),
  }),
  `${CHOICES}
select choices.reason, choices.strength, count(*) as candidates,
  count(*) filter (where choices.of_account = 1) as single
from choices group by choices.reason, choices.strength
order by count(*) desc, choices.reason, choices.strength`,
);

/** The kinds of candidates that wait, the most first. */
export async function listQueueRules(tx: TenantTransaction): Promise<QueueRule[]> {
  return tx.query(ruleList);
}

const candidateList = defineStatement(
  "queue_rule_candidate_list",
  z.object({
    account_id: z.string(),
    provider: z.enum(PROVIDERS),
    label: z.string(),
    person_id: z.string(),
    person_name: z.string(),
    evidence: z.string().nullable(),
  }),
  `${CHOICES}
select choices.account_id, choices.provider, choices.label, choices.person_id, choices.person_name, choices.evidence
from choices
where choices.reason = $1::text and choices.strength = $2::text and (choices.of_account = 1 or not $3::boolean)
order by choices.provider, choices.native_id, choices.person_id limit ${MOST_AT_ONCE}`,
);

/**
 * The candidates that one rule decides, 500 at most. Only an account with a single candidate can be accepted by a rule:
 * of several, somebody has to choose.
 */
export async function listRuleCandidates(
  tx: TenantTransaction,
  rule: { decision: "accept" | "reject"; reason: QueueReason; strength: QueueStrength },
): Promise<RuleCandidate[]> {
  const rows = await tx.query(candidateList, [rule.reason, rule.strength, rule.decision === "accept"]);
  return rows.map((row) => ({
    account: { id: row.account_id, provider: row.provider, label: row.label },
    person: { id: row.person_id, name: row.person_name },
    evidence: row.evidence,
  }));
}
