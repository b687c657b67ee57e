import { z } from "zod";
import { defineStatement } from "../db/statement.ts";
import { TRACED_TABLES } from "../model/traced-tables.ts";

const Records = z.array(z.object({ table: z.enum(TRACED_TABLES), id: z.string() }));

export const accountList = defineStatement(
  "removal_account_list",
  z.object({ id: z.string(), label: z.string(), domain: z.string().nullable() }),
  `select accounts.id, accounts.label,
  case when accounts.provider = 'google_workspace' and accounts.listed and accounts.email is not null
    then lower(split_part(btrim(accounts.email), '@', 2))
  end as domain
from canonical_user_provider_links as links
join accounts on accounts.id = links.account_id and accounts.deleted_at is null and accounts.type = 'user'
where links.person_id = $1::uuid and links.deleted_at is null
order by accounts.id`,
);

/** Every group that the accounts are in, however deep, with each direct membership on the way and all its records. */
export const membershipList = defineStatement(
  "removal_membership_list",
  z.object({
    member_id: z.string(),
    member_kind: z.enum(["account", "group"]),
    member_label: z.string(),
    member_key: z.string().nullable(),
    group_id: z.string(),
    group_kind: z.enum(["group", "team"]),
    group_label: z.string(),
    group_key: z.string(),
    organisation: z.string().nullable(),
    is_everyone: z.boolean(),
    records: Records,
  }),
  `with recursive above as (
  select access_memberships.group_id from access_memberships where access_memberships.member_id = any($1::uuid[])
  union
  select access_memberships.group_id
  from above join access_memberships on access_memberships.member_id = above.group_id
), members as (
  select unnest($1::uuid[]) as id union select above.group_id from above
), edges as (
  select access_memberships.member_id, access_memberships.member_kind, access_memberships.group_id,
    json_agg(
      json_build_object('table', access_memberships.source_table, 'id', access_memberships.source_id)
      order by access_memberships.source_table, access_memberships.source_id
    ) as records,
    bool_or(everyone.id is not null) as is_everyone, min(access_memberships.scope) as scope
  from access_memberships
  left join google_workspace_memberships as everyone
    on everyone.id = access_memberships.source_id and everyone.member_type = 'CUSTOMER'
  where access_memberships.member_id in (select members.id from members)
  group by access_memberships.member_id, access_memberships.member_kind, access_memberships.group_id
)
select edges.member_id, edges.member_kind, coalesce(accounts.label, inner_groups.label, '') as member_label,
  inner_groups.native_id as member_key, edges.group_id, groups.kind as group_kind, groups.label as group_label,
  groups.native_id as group_key, case when groups.kind = 'team' then split_part(edges.scope, '/', 2) end as organisation,
  edges.is_everyone, edges.records
from edges
join access_groups as groups on groups.id = edges.group_id
left join access_groups as inner_groups on edges.member_kind = 'group' and inner_groups.id = edges.member_id
left join accounts on edges.member_kind = 'account' and accounts.id = edges.member_id
order by edges.group_id, edges.member_id`,
);

/**
 * Grants that reach any of the targets, from itself or from above, given to one of the grantees, to a domain, or to
 * whoever has a role on a project. $3 keeps only those of these roles; null is all.
 */
