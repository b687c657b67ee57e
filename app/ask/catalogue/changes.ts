import type { AnswerableQuestion, OpenQuestion } from "../question.ts";
import { counted, tally } from "./summaries.ts";

export const changesSince: AnswerableQuestion = {
  kind: "answerable",
  id: "changes-since",
  canonical: "What changed {since}?",
  wordings: [
    "what has changed {since}",
    "show the changes {since}",
    "what was added or removed {since}",
    "what has been added or removed {since}",
    "what is new {since}",
    "list changes {since}",
    "what was removed {since}",
    "which grants were added {since}",
  ],
  slots: [
    { name: "since", kind: "since", required: true },
    { name: "system", kind: "system" },
  ],
  followUps: [{ questionId: "freshness", text: "How fresh is the data of each source?" }],
  role: "audit",
  sql: `select to_char(event.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as occurred_at,
  case event.operation
    when 'CREATED' then 'added' when 'UPDATED' then 'changed' when 'DELETED' then 'removed' when 'RESTORED' then 'back again'
  end as change,
  replace(event.entity_type, '_', ' ') as fact,
  concat_ws(' / ', fact.state ->> 'organisation', fact.state ->> 'resource', fact.state ->> 'account_id',
    fact.state ->> 'permission_set_id', fact.state ->> 'team_slug', fact.state ->> 'repository',
    fact.state ->> 'listing', fact.state ->> 'group_key', fact.state ->> 'group_id', fact.state ->> 'role',
    fact.state ->> 'principal_type', fact.state ->> 'principal_id', fact.state ->> 'member',
    fact.state ->> 'member_email', fact.state ->> 'member_id', fact.state ->> 'member_user_id',
    fact.state ->> 'user_id', fact.state ->> 'login', fact.state ->> 'primary_email', fact.state ->> 'user_name'
  ) as what,
  (
    select string_agg(part.key, ', ' order by part.key)
    from jsonb_object_keys(coalesce(event.delta, '{}')) as part (key) where part.key <> 'raw_response'
  ) as changed_fields,
  event.sync_run_id, event.entity_type, event.entity_id
from entity_history as event
cross join lateral (select event.state::jsonb as state offset 0) as fact
where event.occurred_at >= :since::timestamptz and event.operation <> 'SNAPSHOT'
  and event.entity_type in (
    'google_workspace_users', 'google_workspace_memberships', 'aws_identity_center_users',
    'aws_identity_center_memberships', 'aws_account_assignments', 'aws_iam_users', 'gcp_iam_bindings', 'github_users',
    'github_org_memberships', 'github_team_memberships', 'github_repo_team_permissions',
    'github_repo_collaborator_permissions'
  )
  [system] and event.entity_type like replace(:system::text, '_', '\\_') || '\\_%'
order by event.xid desc, event.gid desc`,
  columns: [
    { key: "occurred_at", label: "When", kind: "time" },
    { key: "change", label: "Change", kind: "text" },
    { key: "fact", label: "Fact", kind: "text" },
    { key: "what", label: "What", kind: "text" },
    { key: "changed_fields", label: "Changed fields", kind: "list" },
  ],
  definitions: [
    {
      term: "change",
      meaning:
        "Accounts, memberships and grants as the sources tell them: added, changed, removed, or back again. What follows from them is not compared.",
    },
  ],
  assumptions: [
    "The time is when the product learned of it. The first sync of a source shows everything as added.",
    "A record counts as removed only after a complete sync of its source: a gap in a sync removes nothing.",
  ],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: false,
  summarise(rows, slots, more) {
    const since = slots.since?.label ?? "then";
    if (rows.length === 0) return `Nothing changed ${since}.`;
    return `${counted(rows.length, "change", "changes", more)} ${since}: ${tally(rows, "change")}.`;
  },
};

export const evidence: OpenQuestion = {
  kind: "open",
  id: "evidence",
  canonical: "List everything for the auditor as CSV, with proof",
  wordings: [
    "evidence for the auditor",
    "export everything as csv",
    "audit evidence pack",
    "csv with proof for the audit",
    "export access for the auditor",
  ],
  slots: [],
  followUps: [{ questionId: "freshness", text: "How fresh is the data of each source?" }],
  reason:
    "An evidence pack is made by the command `alxderia history export`: rows, proofs and seals, which an auditor checks offline. All rows of effective access come as CSV from `alxderia access export --format csv` or /api/access.",
};
