import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES, RESOURCE_TYPES } from "../model/access.ts";
import type { GroupControl, GroupGain } from "../model/views.ts";
import { listAccountIdsOfPeople } from "./person-ids.server.ts";

/** Owners, outsiders and groups of a cycle that are named; of more the number is told. */
const MOST_NAMED = 20;
/** Grants that one membership gives, as they are listed for somebody who might join. */
const MOST_GAINS = 300;

const Named = z.object({
  kind: z.enum(["owner", "outsider", "cycle"]),
  id: z.string(),
  label: z.string(),
  person_id: z.string().nullable(),
  total: z.number(),
});

// Owners and managers of a Workspace group can add themselves; an outsider is a member whom no directory lists. A group
// of the same cycle is above this one and below it.
const groupControlList = defineStatement(
  "group_control_list",
  Named,
  `with recursive above as (
  select access_memberships.group_id as id from access_memberships
  where access_memberships.member_kind = 'group' and access_memberships.member_id = $1::uuid
  union
  select access_memberships.group_id
  from above join access_memberships on access_memberships.member_kind = 'group' and access_memberships.member_id = above.id
), below as (
  select access_memberships.member_id as id from access_memberships
  where access_memberships.member_kind = 'group' and access_memberships.group_id = $1::uuid
  union
  select access_memberships.member_id
  from below join access_memberships on access_memberships.member_kind = 'group' and access_memberships.group_id = below.id
), named as (
  select distinct 'owner' as kind, accounts.id, accounts.label
  from access_memberships
  join google_workspace_memberships as memberships on memberships.id = access_memberships.source_id
    and memberships.member_role in ('OWNER', 'MANAGER') and memberships.deleted_at is null
  join accounts on accounts.id = access_memberships.member_id and accounts.deleted_at is null
  where access_memberships.group_id = $1::uuid
  union all
  select distinct 'outsider', accounts.id, accounts.label
  from access_memberships
  join accounts on accounts.id = access_memberships.member_id and accounts.deleted_at is null
  where access_memberships.group_id in (select $1::uuid union select below.id from below)
    and accounts.provider = 'google_workspace' and accounts.type = 'user' and not accounts.listed
  union all
  select 'cycle', access_groups.id, access_groups.label
  from above
  join below on below.id = above.id
  join access_groups on access_groups.id = above.id and access_groups.deleted_at is null
), numbered as (
  select named.*, count(*) over kinds as total,
    row_number() over (partition by named.kind order by named.label, named.id) as place
  from named
  window kinds as (partition by named.kind)
)
select numbered.kind, numbered.id, numbered.label, links.person_id, numbered.total
from numbered
left join canonical_user_provider_links as links on links.account_id = numbered.id and links.deleted_at is null
where numbered.place <= ${MOST_NAMED}
order by numbered.kind, numbered.place`,
);

/** Who controls a group and what is odd about it: owners, outsiders (nested ones too), groups that contain each other. */
export async function findGroupControl(tx: TenantTransaction, groupId: string): Promise<GroupControl> {
  const rows = await tx.query(groupControlList, [groupId]);
  const of = (kind: "owner" | "outsider" | "cycle") => {
    const found = rows.filter((row) => row.kind === kind);
    return {
      total: found[0]?.total ?? 0,
      named: found.map(({ id, label, person_id }) => ({ id, label, personId: person_id })),
    };
  };
  return { owners: of("owner"), outsiders: of("outsider"), cycle: of("cycle") };
}

const gainList = defineStatement(
  "group_gain_list",
  z.object({
    id: z.string(),
    type: z.enum(RESOURCE_TYPES),
    label: z.string(),
    role: z.string(),
    privilege: z.enum(PRIVILEGES),
    is_tree: z.boolean(),
    held_rank: z.number().nullable(),
  }),
  `with targets as materialized (
  select $1::uuid as id
  union
  select group_chains.target_group_id from group_chains where group_chains.start_group_id = $1::uuid
), given as (
  select access_grants.resource_id, access_grants.role, access_grants.privilege, access_grants.tree
  from access_grants
  where access_grants.grantee_kind = 'group' and access_grants.grantee_id in (select targets.id from targets)
  union
  select aws_iam_grants.resource_node_id, aws_iam_grants.policy_name, aws_iam_grants.privilege, false
  from aws_iam_grants
  where aws_iam_grants.group_node_id in (select targets.id from targets)
), held as (
  select effective_access.resource_node_id, max(effective_access.privilege_rank) as rank
  from effective_access
  where effective_access.subject_account_id = any($2::uuid[])
    and effective_access.resource_node_id in (select given.resource_id from given)
  group by effective_access.resource_node_id
)
select resources.id, resources.type, coalesce(resources.name, resources.native_id) as label, given.role, given.privilege,
  given.tree as is_tree, held.rank as held_rank
from given
join resources on resources.id = given.resource_id and resources.deleted_at is null
left join held on held.resource_node_id = given.resource_id
order by array_position(array['owner', 'admin', 'write', 'read', 'none'], given.privilege), resources.type, label,
  resources.id, given.role
limit ${MOST_GAINS}`,
);

/**
 * What somebody would gain by joining a group, its parents' grants included: each grant that lifts them above the level
 * that they have on that resource now. Grants that give no more than that are counted.
 */
export async function findGroupGains(
  tx: TenantTransaction,
  groupId: string,
  personId: string,
): Promise<{ gains: GroupGain[]; held: number }> {
  const rows = await tx.query(gainList, [groupId, await listAccountIdsOfPeople(tx, [personId])]);
  const gains = rows.flatMap(({ id, type, label, role, privilege, is_tree, held_rank }): GroupGain[] =>
    held_rank !== null && held_rank >= PRIVILEGES.indexOf(privilege)
      ? []
      : [
          {
            resource: { id, type, label },
            role,
            privilege,
            reachesBelow: is_tree && type !== "gcp_project",
            before: held_rank === null ? null : (PRIVILEGES[held_rank] ?? null),
          },
        ],
  );
  return { gains, held: rows.length - gains.length };
}
