import { z } from "zod";
import { groupIdOf, groupKey, type HeldRow } from "../access/explain-losses.ts";
import type { Removable } from "../access/explain-removals.ts";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { type Hop, PRIVILEGES, RESOURCE_TYPES } from "../model/access.ts";

/** Accounts whose losses are looked at, and their rows; beyond, what is told is a part. */
const MOST_ACCOUNTS = 150;
const MOST_ROWS = 20_000;

// The person's accounts come first, then whoever is below a group that is to be taken out of another one, is in a group
// as everybody, holds one of the grants, or has what a GitHub organisation gives its members.
const affectedList = defineStatement(
  "removal_affected_account_list",
  z.object({ account_id: z.string(), is_cut: z.boolean() }),
  `with below as (
  select unnest($2::uuid[]) as id
  union
  select group_chains.start_group_id from group_chains where group_chains.target_group_id = any($2::uuid[])
), affected as (
  select unnest($1::uuid[]) as account_id, 0 as place
  union
  select access_memberships.member_id, 1 from access_memberships
  where access_memberships.member_kind = 'account' and access_memberships.group_id in (select below.id from below)
  union
  select access_memberships.member_id, 1 from access_memberships where access_memberships.source_id = any($3::uuid[])
  union
  select effective_access.subject_account_id, 1 from effective_access
  where effective_access.resource_node_id = any($4::uuid[]) and effective_access.grant_id = any($5::uuid[])
  union
  select members.account_id, 1 from access_organisation_members as members
  join github_organisations on github_organisations.scope = members.scope and github_organisations.id = any($5::uuid[])
  union
  select members.account_id, 1 from access_organisation_members as members
  join github_repositories on github_repositories.scope = members.scope and github_repositories.id = any($5::uuid[])
), first as (
  select affected.account_id, min(affected.place) as place from affected
  group by affected.account_id order by place, affected.account_id limit ${MOST_ACCOUNTS + 1}
)
select first.account_id, (select count(*) from first) > ${MOST_ACCOUNTS} as is_cut from first
union
select others.account_id, (select count(*) from first) > ${MOST_ACCOUNTS}
from first
join canonical_user_provider_links as links on links.account_id = first.account_id and links.deleted_at is null
join canonical_user_provider_links as others on others.person_id = links.person_id and others.deleted_at is null`,
);

// A record that makes everybody a member is no loss to whoever is a member by a record of their own.
const everyoneStepList = defineStatement(
  "removal_everyone_step_list",
  z.object({ account_id: z.string(), group_id: z.string() }),
  `select access_memberships.member_id as account_id, access_groups.native_id as group_id
from access_memberships
join access_groups on access_groups.id = access_memberships.group_id
where access_memberships.member_kind = 'account' and access_memberships.member_id = any($1::uuid[])
  and access_memberships.group_id in (
    select everyone.group_id from access_memberships as everyone where everyone.source_id = any($2::uuid[])
  )
group by access_memberships.member_id, access_groups.native_id
having bool_and(access_memberships.source_id = any($2::uuid[]))`,
);

