import { z } from "zod";
import { defineStatement } from "../db/statement.ts";

const Changed = z.object({ changed: z.number() });

/** Notes what happened to the findings of the common table expression `changed`. */
const noted = (event: string) => `, noted as (
     insert into finding_events (tenant_id, finding_id, event)
     select app_current_tenant_id(), changed.id, '${event}' from changed
     returning 1
   )
   select count(*) as changed from noted`;

const KNOWN = "found_by_rule.rows_found > 0";

const openNew = defineStatement(
  "findings_open",
  Changed,
  `with changed as (
     insert into findings (tenant_id, rule_id, severity_rank, subject_kind, subject_key, subject_id, subject_label, sources,
       state, evidence, evidence_count)
     select app_current_tenant_id(), $1::text, $2::smallint, found_by_rule.subject_kind, found_by_rule.subject_key,
       found_by_rule.subject_id, found_by_rule.subject_label, found_by_rule.sources, 'open', found_by_rule.evidence,
       found_by_rule.rows_found
     from found_by_rule
     where ${KNOWN}
     on conflict (tenant_id, rule_id, subject_key) do nothing
     returning id
   )${noted("opened")}`,
);

const reopen = defineStatement(
  "findings_reopen",
  Changed,
  `with changed as (
     update findings set state = 'open', opened_at = clock_timestamp(), resolved_at = null, unconfirmed_since = null
     from found_by_rule
     where findings.rule_id = $1::text and findings.subject_key = found_by_rule.subject_key
       and findings.state = 'resolved' and ${KNOWN}
     returning findings.id
   )${noted("reopened")}`,
);

const lapse = defineStatement(
  "findings_lapse",
  Changed,
  `with changed as (
     update findings set state = 'open', accepted_until = null, accepted_by = null, accepted_reason = null
     where findings.rule_id = $1::text and findings.state = 'accepted'
       and findings.accepted_until < (clock_timestamp() at time zone 'UTC')::date
     returning findings.id
   )${noted("lapsed")}`,
);

const confirm = defineStatement(
  "findings_confirm",
  Changed,
  `with changed as (
     update findings set unconfirmed_since = null
     from found_by_rule
     where findings.rule_id = $1::text and findings.subject_key = found_by_rule.subject_key
       and findings.unconfirmed_since is not null and ${KNOWN}
     returning findings.id
   )${noted("confirmed")}`,
);

const describe = defineStatement(
  "findings_describe",
  Changed,
  `with changed as (
     update findings set severity_rank = $2::smallint, subject_id = found_by_rule.subject_id,
       subject_label = found_by_rule.subject_label, sources = found_by_rule.sources, evidence = found_by_rule.evidence,
       evidence_count = found_by_rule.rows_found
     from found_by_rule
     where findings.rule_id = $1::text and findings.subject_key = found_by_rule.subject_key and ${KNOWN}
       and (
         findings.severity_rank, findings.subject_id, findings.subject_label, findings.sources, findings.evidence,
         findings.evidence_count
       ) is distinct from (
         $2::smallint, found_by_rule.subject_id, found_by_rule.subject_label, found_by_rule.sources,
         found_by_rule.evidence, found_by_rule.rows_found
       )
     returning 1
   )
   select count(*) as changed from changed`,
);

/** Standing findings that were not seen, with whether that may be for want of data. */
const GONE = `gone as (
     select findings.id, findings.unconfirmed_since,
       found_by_rule.subject_key is not null or exists (
         select from sync_scopes
         where not sync_scopes.complete and split_part(sync_scopes.scope, '/', 1) = any(findings.sources)
       ) as in_doubt
     from findings
     left join found_by_rule on found_by_rule.subject_key = findings.subject_key
     where findings.rule_id = $1::text and findings.state <> 'resolved'
       and coalesce(found_by_rule.rows_found, 0) = 0
   )`;

const doubt = defineStatement(
  "findings_doubt",
  Changed,
  `with ${GONE}, changed as (
     update findings set unconfirmed_since = clock_timestamp()
     from gone
     where findings.id = gone.id and gone.in_doubt and gone.unconfirmed_since is null
     returning findings.id
   )${noted("unconfirmed")}`,
);

const resolve = defineStatement(
  "findings_resolve",
  Changed,
  `with ${GONE}, changed as (
     update findings set state = 'resolved', resolved_at = clock_timestamp(), unconfirmed_since = null,
       accepted_until = null, accepted_by = null, accepted_reason = null
     from gone
     where findings.id = gone.id and not gone.in_doubt
     returning findings.id
   )${noted("resolved")}`,
);

/**
 * What brings the findings of a rule to what `found_by_rule` holds, in this order. `$1` is the rule, `$2` its severity.
 * A row without known rows says that nobody can tell: it opens nothing and resolves nothing.
 */
export const APPLY_STATEMENTS = [
  { statement: lapse, counts: null },
  { statement: reopen, counts: "opened" },
  { statement: openNew, counts: "opened" },
  { statement: confirm, counts: null },
  { statement: describe, counts: null },
  { statement: doubt, counts: "unconfirmed" },
  { statement: resolve, counts: "resolved" },
] as const;
