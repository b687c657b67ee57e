import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { evaluateIamUser, type IamUserPolicy } from "../model/iam-policy.ts";
import type { Json } from "../model/json.ts";
import { nodeId } from "../model/node-id.ts";

const Policy = z.object({
  name: z.string(),
  arn: z.string().nullable(),
  document: z.json(),
  group: z.string().nullable(),
});

const User = z.object({
  id: z.string(),
  account_id: z.string(),
  arn: z.string(),
  boundary_arn: z.string().nullable(),
  boundary: z.json(),
  policies: z.array(Policy),
});

// Inline policies stand in the user's or group's own record; attached ones name a document of aws_iam_policies.
const usersWithPolicies = defineStatement(
  "aws_iam_users_with_policies",
  User,
  `with documents as materialized (
     select distinct on (account_id, arn) account_id, arn, document
     from aws_iam_policies where deleted_at is null order by account_id, arn, id
   ), principals as (
     select users.id as user_id, users.account_id, null::text as group_arn, users.raw_response,
       'UserPolicyList' as inline_key
     from aws_iam_users as users where users.deleted_at is null
     union all
     select users.id, users.account_id, groups.arn, groups.raw_response, 'GroupPolicyList'
     from aws_iam_users as users
     cross join lateral unnest(users.group_names) as membership (group_name)
     join aws_iam_groups as groups on groups.account_id = users.account_id
       and groups.group_name = membership.group_name and groups.deleted_at is null
     where users.deleted_at is null
   ), policies as (
     select principals.user_id, principals.group_arn, inline.policy ->> 'PolicyName' as name, null as arn,
       inline.policy -> 'PolicyDocument' as document
     from principals
     cross join lateral jsonb_array_elements(
       case jsonb_typeof(principals.raw_response -> principals.inline_key)
         when 'array' then principals.raw_response -> principals.inline_key else '[]' end
     ) as inline (policy)
     where inline.policy ->> 'PolicyName' is not null
     union all
     select principals.user_id, principals.group_arn,
       coalesce(attached.policy ->> 'PolicyName', regexp_replace(attached.policy ->> 'PolicyArn', '^.*/', '')),
       attached.policy ->> 'PolicyArn', documents.document
     from principals
     cross join lateral jsonb_array_elements(
       case jsonb_typeof(principals.raw_response -> 'AttachedManagedPolicies')
         when 'array' then principals.raw_response -> 'AttachedManagedPolicies' else '[]' end
     ) as attached (policy)
     left join documents on documents.account_id = principals.account_id
       and documents.arn = attached.policy ->> 'PolicyArn'
     where coalesce(attached.policy ->> 'PolicyName', attached.policy ->> 'PolicyArn') is not null
   )
   select users.id, users.account_id, users.arn, users.permissions_boundary_arn as boundary_arn,
     documents.document as boundary,
     jsonb_agg(
       jsonb_build_object(
         'name', policies.name, 'arn', policies.arn, 'document', policies.document, 'group', policies.group_arn
       ) order by policies.group_arn nulls first, policies.name, policies.arn
     ) as policies
   from aws_iam_users as users
   join policies on policies.user_id = users.id
   left join documents on documents.account_id = users.account_id and documents.arn = users.permissions_boundary_arn
   where users.deleted_at is null
   group by users.id, users.account_id, users.arn, users.permissions_boundary_arn, documents.document
   order by users.id`,
);

const writeGrants = defineStatement(
  "aws_iam_grants_write",
  z.object({ written: z.number() }),
  `with written as (
     insert into aws_iam_grants as target (
       id, tenant_id, account_node_id, resource_node_id, group_node_id, policy_name, privilege, known, source_id
     )
     select wanted.id, app_current_tenant_id(), wanted.account, wanted.resource, wanted."group", wanted.name,
       wanted.privilege, wanted.known, wanted.source
     from jsonb_to_recordset($1::jsonb) as wanted (
       id uuid, account uuid, resource uuid, "group" uuid, name text, privilege text, known boolean, source uuid
     )
     on conflict (id, tenant_id) do update set privilege = excluded.privilege, known = excluded.known
     where (target.privilege, target.known) is distinct from (excluded.privilege, excluded.known)
     returning target.account_node_id
   ), touched as (
     insert into access_touched (kind, id) select 'account', account_node_id from written where $2::boolean
   )
   select count(*) as written from written`,
);

const removeGrants = defineStatement(
  "aws_iam_grants_remove",
  z.object({ removed: z.number() }),
  `with removed as (
     delete from aws_iam_grants where not (id = any($1::uuid[])) returning account_node_id
   ), touched as (
     insert into access_touched (kind, id) select 'account', account_node_id from removed where $2::boolean
   )
   select count(*) as removed from removed`,
);

/**
 * Evaluates every IAM user's policies: one grant a policy, by what it allows once the user's denies and the boundary
 * are taken off.
 * @param isNoted whether whose grant differs is noted in access_touched
 * @returns how many grants changed
 */
export async function refreshIamGrants(transaction: TenantTransaction, isNoted: boolean): Promise<number> {
  const kept: string[] = [];
  let changed = 0;
  for await (const users of transaction.stream(usersWithPolicies)) {
    const grants = users.flatMap(grantsOf);
    kept.push(...grants.map((grant) => grant.id));
    const [row] = await transaction.query(writeGrants, [JSON.stringify(grants), isNoted]);
    changed += row?.written ?? 0;
  }
  const [row] = await transaction.query(removeGrants, [kept, isNoted]);
  return changed + (row?.removed ?? 0);
}

function grantsOf(user: z.infer<typeof User>) {
  const policies: IamUserPolicy[] = user.policies.map((policy) => ({
    name: policy.name,
    arn: policy.arn,
    document: policy.document as Json,
    viaGroupArn: policy.group,
  }));
  const ratings = evaluateIamUser({
    policies,
    boundary: user.boundary_arn === null ? undefined : (user.boundary as Json),
    boundaryArn: user.boundary_arn,
  });
  return ratings.map((rating, index) => ({
    id: nodeId("iam_grant", user.arn, rating.viaGroupArn ?? "", rating.name, policies[index]?.arn ?? "inline"),
    account: nodeId("account", "aws_iam", user.arn),
    resource: nodeId("resource", "aws_account", user.account_id),
    group: rating.viaGroupArn === null ? null : nodeId("group", "aws_iam", rating.viaGroupArn),
    name: rating.name,
    privilege: rating.privilege,
    known: rating.known,
    source: user.id,
  }));
}
