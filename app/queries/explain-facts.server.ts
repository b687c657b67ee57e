import { z } from "zod";
import { type ExplainFacts, projectRoleKey, type RecordRef, type TracedAccess } from "../access/explain.ts";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PROVIDERS } from "../model/access.ts";
import { TRACED_TABLES } from "../model/traced-tables.ts";

const RefRow = { table: z.enum(TRACED_TABLES), id: z.string() };

const accountLinkList = defineStatement(
  "account_link_list",
  z.object({ account_id: z.string(), id: z.string() }),
  `select canonical_user_provider_links.account_id, canonical_user_provider_links.id
from canonical_user_provider_links
where canonical_user_provider_links.account_id = any($1::uuid[]) and canonical_user_provider_links.deleted_at is null`,
);

const groupListByNativeId = defineStatement(
  "group_list_by_native_id",
  z.object({ id: z.string(), kind: z.enum(["group", "team"]), native_id: z.string() }),
  `select access_groups.id, access_groups.kind, access_groups.native_id
from access_groups
where access_groups.provider = any($1::text[]) and access_groups.native_id = any($2::text[])
  and access_groups.deleted_at is null
order by access_groups.provider, access_groups.native_id, access_groups.id`,
);

const membershipListBetween = defineStatement(
  "membership_list_between",
  z.object({ group_id: z.string(), member_id: z.string(), ...RefRow }),
  `select access_memberships.group_id, access_memberships.member_id,
  access_memberships.source_table as table, access_memberships.source_id as id
from access_memberships
where access_memberships.group_id = any($1::uuid[]) and access_memberships.member_id = any($2::uuid[])
order by access_memberships.source_table, access_memberships.source_id`,
);

const workspaceUserList = defineStatement(
  "workspace_user_list",
  z.object({ user_id: z.string(), id: z.string() }),
  `select google_workspace_users.user_id, google_workspace_users.id
from google_workspace_users
where google_workspace_users.user_id = any($1::text[]) and google_workspace_users.deleted_at is null`,
);

const BASIC_ROLES: Readonly<Record<string, string>> = {
  projectOwner: "roles/owner",
  projectEditor: "roles/editor",
  projectViewer: "roles/viewer",
};

/** @param from the view of now, or what stood at the moment `$3` */
const basicRoleGrants = (name: string, from: string) =>
  defineStatement(
    name,
    z.object({ account_id: z.string(), project: z.string(), role: z.string(), ...RefRow }),
    `select effective_access.subject_account_id as account_id, effective_access.resource_id as project,
  effective_access.role, effective_access.grant_table as table, effective_access.grant_id as id
from ${from}
where effective_access.subject_account_id = any($1::uuid[])
  and effective_access.resource_type = 'gcp_project' and effective_access.resource_id = any($2::text[])
  and effective_access.role in ('roles/owner', 'roles/editor', 'roles/viewer')
order by jsonb_array_length(effective_access.via) desc, effective_access.sort_key desc`,
  );

const basicRoleGrantList = basicRoleGrants("basic_role_grant_list", "effective_access");
const basicRoleGrantListThen = basicRoleGrants(
  "basic_role_grant_list_as_of",
  "effective_access_as_of($3::timestamptz) as effective_access",
);

/** The record of a node is the one that names its parent; a cycle of parents ends by the depth. */
const resourceAncestryList = defineStatement(
  "resource_ancestry_list",
  z.object({
    native_id: z.string(),
    label: z.string(),
    table: z.enum(TRACED_TABLES).nullable(),
    id: z.string().nullable(),
  }),
  `with recursive ancestry as (
  select resources.id, resources.type, resources.native_id, resources.name, resources.parent_id, 0 as depth
  from resources
  where resources.id = $1::uuid and resources.deleted_at is null
  union all
  select parents.id, parents.type, parents.native_id, parents.name, parents.parent_id, ancestry.depth + 1
  from ancestry
  join resources as parents on parents.id = ancestry.parent_id and parents.deleted_at is null
  where ancestry.depth < 64
)
select ancestry.native_id, coalesce(ancestry.name, ancestry.native_id) as label,
  records.source_table as table, records.id
from ancestry
left join lateral (
  select 'gcp_projects' as source_table, gcp_projects.id from gcp_projects
  where ancestry.type = 'gcp_project' and gcp_projects.project_id = ancestry.native_id
    and gcp_projects.deleted_at is null
  union all
  select 'gcp_folders', gcp_folders.id from gcp_folders
  where ancestry.type = 'gcp_folder' and gcp_folders.deleted_at is null
    and gcp_folders.folder_id in (ancestry.native_id, split_part(ancestry.native_id, '/', 2))
  union all
  select 'github_repositories', github_repositories.id from github_repositories
  where ancestry.type = 'github_repository' and github_repositories.deleted_at is null
    and lower(github_repositories.organisation || '/' || github_repositories.repository) = lower(ancestry.native_id)
  limit 1
) as records on true
order by ancestry.depth`,
);

