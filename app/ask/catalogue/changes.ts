import type { AnswerableQuestion, OpenQuestion } from "../question.ts";
import { EFFECTIVE, LADDER, PERSON } from "./access-filters.ts";
import {
  ACCOUNT_COLUMN,
  CERTAINTY_COLUMN,
  HOW_COLUMN,
  LEVEL_COLUMN,
  PERSON_COLUMN,
  RESOURCE_COLUMN,
  RESOURCE_TYPE_COLUMN,
  ROLE_COLUMN,
  STATUS_COLUMN,
  SYSTEM_COLUMN,
} from "./columns.ts";
import { countDistinct, counted, tally } from "./summaries.ts";

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
cross join lateral (select event.state::jsonb as state) as fact
where event.occurred_at >= :since::timestamptz and event.operation <> 'SNAPSHOT'
  and event.entity_type in (
    'google_workspace_users', 'google_workspace_memberships', 'aws_identity_center_users',
    'aws_identity_center_memberships', 'aws_account_assignments', 'aws_iam_users', 'gcp_iam_bindings', 'github_users',
    'github_org_memberships', 'github_team_memberships', 'github_repo_team_permissions',
    'github_repo_collaborator_permissions'
  )
  [system] and event.entity_type like replace(:system::text, '_', '\\_') || '\\_%'
order by event.occurred_at desc, event.entity_type, what, event.seq`,
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

/** Who was behind an account then is not kept; who is behind it now is. */
const PEOPLE_OF_NOW =
  "Accounts are told apart as of then; who is behind an account is as of now, and so are decisions of the queue.";

export const personChanges: AnswerableQuestion = {
  kind: "answerable",
  id: "person-changes",
  canonical: "What did {person} gain {since}?",
  wordings: [
    "what did {person} gain or lose {since}",
    "what changed for {person} {since}",
    "which access did {person} gain {since}",
    "what did {person} gain when they moved team",
    "what did {person} lose {since}",
  ],
  slots: [
    { name: "person", kind: "person", required: true },
    { name: "since", kind: "since", fallback: { value: "1970-01-01T00:00:00Z", label: "since the first sync" } },
  ],
  followUps: [
    { questionId: "person-access", text: "What can {person} access?" },
    { questionId: "changes-since", text: "What changed {since}?" },
  ],
  role: "analyst",
  sql: `select changes.change, to_char(changes.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as changed_at,
  coalesce(resources.native_id, changes.resource_id::text) as resource, resources.type as resource_type, changes.role,
  changes.privilege as level, string_agg(distinct changes.access_path, ', ' order by changes.access_path) as how,
  accounts.label as account, changes.run as sync_run_id, changes.resource_id, links.person_id
from canonical_user_provider_links as links
join access_changes_between(:since::timestamptz, clock_timestamp()) as changes on changes.account_id = links.account_id
join accounts on accounts.id = links.account_id
left join resources on resources.id = changes.resource_id
where links.person_id = :person::uuid and links.deleted_at is null
group by changes.change, changes.at, resources.native_id, changes.resource_id, resources.type, changes.role,
  changes.privilege, accounts.label, changes.run, links.person_id
order by changes.at desc, changes.change, resource_type, resource, changes.role`,
  columns: [
    { key: "change", label: "Change", kind: "text" },
    { key: "changed_at", label: "When", kind: "time" },
    RESOURCE_COLUMN,
    RESOURCE_TYPE_COLUMN,
    ROLE_COLUMN,
    LEVEL_COLUMN,
    HOW_COLUMN,
    ACCOUNT_COLUMN,
  ],
  definitions: [
    PERSON,
    {
      term: "gained and lost",
      meaning:
        "Paths of effective access that are there now and were not then, and the other way round. What came and went in between is in neither. The time is when readers first saw it.",
    },
  ],
  assumptions: [PEOPLE_OF_NOW, "A gap in a sync removes nothing, so it is no loss here."],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots, more) {
    const [person, since] = [slots.person?.label ?? "The person", slots.since?.label ?? "since then"];
    if (rows.length === 0) return `${person} neither gained nor lost any access ${since}.`;
    return `${person} has ${counted(rows.length, "change", "changes", more)} ${since}: ${tally(rows, "change")}.`;
  },
};

export const accessAsOf: AnswerableQuestion = {
  kind: "answerable",
  id: "access-as-of",
  canonical: "Who had access to {resource} {since}?",
  wordings: [
    "who had access to {resource} {since}",
    "who was admin of {resource} {since}",
    "what could {person} access {since}",
    "who could access {resource} {since}",
    "did {person} have access to {resource} {since}",
  ],
  slots: [
    { name: "resource", kind: "resource" },
    { name: "person", kind: "person" },
    { name: "since", kind: "since", required: true },
    { name: "level", kind: "level" },
  ],
  followUps: [
    { questionId: "resource-access", text: "Who can access {resource}?" },
    { questionId: "changes-since", text: "What changed {since}?" },
  ],
  role: "analyst",
  sql: `select people.name as person, held.subject_label as account, held.subject_provider as system,
  held.subject_status as status, held.resource_id as resource, held.resource_type, held.role, held.privilege as level,
  string_agg(distinct held.access_path, ', ' order by held.access_path) as how, held.certainty,
  people.id as person_id, held.resource_node_id
from effective_access_at(:since::timestamptz) as held
left join canonical_user_provider_links as links on links.account_id = held.account_id and links.deleted_at is null
left join canonical_users as people on people.id = links.person_id and people.deleted_at is null
where true
  [resource] and held.resource_node_id = :resource::uuid
  [person] and held.account_id in (
  [person]   select owned.account_id from canonical_user_provider_links as owned
  [person]   where owned.person_id = :person::uuid and owned.deleted_at is null
  [person] )
  [level] and array_position(array['none', 'read', 'write', 'admin', 'owner'], held.privilege) > least(
  [level]   :level::smallint, case when held.resource_type in ('aws_account', 'github_repository') then 3 else 4 end
  [level] )
group by people.id, people.name, held.account_id, held.subject_label, held.subject_provider, held.subject_status,
  held.resource_id, held.resource_type, held.resource_node_id, held.role, held.privilege, held.certainty
order by held.resource_type, held.resource_id, people.name, held.subject_label, held.role`,
  columns: [
    PERSON_COLUMN,
    ACCOUNT_COLUMN,
    SYSTEM_COLUMN,
    STATUS_COLUMN,
    { ...RESOURCE_COLUMN, link: { to: "resource", keys: ["resource_node_id"] } },
    RESOURCE_TYPE_COLUMN,
    ROLE_COLUMN,
    LEVEL_COLUMN,
    { key: "how", label: "How", kind: "list" },
    CERTAINTY_COLUMN,
  ],
  definitions: [EFFECTIVE, LADDER, PERSON],
  assumptions: [
    "As the product would have answered then: from what it had read until that moment.",
    PEOPLE_OF_NOW,
    "Names and states of accounts and resources are those of then.",
  ],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots, more) {
    const when = slots.since?.label ?? "then";
    const on = slots.resource === undefined ? "" : ` to ${slots.resource.label}`;
    const who = slots.person === undefined ? "Nobody" : slots.person.label;
    if (rows.length === 0)
      return `${who}${slots.person === undefined ? " had" : " had no"} access${on}, as of ${when}.`;
    return `${counted(countDistinct(rows, "account"), "account", "accounts", more)} had access${on}, as of ${when}; by level: ${tally(rows, "level")}.`;
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
