import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES, PROVIDERS, SUBJECT_STATUSES } from "../model/access.ts";
import type { MissingAccess } from "../model/views.ts";

/** Ways that are told; the lowest level comes first, because it is what one asks for. */
const MOST_WAYS = 20;

const missingWayList = defineStatement(
  "missing_way_list",
  z.object({
    kind: z.enum(["group", "team", "organisation"]),
    id: z.string(),
    label: z.string(),
    provider: z.enum(PROVIDERS),
    role: z.string(),
    privilege: z.enum(PRIVILEGES),
    attached: z.string().nullable(),
    is_conditional: z.boolean(),
    people: z.number(),
    grants: z.number().nullable(),
  }),
  `with recursive ancestry as (
  select resources.id, resources.parent_id from resources where resources.id = $1::uuid and resources.deleted_at is null
  union
  select parents.id, parents.parent_id
  from ancestry join resources as parents on parents.id = ancestry.parent_id and parents.deleted_at is null
), given as (
  select grants.grantee_id as group_id, grants.role, grants.privilege, grants.resource_id, grants.condition is not null as is_conditional
  from ancestry
  join access_grants as grants on grants.resource_id = ancestry.id and (grants.tree or ancestry.id = $1::uuid)
  where grants.grantee_kind = 'group'
  union
  select aws_iam_grants.group_node_id, aws_iam_grants.policy_name, aws_iam_grants.privilege,
    aws_iam_grants.resource_node_id, false
  from aws_iam_grants
  where aws_iam_grants.resource_node_id = $1::uuid and aws_iam_grants.group_node_id is not null
), ways as (
  select access_groups.kind, access_groups.id, access_groups.label, access_groups.provider, given.role, given.privilege,
    given.resource_id, given.is_conditional
  from given join access_groups on access_groups.id = given.group_id and access_groups.deleted_at is null
  union all
  select 'organisation', organisations.id, organisations.native_id, 'github', repositories.base_role,
    repositories.base_role, repositories.organisation_id, false
  from access_organisation_repositories as repositories
  join resources as organisations on organisations.id = repositories.organisation_id
  where repositories.repository_id = $1::uuid and repositories.base_role is not null
), first as (
  select ways.*, array_position(array['none', 'read', 'write', 'admin', 'owner'], ways.privilege) as rank
  from ways
  order by rank, ways.label, ways.role
  limit ${MOST_WAYS}
)
select first.kind, first.id, first.label, first.provider, first.role, first.privilege, first.is_conditional,
  case when first.resource_id <> $1::uuid then coalesce(attached.name, attached.native_id) end as attached,
  case first.kind
    when 'organisation' then (
      select count(*) from access_organisation_members as members
      where members.organisation_id = first.id and members.is_member
    )
    else (
      select count(distinct access_memberships.member_id) from access_memberships
      where access_memberships.member_kind = 'account' and access_memberships.group_id in (
        select first.id union
        select group_chains.start_group_id from group_chains where group_chains.target_group_id = first.id
      )
    )
  end as people,
  case when first.kind <> 'organisation' then (
    select count(*) from access_grants
    where access_grants.grantee_id in (
      select first.id union
      select group_chains.target_group_id from group_chains where group_chains.start_group_id = first.id
    )
  ) end as grants
from first
left join resources as attached on attached.id = first.resource_id
order by first.rank, grants nulls first, people, first.label, first.role`,
);

const ownAccountList = defineStatement(
  "missing_own_account_list",
  z.object({ provider: z.enum(PROVIDERS), label: z.string(), status: z.enum(SUBJECT_STATUSES) }),
  `select accounts.provider, accounts.label, accounts.status
from canonical_user_provider_links as links
join accounts on accounts.id = links.account_id and accounts.deleted_at is null and accounts.type = 'user'
where links.person_id = $1::uuid and links.deleted_at is null
order by accounts.provider, accounts.label, accounts.id`,
);

// The beginnings of the scopes that facts about a resource come from.
const incompleteList = defineStatement(
  "missing_incomplete_scope_list",
  z.object({ scope: z.string(), reason: z.string().nullable() }),
  `select sync_scopes.scope, sync_scopes.incomplete_reason as reason
from sync_scopes
join resources on resources.id = $1::uuid
where not sync_scopes.complete
  and split_part(sync_scopes.scope, '/', 1) = any(
    case resources.provider when 'gcp' then array['gcp', 'google-workspace'] else array[resources.provider] end
  )
order by sync_scopes.scope
limit ${MOST_WAYS}`,
);

/**
 * Why somebody does not reach a resource: the steps of which any one would lead there, those that give the least first,
 * with the account that could take it; and what may not have been seen.
 */
export async function findMissingAccess(
  tx: TenantTransaction,
  request: { personId: string; resourceId: string },
): Promise<MissingAccess> {
  const ways = await tx.query(missingWayList, [request.resourceId]);
  const accounts = await tx.query(ownAccountList, [request.personId]);
  return {
    steps: ways.map(({ is_conditional, ...way }) => ({
      ...way,
      isConditional: is_conditional,
      account: accounts.find(({ provider }) => provider === way.provider) ?? null,
    })),
    suspended: accounts.filter(({ status }) => status === "suspended"),
    incomplete: await tx.query(incompleteList, [request.resourceId]),
  };
}
