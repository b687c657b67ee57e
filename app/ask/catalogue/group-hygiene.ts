import type { AnswerableQuestion } from "../question.ts";
import { GROUP_COLUMN, SYSTEM_COLUMN } from "./columns.ts";
import { NESTED_GROUPS } from "./group-grants.ts";
import { countDistinct, counted, tally } from "./summaries.ts";

export const groupHygiene: AnswerableQuestion = {
  kind: "answerable",
  id: "group-hygiene",
  canonical: "Which groups are empty, ownerless or contain outsiders?",
  wordings: [
    "empty groups",
    "groups without members",
    "which groups have no owner",
    "ownerless groups",
    "groups with outsiders",
    "which groups contain external members",
    "groups with external people",
  ],
  slots: [
    { name: "finding", kind: "finding" },
    { name: "system", kind: "system" },
  ],
  followUps: [{ questionId: "admin-groups", text: "Which groups grant admin, and who owns them?" }],
  role: "analyst",
  // Roles are looked up one group at a time, and only where nobody controls it: most groups have an owner. No join there:
  // findings ask without nested loops, and would read all memberships for each group.
  sql: `with controlled as materialized (
  select distinct access_memberships.group_id
  from google_workspace_memberships as memberships
  join access_memberships on access_memberships.source_id = memberships.id
  where memberships.member_role in ('OWNER', 'MANAGER') and memberships.deleted_at is null
), findings as (
  select access_groups.id, 'empty' as finding, null::text as detail
  from access_groups
  where access_groups.explained and access_groups.deleted_at is null
    and not exists (
      select from access_memberships where access_memberships.group_id = access_groups.id
      offset 0
    )
  union all
  select access_groups.id, 'no owner', null
  from access_groups
  where access_groups.provider = 'google_workspace' and access_groups.deleted_at is null
    and access_groups.id not in (select controlled.group_id from controlled)
    and exists (
      select from access_memberships
      where access_memberships.group_id = access_groups.id and (
        select memberships.member_role is not null from google_workspace_memberships as memberships
        where memberships.id = access_memberships.source_id and memberships.deleted_at is null
      )
      offset 0
    )
  union all
  select distinct access_memberships.group_id, 'outsider', accounts.label
  from accounts
  join access_memberships on access_memberships.member_id = accounts.id
  where accounts.provider = 'google_workspace' and accounts.type = 'user' and not accounts.listed
    and accounts.deleted_at is null
)
select access_groups.label as "group", access_groups.provider as system, findings.finding, findings.detail,
  access_groups.id as group_id
from findings
join access_groups on access_groups.id = findings.id and access_groups.deleted_at is null
where true
  [finding] and findings.finding = :finding::text
  [system] and (access_groups.provider = :system::text or access_groups.provider like :system::text || '\\_%')
order by findings.finding, access_groups.provider, access_groups.label, findings.detail, access_groups.id`,
  columns: [
    GROUP_COLUMN,
    SYSTEM_COLUMN,
    { key: "finding", label: "Finding", kind: "text" },
    { key: "detail", label: "Detail", kind: "text" },
  ],
  definitions: [
    { term: "empty", meaning: "Its members were collected and there are none." },
    { term: "no owner", meaning: "Roles of its Workspace members are known and none is OWNER or MANAGER." },
    { term: "outsider", meaning: "A direct member that is no user of this Google Workspace." },
  ],
  assumptions: ["Groups whose members were never collected are not called empty."],
  sources: ["google-workspace", "aws", "github"],
  fromAccess: false,
  summarise(rows, _slots, more) {
    if (rows.length === 0) return "No group has such a finding.";
    return `${counted(countDistinct(rows, "group_id"), "group has", "groups have", more)} findings: ${tally(rows, "finding", "group_id")}.`;
  },
};

export const groupNesting: AnswerableQuestion = {
  kind: "answerable",
  id: "group-nesting",
  canonical: "How deep is the nesting of groups, and is there a cycle?",
  wordings: [
    "nested groups",
    "are there cycles between groups",
    "which groups contain each other",
    "how deeply are groups nested",
    "how deep is {group} nested",
    "group nesting",
  ],
  slots: [
    { name: "group", kind: "group" },
    { name: "system", kind: "system" },
  ],
  followUps: [{ questionId: "group-hygiene", text: "Which groups are empty, ownerless or contain outsiders?" }],
  role: "analyst",
  sql: `with recursive ${NESTED_GROUPS}, above as (
  select nested.member_id as inner_id, nested.group_id as outer_id from nested
  union
  select above.inner_id, nested.group_id
  from above
  join nested on nested.member_id = above.outer_id
)
select access_groups.label as "group", access_groups.provider as system,
  greatest(coalesce(max(cardinality(group_chains.hop_ids)), 1) - 1, 0) as depth,
  access_groups.id in (select above.inner_id from above where above.inner_id = above.outer_id) as in_cycle,
  coalesce(bool_or(group_chains.truncated), false) as at_least, access_groups.id as group_id
from access_groups
left join group_chains on group_chains.target_group_id = access_groups.id
where access_groups.deleted_at is null
  [group] and access_groups.id = :group::uuid
  [!group] and access_groups.id in (select above.outer_id from above)
  [system] and (access_groups.provider = :system::text or access_groups.provider like :system::text || '\\_%')
group by access_groups.id, access_groups.label, access_groups.provider
order by depth desc, access_groups.provider, access_groups.label, access_groups.id`,
  columns: [
    GROUP_COLUMN,
    SYSTEM_COLUMN,
    { key: "depth", label: "Levels of groups inside", kind: "number" },
    { key: "in_cycle", label: "Contains itself", kind: "yes-no" },
    { key: "at_least", label: "At least", kind: "yes-no" },
  ],
  definitions: [
    {
      term: "depth",
      meaning:
        "Steps from the innermost group that has members up to this one, along a chain that visits no group twice.",
    },
    { term: "cycle", meaning: "The group is in a group that is in it." },
  ],
  assumptions: [
    "Of each pair of groups the 64 shortest chains are kept; where there are more, the depth is “at least”.",
  ],
  sources: ["google-workspace", "aws", "github"],
  fromAccess: false,
  summarise(rows, _slots, more) {
    if (rows.length === 0) return "No group contains another one.";
    const deepest = Math.max(...rows.map((row) => Number(row.depth)));
    const cycles = rows.filter((row) => row.in_cycle === true).length;
    return `${counted(rows.length, "group", "groups", more)} looked at, up to ${counted(deepest, "level", "levels")} deep; ${cycles === 0 ? "none contains itself" : `${counted(cycles, "contains itself", "contain themselves")}`}.`;
  },
};