export const grantList = defineStatement(
  "removal_grant_list",
  z.object({
    target_id: z.string(),
    grantee_kind: z.enum(["account", "group", "domain", "project_role"]),
    grantee_id: z.string(),
    grantee_name: z.string().nullable(),
    grantee_label: z.string().nullable(),
    attached_id: z.string(),
    attached_label: z.string(),
    role: z.string(),
    condition: z.string().nullable(),
    records: Records,
  }),
  `with recursive ancestry as (
  select resources.id as target_id, resources.id, resources.parent_id
  from resources
  where resources.id = any($1::uuid[]) and resources.deleted_at is null
  union
  select ancestry.target_id, parents.id, parents.parent_id
  from ancestry join resources as parents on parents.id = ancestry.parent_id and parents.deleted_at is null
)
select ancestry.target_id, grants.grantee_kind, grants.grantee_id, grants.grantee_name,
  coalesce(access_groups.label, accounts.label) as grantee_label,
  grants.resource_id as attached_id, coalesce(attached.name, attached.native_id) as attached_label,
  grants.role, grants.condition::text as condition,
  json_agg(json_build_object('table', grants.grant_table, 'id', grants.grant_id) order by grants.grant_id) as records
from ancestry
join access_grants as grants on grants.resource_id = ancestry.id and (grants.tree or ancestry.id = ancestry.target_id)
join resources as attached on attached.id = grants.resource_id
left join access_groups on grants.grantee_kind = 'group' and access_groups.id = grants.grantee_id
left join accounts on grants.grantee_kind = 'account' and accounts.id = grants.grantee_id
where (grants.grantee_id = any($2::uuid[]) or grants.grantee_kind in ('domain', 'project_role'))
  and ($3::text[] is null or (grants.tree and grants.role = any($3::text[])))
group by ancestry.target_id, grants.grantee_kind, grants.grantee_id, grants.grantee_name, access_groups.label,
  accounts.label, grants.resource_id, attached.name, attached.native_id, grants.role, grants.condition::text
order by grants.resource_id, grants.role, grants.grantee_id`,
);

export const policyList = defineStatement(
  "removal_policy_list",
  z.object({
    account_id: z.string(),
    account_label: z.string(),
    group_id: z.string().nullable(),
    group_key: z.string().nullable(),
    group_label: z.string().nullable(),
    policy: z.string(),
    source_id: z.string(),
  }),
  `select distinct grants.account_node_id as account_id, accounts.label as account_label,
  grants.group_node_id as group_id, access_groups.native_id as group_key, access_groups.label as group_label,
  grants.policy_name as policy, grants.source_id
from aws_iam_grants as grants
join accounts on accounts.id = grants.account_node_id
left join access_groups on access_groups.id = grants.group_node_id
where grants.account_node_id = any($1::uuid[]) and grants.resource_node_id = $2::uuid
order by grants.policy_name, grants.account_node_id, grants.group_node_id`,
);

/** What belonging to a GitHub organisation gives on a repository of it, or on the organisation itself. */
export const organisationList = defineStatement(
  "removal_organisation_list",
  z.object({
    account_id: z.string(),
    account_label: z.string(),
    organisation: z.string(),
    organisation_source_id: z.string().nullable(),
    is_itself: z.boolean(),
    is_owner: z.boolean(),
    base: z.string().nullable(),
    repository: z.string().nullable(),
    repository_source_id: z.string().nullable(),
    is_internal: z.boolean(),
    records: Records,
  }),
  `select members.account_id, accounts.label as account_label, organisations.native_id as organisation,
  organisations.source_id as organisation_source_id, members.organisation_id = $2::uuid as is_itself, members.is_owner,
  case when organisations.base in ('read', 'write', 'admin') then organisations.base end as base,
  target.native_id as repository, repositories.id as repository_source_id,
  repositories.visibility is not distinct from 'internal' as is_internal,
  (
    select json_agg(json_build_object('table', 'github_org_memberships', 'id', listings.id) order by listings.id)
    from github_org_memberships as listings
    where listings.scope = members.scope and listings.user_id = accounts.native_id and listings.deleted_at is null
      and listings.listing in ('admin', 'member')
  ) as records
from access_organisation_members as members
join accounts on accounts.id = members.account_id
join github_organisation_nodes as organisations on organisations.scope = members.scope
join resources as target on target.id = $2::uuid
left join access_organisation_repositories as listed
  on listed.scope = members.scope and listed.repository_id = $2::uuid
left join lateral (
  select github_repositories.id, github_repositories.visibility from github_repositories
  where github_repositories.scope = members.scope and github_repositories.deleted_at is null
    and lower(github_repositories.repository) = lower(split_part(target.native_id, '/', 2))
  order by github_repositories.repository
  limit 1
) as repositories on listed.repository_id is not null
where members.account_id = any($1::uuid[]) and (members.is_owner or members.is_member)
  and (members.organisation_id = $2::uuid or listed.repository_id is not null)
order by members.account_id, members.scope`,
);
