import type { AnswerableQuestion } from "../question.ts";
import { PERSON } from "./access-filters.ts";
import { ACCOUNT_COLUMN, PERSON_COLUMN, STATUS_COLUMN, SYSTEM_COLUMN } from "./columns.ts";
import { whom } from "./summaries.ts";

export const groupMembers: AnswerableQuestion = {
  kind: "answerable",
  id: "group-members",
  canonical: "Who is in the group {group}?",
  wordings: [
    "who is really in {group}",
    "members of {group}",
    "list everyone in the group {group}",
    "who belongs to {group}",
    "who is a member of {group}",
    "which people are in the team {group}",
  ],
  slots: [
    { name: "group", kind: "group", required: true },
    { name: "status", kind: "status" },
    { name: "path", kind: "path", only: ["direct"] },
  ],
  followUps: [{ questionId: "group-access", text: "What does membership of {group} give?" }],
  role: "analyst",
  sql: `with recursive starts as (
  select :group::uuid as id
  union
  select access_memberships.member_id
  from starts
  join access_memberships on access_memberships.group_id = starts.id and access_memberships.member_kind = 'group'
), members as (
  select access_memberships.member_id as account_id, access_memberships.group_id
  from access_memberships
  where access_memberships.member_kind = 'account' and access_memberships.group_id in (select starts.id from starts)
  union
  -- a group whose members nobody listed stands for itself
  select node_id('account', access_groups.provider, 'group', access_groups.realm, access_groups.native_id),
    access_memberships.group_id
  from access_memberships
  join access_groups on access_groups.id = access_memberships.member_id and not access_groups.explained
    and access_groups.deleted_at is null
  where access_memberships.member_kind = 'group' and access_memberships.group_id in (select starts.id from starts)
)
select people.name as person, accounts.label as account, accounts.provider as system, accounts.type, accounts.status,
  bool_or(members.group_id = :group::uuid) as direct, people.id as person_id
from members
join accounts on accounts.id = members.account_id and accounts.deleted_at is null
left join canonical_user_provider_links as links
  on links.account_id = accounts.id and links.deleted_at is null and accounts.type = 'user'
left join canonical_users as people on people.id = links.person_id and people.deleted_at is null
where true
  [status] and accounts.status = :status::text
  [path] and members.group_id = :group::uuid and :path::text = 'direct'
group by people.id, people.name, accounts.id, accounts.label, accounts.provider, accounts.type, accounts.status
order by people.name, accounts.label, accounts.id`,
  columns: [
    PERSON_COLUMN,
    ACCOUNT_COLUMN,
    SYSTEM_COLUMN,
    { key: "type", label: "Type", kind: "text" },
    STATUS_COLUMN,
    { key: "direct", label: "Directly", kind: "yes-no" },
  ],
  definitions: [
    PERSON,
    {
      term: "member",
      meaning:
        "Directly, or through groups inside the group at any depth; a member “everyone of the customer” is every user of that Workspace.",
    },
  ],
  assumptions: ["A group inside it whose own members were never collected is listed as a group."],
  sources: ["google-workspace", "aws", "github"],
  fromAccess: false,
  summarise(rows, slots, more) {
    const name = slots.group?.label ?? "the group";
    if (rows.length === 0) return `No member of ${name} is known.`;
    return `${whom(rows, more)} ${more || rows.length !== 1 ? "are" : "is"} in ${name}; ${rows.filter((row) => row.direct === true).length.toLocaleString("en-GB")} directly.`;
  },
};
