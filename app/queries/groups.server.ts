import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES, PROVIDERS, RESOURCE_TYPES } from "../model/access.ts";
import { isUuid } from "../model/filters.ts";
import type { SortName } from "../model/sorting.ts";
import type { Group, GroupDetail, Page } from "../model/views.ts";
import { createConditions } from "./fragments.ts";
import { listGroupMembers } from "./group-members.server.ts";
import { type ListOrder, orderPage, orNull, SORTED, textColumn, textPart, uuidPart } from "./order.ts";
import { type PageRequest, pageOf, type SortedRequest } from "./page.ts";
import { searchHits, setSearch } from "./search.server.ts";

const GroupRow = z.object({
  id: z.string(),
  provider: z.enum(PROVIDERS),
  kind: z.enum(["group", "team"]),
  native_id: z.string(),
  label: z.string(),
  name: z.string().nullable(),
  email: z.string().nullable(),
  explained: z.boolean(),
  direct_members: z.number(),
  ...SORTED,
});

const GROUPS: ListOrder<SortName<"groups">, z.infer<typeof GroupRow>> = {
  own: "provider",
  key: {
    parts: [textPart("access_groups.provider"), textPart("access_groups.native_id"), uuidPart("access_groups.id")],
    descends: false,
    shape: z.tuple([z.string(), z.string(), z.guid()]),
    of: ({ provider, native_id, id }) => [provider, native_id, id],
  },
  columns: {
    nativeId: textColumn("access_groups.native_id"),
    name: textColumn("coalesce(access_groups.name, access_groups.label)"),
    email: orNull(textColumn("access_groups.email")),
    kind: textColumn("access_groups.kind"),
  },
};

/** Members are counted for the groups of the page at once. */
const withMembers = (page: string, { select, by }: { select: string; by: string }) => `with page as materialized (
  ${page}
)
select access_groups.id, access_groups.provider, access_groups.kind, access_groups.native_id, access_groups.label,
  access_groups.name, access_groups.email, access_groups.explained,
  coalesce(members.number, 0) as direct_members${select}
from page as access_groups
left join (
  select access_memberships.group_id, count(distinct access_memberships.member_id) as number
  from access_memberships
  where access_memberships.group_id in (select page.id from page)
  group by access_memberships.group_id
) as members on members.group_id = access_groups.id
order by ${by}`;

function groupOfRow(row: z.infer<typeof GroupRow>): Group {
  const { native_id, direct_members, sort_value: _value, ...group } = row;
  return { ...group, nativeId: native_id, directMembers: direct_members };
}

/** Groups and teams, by provider and native id unless asked for in another order, bytewise. */
export async function listGroups(
  tx: TenantTransaction,
  request: SortedRequest<"groups"> & { search?: string | undefined },
): Promise<Page<Group>> {
  const conditions = createConditions();
  const order = orderPage(GROUPS, request, conditions);
  if (request.search !== undefined) {
    await setSearch(tx, request.search);
    conditions.addFixed("q", `access_groups.id in (${searchHits("group")})`);
  }
  const statement = defineStatement(
    "group_list",
    GroupRow,
    withMembers(
      `select access_groups.* from access_groups
  where access_groups.deleted_at is null
    and ${conditions.sql()}
  order by ${order.by}
  limit ${conditions.value(request.limit + 1)}::integer`,
      order,
    ),
    order.variant(),
  );
  const rows = await tx.query(statement, conditions.values);
  return pageOf(rows, request.limit, order.cursorOf, groupOfRow);
}

const groupFind = defineStatement(
  "group_find",
  GroupRow,
  withMembers(
    `select access_groups.* from access_groups
  where access_groups.id = $1::uuid and access_groups.deleted_at is null`,
    { select: "", by: "access_groups.id" },
  ),
);

const groupIdFind = defineStatement(
  "group_id_find",
  z.object({ id: z.string() }),
  `select access_groups.id from access_groups
where access_groups.provider = any($1::text[]) and access_groups.native_id = $2::text
  and access_groups.deleted_at is null
order by access_groups.provider, access_groups.id
limit 1`,
);

