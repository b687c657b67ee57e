import type { AnswerableQuestion } from "../question.ts";
import { PERSON } from "./access-filters.ts";
import { ACCOUNT_COLUMN, GROUP_COLUMN, SYSTEM_COLUMN } from "./columns.ts";
import { countDistinct, counted } from "./summaries.ts";

export const personGroups: AnswerableQuestion = {
  kind: "answerable",
  id: "person-groups",
  canonical: "Which groups is {person} in?",
  wordings: [
    "what groups does {person} belong to",
    "groups of {person}",
    "which teams is {person} a member of",
    "list the group memberships of {person}",
    "what is {person} a member of",
  ],
  slots: [
    { name: "person", kind: "person", required: true },
    { name: "system", kind: "system" },
  ],
  followUps: [{ questionId: "person-access", text: "What can {person} access?" }],
  role: "analyst",
  sql: `with memberships as (
  select links.account_id, access_memberships.group_id
  from canonical_user_provider_links as links
  join access_memberships on access_memberships.member_id = links.account_id
    and access_memberships.member_kind = 'account'
  where links.person_id = :person::uuid and links.deleted_at is null
), reached as (
  select memberships.account_id, memberships.group_id, true as direct from memberships
  union all
  select memberships.account_id, group_chains.target_group_id, false
  from memberships join group_chains on group_chains.start_group_id = memberships.group_id
  where group_chains.target_group_id <> memberships.group_id
)
select access_groups.label as "group", access_groups.provider as system, bool_or(reached.direct) as direct,
  accounts.label as account, access_groups.id as group_id
from reached
join access_groups on access_groups.id = reached.group_id and access_groups.deleted_at is null
join accounts on accounts.id = reached.account_id and accounts.deleted_at is null
where true
  [system] and (access_groups.provider = :system::text or access_groups.provider like :system::text || '\\_%')
group by access_groups.id, access_groups.label, access_groups.provider, accounts.label
order by direct desc, access_groups.provider, access_groups.label, accounts.label`,
  columns: [GROUP_COLUMN, SYSTEM_COLUMN, { key: "direct", label: "Directly", kind: "yes-no" }, ACCOUNT_COLUMN],
  definitions: [
    PERSON,
    { term: "in a group", meaning: "Directly, or by being in a group that is in it, at any depth." },
  ],
  assumptions: [],
  sources: ["google-workspace", "aws", "github"],
  fromAccess: false,
  summarise(rows, slots, more) {
    const direct = countDistinct(
      rows.filter((row) => row.direct === true),
      "group_id",
    );
    return `${slots.person?.label ?? "The person"} is in ${counted(countDistinct(rows, "group_id"), "group", "groups", more)}, ${direct} of them directly.`;
  },
};
