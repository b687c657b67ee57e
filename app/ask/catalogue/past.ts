import type { AnswerableQuestion } from "../question.ts";
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
cross join lateral (
  select given.* from access_changes_between(:since::timestamptz, now()) as given
  where given.account_id = links.account_id
  offset 0
) as changes
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

/** What both questions about a moment select. */
const HELD = `select people.name as person, held.subject_label as account, held.subject_provider as system,
  held.subject_status as status, held.resource_id as resource, held.resource_type, held.role, held.privilege as level,
  string_agg(distinct held.access_path, ', ' order by held.access_path) as how, held.certainty,
  people.id as person_id, held.resource_node_id
from effective_access_at(:moment::timestamptz) as held
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
order by held.resource_type, held.resource_id, people.name, held.subject_label, held.role, held.account_id, held.certainty`;

const OF_A_MOMENT = {
  kind: "answerable",
  role: "analyst",
  sql: HELD,
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
} as const satisfies Partial<AnswerableQuestion>;

export const accessAsOf: AnswerableQuestion = {
  ...OF_A_MOMENT,
  id: "access-as-of",
  canonical: "Who had access to {resource} {moment}?",
  wordings: [
    "who had access to {resource} {moment}",
    "who was admin of {resource} {moment}",
    "who could access {resource} {moment}",
    "did {person} have access to {resource} {moment}",
  ],
  slots: [
    { name: "resource", kind: "resource", required: true },
    { name: "moment", kind: "moment", required: true },
    { name: "person", kind: "person" },
    { name: "level", kind: "level" },
  ],
  followUps: [{ questionId: "resource-access", text: "Who can access {resource}?" }],
  summarise(rows, slots, more) {
    const [on, when] = [slots.resource?.label ?? "it", slots.moment?.label ?? "then"];
    if (rows.length === 0)
      return `${slots.person?.label ?? "Nobody"} had ${slots.person ? "no " : ""}access to ${on}, ${when}.`;
    return `${counted(countDistinct(rows, "account"), "account", "accounts", more)} had access to ${on}, ${when}; by level: ${tally(rows, "level")}.`;
  },
};

export const personAsOf: AnswerableQuestion = {
  ...OF_A_MOMENT,
  id: "person-as-of",
  canonical: "What could {person} access {moment}?",
  wordings: [
    "what could {person} access {moment}",
    "what could {person} reach {moment}",
    "what did {person} have access to {moment}",
    "which access did {person} have {moment}",
  ],
  slots: [
    { name: "person", kind: "person", required: true },
    { name: "moment", kind: "moment", required: true },
    { name: "level", kind: "level" },
  ],
  followUps: [{ questionId: "person-access", text: "What can {person} access?" }],
  summarise(rows, slots, more) {
    const [who, when] = [slots.person?.label ?? "The person", slots.moment?.label ?? "then"];
    if (rows.length === 0) return `${who} had no access, ${when}.`;
    return `${who} had access to ${counted(countDistinct(rows, "resource_node_id"), "resource", "resources", more)}, ${when}; by level: ${tally(rows, "level")}.`;
  },
};