const rowList = defineStatement(
  "removal_row_list",
  z.object({
    holder_id: z.string(),
    holder_label: z.string(),
    is_person: z.boolean(),
    account_id: z.string(),
    resource_node_id: z.string(),
    resource_id: z.string(),
    resource_type: z.enum(RESOURCE_TYPES),
    resource_label: z.string(),
    role: z.string(),
    privilege: z.enum(PRIVILEGES),
    grant_id: z.string().nullable(),
    is_base: z.boolean(),
    is_given: z.boolean(),
    is_internal: z.boolean(),
    via: z.custom<Hop[]>((value) => Array.isArray(value)),
    chains_truncated: z.boolean(),
  }),
  `with held as materialized (
  select coalesce(access.person_id, access.subject_account_id) as holder_id,
    coalesce(access.person_name, access.subject_label) as holder_label, access.person_id is not null as is_person,
    access.subject_account_id as account_id, access.resource_node_id, access.resource_id, access.resource_type,
    coalesce(access.resource_name, access.resource_id) as resource_label, access.role, access.privilege,
    access.grant_id, access.grant_table, access.via, access.chains_truncated,
    access.grant_id = any($2::uuid[])
      or exists (select from jsonb_array_elements(access.via) as hop (value) where hop.value ->> 'id' = any($3::text[]))
      or access.via @> '[{"kind": "project_role"}]'
      or access.grant_table = 'aws_iam_users' and access.resource_node_id = any($4::uuid[])
      or access.grant_table = 'github_organisations' and lower(split_part(access.resource_id, '/', 1)) = any($5::text[])
      as is_touched
  from effective_access as access
  where access.subject_account_id = any($1::uuid[])
), kept as (
  select held.* from held
  where (held.holder_id, held.resource_node_id) in (
      select touched.holder_id, touched.resource_node_id from held as touched where touched.is_touched
    )
    or held.resource_type = 'gcp_project' and held.role in ('roles/owner', 'roles/editor', 'roles/viewer')
      and held.account_id in (
        select touched.account_id from held as touched where touched.via @> '[{"kind": "project_role"}]'
      )
  limit ${MOST_ROWS + 1}
)
select kept.holder_id, kept.holder_label, kept.is_person, kept.account_id, kept.resource_node_id, kept.resource_id,
  kept.resource_type, kept.resource_label, kept.role, kept.privilege, kept.grant_id, kept.via,
  kept.chains_truncated,
  kept.grant_table is not distinct from 'github_organisations' as is_base,
  coalesce(organisations.default_repository_permission in ('read', 'write', 'admin'), false) as is_given,
  coalesce(resources.state like 'internal%', false) as is_internal
from kept
left join github_organisations as organisations
  on kept.grant_table = 'github_organisations' and organisations.id = kept.grant_id
left join resources on kept.grant_table = 'github_organisations' and resources.id = kept.resource_node_id`,
);

/** `isCut`: not all of it was looked at; people, rows, or chains of groups are missing. */
export type HeldRows = { rows: HeldRow[]; isCut: boolean; removables: Removable[] };

/**
 * The rows that removing any of these could take away, and all others of the same people on the same resources.
 * @param accounts those of the person in question
 * @returns the removals with the memberships of everybody whom they concern
 */
export async function findHeldRows(
  tx: TenantTransaction,
  resourceId: string,
  accounts: readonly string[],
  removables: readonly Removable[],
): Promise<HeldRows> {
  const of = (...kinds: Removable["kind"][]) => removables.filter(({ kind }) => kinds.includes(kind));
  const recordsOf = (some: readonly Removable[]) => some.flatMap(({ records }) => records.map(({ id }) => id));
  const everyone = recordsOf(of("everyone"));
  const grants = recordsOf(of("grant", "organisation", "base", "visibility"));
  const groups = removables.flatMap((one) => one.groups);
  const places = [resourceId, ...removables.flatMap((one) => one.places)];
  const affected = await tx.query(affectedList, [accounts, groups, everyone, places, grants]);
  const ids = affected.map(({ account_id }) => account_id);
  const steps = everyone.length === 0 ? [] : await tx.query(everyoneStepList, [ids, everyone]);
  const complete = removables.map((removable) =>
    removable.kind !== "everyone" ? removable : { ...removable, steps: stepsOf(removable, steps) },
  );
  const hops = complete.flatMap((one) => one.steps.flatMap(({ group }) => groupIdOf(group) ?? []));
  const organisations = of("organisation", "base", "visibility").map(
    ({ object }) => object.toLowerCase().split("/")[0],
  );
  const rows = await tx.query(rowList, [ids, grants, [...new Set(hops)], places, organisations]);
  return {
    removables: complete,
    isCut: [
      affected.some(({ is_cut }) => is_cut),
      rows.length > MOST_ROWS,
      rows.some((row) => row.chains_truncated),
    ].includes(true),
    rows: rows.slice(0, MOST_ROWS).map((row) => ({
      holder: { id: row.holder_id, label: row.holder_label, isPerson: row.is_person },
      accountId: row.account_id,
      resource: {
        id: row.resource_node_id,
        nativeId: row.resource_id,
        type: row.resource_type,
        label: row.resource_label,
      },
      role: row.role,
      privilege: row.privilege,
      grantId: row.grant_id,
      base: row.is_base ? { isGiven: row.is_given, isInternal: row.is_internal } : null,
      hops: row.via,
    })),
  };
}

function stepsOf(removable: Removable, steps: readonly { account_id: string; group_id: string }[]): Removable["steps"] {
  const groups = new Set(removable.steps.map(({ group }) => group));
  return steps
    .map(({ account_id, group_id }) => ({ member: account_id, group: groupKey("group", group_id, null) }))
    .filter(({ group }) => groups.has(group));
}