const groupNeighbourList = defineStatement(
  "group_neighbour_list",
  z.object({ id: z.string(), label: z.string(), side: z.enum(["parent", "child"]) }),
  `select access_groups.id, access_groups.label, edges.side
from (
  select access_memberships.group_id as id, 'parent' as side from access_memberships
  where access_memberships.member_kind = 'group' and access_memberships.member_id = $1::uuid
  union
  select access_memberships.member_id, 'child' from access_memberships
  where access_memberships.member_kind = 'group' and access_memberships.group_id = $1::uuid
) as edges
join access_groups on access_groups.id = edges.id and access_groups.deleted_at is null
order by access_groups.label collate "C", access_groups.id`,
);

/** What being in the group gives, its parents' grants included, on the resources where they are attached. */
const groupGrantList = defineStatement(
  "group_grant_list",
  z.object({
    type: z.enum(RESOURCE_TYPES),
    native_id: z.string(),
    name: z.string().nullable(),
    role: z.string(),
    privilege: z.enum(PRIVILEGES),
  }),
  `with targets as materialized (
  select $1::uuid as id
  union
  select group_chains.target_group_id from group_chains where group_chains.start_group_id = $1::uuid
), grants as (
  select identity_center.resource_id, identity_center.role, role_privileges.privilege
  from aws_identity_center_grants as identity_center
  join role_privileges on role_privileges.provider = 'aws_identity_center'
    and role_privileges.role_key = identity_center.role_key
  where identity_center.grantee_kind = 'group' and identity_center.grantee_id in (select targets.id from targets)
  union
  select gcp_grants.resource_id, gcp_grants.role, role_privileges.privilege
  from gcp_grants
  join role_privileges on role_privileges.provider = 'gcp' and role_privileges.role_key = gcp_grants.role
  where gcp_grants.grantee_kind = 'group' and gcp_grants.grantee_id in (select targets.id from targets)
  union
  select github_repository_nodes.node, github_team_grants.role, role_privileges.privilege
  from github_team_grants
  join github_repository_nodes on github_repository_nodes.scope = github_team_grants.scope
    and github_repository_nodes.repository_key = github_team_grants.repository_key
  join role_privileges on role_privileges.provider = 'github'
    and role_privileges.role_key = github_team_grants.role || ':' || github_team_grants.role_rank
  where github_team_grants.team in (select targets.id from targets)
  union
  select aws_iam_grants.resource_node_id, aws_iam_grants.policy_name, aws_iam_grants.privilege
  from aws_iam_grants
  where aws_iam_grants.group_node_id in (select targets.id from targets)
)
select resources.type, resources.native_id, resources.name, grants.role, grants.privilege
from grants
join resources on resources.id = grants.resource_id and resources.deleted_at is null
order by resources.type, resources.native_id, grants.role collate "C", grants.privilege`,
);

/**
 * @param group the uuid of the group or the provider's own id
 * @param request the page of its members
 * @returns null when there is no such group
 */
export async function findGroup(
  tx: TenantTransaction,
  group: string,
  request: PageRequest,
): Promise<GroupDetail | null> {
  const [byNativeId] = isUuid(group) ? [] : await tx.query(groupIdFind, [PROVIDERS, group]);
  const id = isUuid(group) ? group : byNativeId?.id;
  if (id === undefined) return null;
  const [found] = await tx.query(groupFind, [id]);
  if (found === undefined) return null;
  const neighbours = await tx.query(groupNeighbourList, [id]);
  const side = (wanted: "parent" | "child") =>
    neighbours.filter((row) => row.side === wanted).map((row) => ({ id: row.id, label: row.label }));
  const grants = await tx.query(groupGrantList, [id]);
  return {
    ...groupOfRow(found),
    parents: side("parent"),
    children: side("child"),
    members: await listGroupMembers(tx, found.id, request),
    access: grants.map((grant) => ({
      resourceType: grant.type,
      resourceId: grant.native_id,
      resourceName: grant.name,
      role: grant.role,
      privilege: grant.privilege,
    })),
  };
}