/**
 * Everything that the edges of these rows are made from, in at most six statements however many rows there are.
 * @param resourceId the node that all rows are about
 */
export async function findExplainFacts(
  tx: TenantTransaction,
  rows: readonly TracedAccess[],
  resourceId: string,
): Promise<ExplainFacts> {
  const accounts = [...new Set(rows.map((row) => row.accountId))];
  const hops = rows.flatMap((row) => row.access.via.map((hop) => ({ hop, row })));
  const ofKind = (...kinds: string[]) => hops.filter(({ hop }) => kinds.includes(hop.kind));
  const native = [...new Set(ofKind("group", "team").map(({ hop }) => hop.id))];
  const groups = native.length === 0 ? [] : await tx.query(groupListByNativeId, [PROVIDERS, native]);
  const groupIds = groups.map((group) => group.id);
  const memberships =
    groupIds.length === 0 ? [] : await tx.query(membershipListBetween, [groupIds, [...accounts, ...groupIds]]);
  const links = await tx.query(accountLinkList, [accounts]);
  const ancestry = await tx.query(resourceAncestryList, [resourceId]);
  return {
    links: new Map(
      links.map((link) => [link.account_id, { table: "canonical_user_provider_links" as const, id: link.id }]),
    ),
    groups: groups.map((group) => ({ id: group.id, kind: group.kind, nativeId: group.native_id })),
    memberships: memberships.map(({ group_id, member_id, ...source }) => ({
      groupId: group_id,
      memberId: member_id,
      source,
    })),
    domainMembers: await findDomainMembers(tx, ofKind("domain")),
    projectRoles: await findProjectRoles(tx, ofKind("project_role")),
    ancestry: ancestry.map((node) => ({
      nativeId: node.native_id,
      label: node.label,
      source: node.table === null || node.id === null ? null : { table: node.table, id: node.id },
    })),
  };
}

type HopOfRow = { hop: { id: string }; row: TracedAccess };

async function findDomainMembers(tx: TenantTransaction, hops: HopOfRow[]): Promise<Map<string, RecordRef>> {
  if (hops.length === 0) return new Map();
  const accountOf = new Map(hops.map(({ row }) => [row.access.subject.id, row.accountId]));
  const users = await tx.query(workspaceUserList, [[...accountOf.keys()]]);
  return new Map(
    users.map((user) => [accountOf.get(user.user_id) ?? "", { table: "google_workspace_users" as const, id: user.id }]),
  );
}

/**
 * The grants by which accounts hold the basic roles that they are on a path by, under `projectRoleKey`.
 * @param asOf null is now
 */
export async function findProjectRoles(
  tx: TenantTransaction,
  hops: HopOfRow[],
  asOf: string | null = null,
): Promise<Map<string, RecordRef>> {
  if (hops.length === 0) return new Map();
  const projects = new Set(hops.map(({ hop }) => hop.id.split(":")[1] ?? ""));
  const accounts = new Set(hops.map(({ row }) => row.accountId));
  const held = [[...accounts], [...projects]];
  const grants = await (asOf === null
    ? tx.query(basicRoleGrantList, held)
    : tx.query(basicRoleGrantListThen, [...held, asOf]));
  // The rows come longest path first, so the map keeps the shortest.
  const byHolding = new Map(
    grants.map((grant) => [
      `${grant.account_id} ${grant.role} ${grant.project}`,
      { table: grant.table, id: grant.id } satisfies RecordRef,
    ]),
  );
  const found = new Map<string, RecordRef>();
  for (const { hop, row } of hops) {
    const [kind = "", project = ""] = hop.id.split(":");
    const grant = byHolding.get(`${row.accountId} ${BASIC_ROLES[kind]} ${project}`);
    if (grant !== undefined) found.set(projectRoleKey(row.accountId, hop.id), grant);
  }
  return found;
}
