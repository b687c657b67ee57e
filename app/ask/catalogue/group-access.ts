import type { AnswerableQuestion } from "../question.ts";
import { LADDER } from "./access-filters.ts";
import {
  GROUP_COLUMN,
  LEVEL_COLUMN,
  RESOURCE_COLUMN,
  RESOURCE_TYPE_COLUMN,
  ROLE_COLUMN,
  SYSTEM_COLUMN,
} from "./columns.ts";
import { GROUP_GRANTS, NESTED_GROUPS, rankOf } from "./group-grants.ts";
import { countDistinct, counted, tally } from "./summaries.ts";

const GIVES =
  "What the group is granted, what the groups above it are granted, and, on Google Cloud, everything below those resources.";

export const groupAccess: AnswerableQuestion = {
  kind: "answerable",
  id: "group-access",
  canonical: "What does membership of {group} give?",
  wordings: [
    "what can the group {group} access",
    "what access does {group} give",
    "what does {group} have access to",
    "blast radius of {group}",
    "permissions of the team {group}",
    "what is granted to {group}",
    "what can members of {group} access",
    "what do members of {group} have",
    "what can {group} write to",
    "where is {group} admin",
  ],
  slots: [
    { name: "group", kind: "group", required: true },
    { name: "system", kind: "system", only: ["aws", "gcp", "github"] },
    { name: "level", kind: "level" },
    { name: "resourceType", kind: "resourceType" },
  ],
  followUps: [{ questionId: "group-members", text: "Who is in the group {group}?" }],
  role: "analyst",
  sql: `with recursive targets as (
  select :group::uuid as id
  union
  select access_memberships.group_id
  from targets
  join access_memberships on access_memberships.member_id = targets.id and access_memberships.member_kind = 'group'
), ${GROUP_GRANTS}, reached as (
  select group_grants.group_id, group_grants.resource_id, group_grants.resource_id as attached_id, group_grants.role,
    group_grants.privilege, group_grants.tree
  from group_grants where group_grants.group_id in (select targets.id from targets)
  union
  select reached.group_id, resources.id, reached.attached_id, reached.role, reached.privilege, true
  from reached
  join resources on resources.parent_id = reached.resource_id and resources.deleted_at is null
  where reached.tree
)
select resources.native_id as resource, resources.type as resource_type, reached.role, reached.privilege as level,
  case when bool_or(reached.resource_id = reached.attached_id) then 'granted here' else 'inherited' end as how,
  resources.id as resource_id
from reached
join resources on resources.id = reached.resource_id and resources.deleted_at is null
where true
  [system] and resources.provider = :system::text
  [level] and ${rankOf("reached.privilege")} >= least(
  [level]   :level::integer, case when resources.type in ('aws_account', 'github_repository') then 3 else 4 end
  [level] )
  [resourceType] and resources.type = :resourceType::text
group by resources.id, resources.native_id, resources.type, reached.role, reached.privilege
order by ${rankOf("reached.privilege")} desc, resources.type, resources.native_id, reached.role`,
  columns: [
    RESOURCE_COLUMN,
    RESOURCE_TYPE_COLUMN,
    ROLE_COLUMN,
    LEVEL_COLUMN,
    { key: "how", label: "How", kind: "text" },
  ],
  definitions: [LADDER, { term: "gives", meaning: GIVES }],
  assumptions: ["Conditions of a grant are not evaluated."],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots, more) {
    const name = slots.group?.label ?? "the group";
    if (rows.length === 0) return `Membership of ${name} gives no such access.`;
    return `Membership of ${name} gives access to ${counted(countDistinct(rows, "resource_id"), "resource", "resources", more)}; by level: ${tally(rows, "level", "resource_id")}.`;
  },
};

export const adminGroups: AnswerableQuestion = {
  kind: "answerable",
  id: "admin-groups",
  canonical: "Which groups grant admin, and who owns them?",
  wordings: [
    "which groups give admin",
    "groups with admin access",
    "admin groups and their owners",
    "which teams have admin",
    "which groups can write",
    "privileged groups",
  ],
  slots: [
    { name: "system", kind: "system" },
    { name: "level", kind: "level", fallback: { value: "admin", label: "admin or more" } },
  ],
  followUps: [{ questionId: "group-hygiene", text: "Which groups are empty, ownerless or contain outsiders?" }],
  role: "analyst",
  sql: `with recursive ${GROUP_GRANTS}, ${NESTED_GROUPS}, reaching as (
  select group_grants.group_id, ${rankOf("group_grants.privilege")} as rank
  from group_grants
  where ${rankOf("group_grants.privilege")} >= :level::integer
  union
  select nested.member_id, reaching.rank
  from reaching
  join nested on nested.group_id = reaching.group_id
), highest as (
  select reaching.group_id, max(reaching.rank) as rank from reaching group by reaching.group_id
), shown as (
  select access_groups.id, access_groups.label, access_groups.provider, highest.rank
  from highest
  join access_groups on access_groups.id = highest.group_id and access_groups.deleted_at is null
  where true
    [system] and (access_groups.provider = :system::text or access_groups.provider like :system::text || '\\_%')
  [first] order by highest.rank desc, access_groups.provider, access_groups.label, access_groups.id
  [first] limit :first
), controllers as (
  select access_memberships.group_id, string_agg(distinct accounts.label, ', ' order by accounts.label) as labels
  from google_workspace_memberships as memberships
  join access_memberships on access_memberships.source_id = memberships.id
  join accounts on accounts.id = access_memberships.member_id and accounts.deleted_at is null
  where memberships.member_role in ('OWNER', 'MANAGER') and memberships.deleted_at is null
    and access_memberships.group_id in (select shown.id from shown)
  group by access_memberships.group_id
)
select shown.label as "group", shown.provider as system, (array['none', 'read', 'write', 'admin', 'owner'])[shown.rank + 1] as level,
  controllers.labels as owners, shown.id as group_id
from shown
left join controllers on controllers.group_id = shown.id
order by shown.rank desc, shown.provider, shown.label, shown.id`,
  columns: [GROUP_COLUMN, SYSTEM_COLUMN, LEVEL_COLUMN, { key: "owners", label: "Owners and managers", kind: "list" }],
  definitions: [
    LADDER,
    { term: "grants", meaning: GIVES },
    {
      term: "owner of a group",
      meaning: "OWNER or MANAGER in Google Workspace: they can add themselves. Other systems do not export it.",
    },
  ],
  assumptions: ["The level is the highest that membership gives anywhere."],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots, more) {
    const level = slots.level?.label ?? "admin or more";
    if (rows.length === 0) return `No group gives ${level}.`;
    const owned = rows.filter((row) => row.owners !== null).length;
    return `${counted(countDistinct(rows, "group_id"), "group gives", "groups give", more)} ${level}; owners or managers are known of ${owned}.`;
  },
};
