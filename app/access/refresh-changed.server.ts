import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { refreshGrantsOf } from "./refresh-grants.server.ts";
import { refreshMembershipsOf } from "./refresh-memberships.server.ts";

/** More changed records than this are worked out by going over all of them. */
const FEW_CHANGES = 20_000;

export type SourceChanges = { tables: Map<string, string[]>; isMany: boolean };

const changesSince = defineStatement(
  "access_changes_since",
  z.object({ table: z.string(), id: z.string() }),
  `select entity_type as table, entity_id as id from entity_history where gid > $1::bigint
   and entity_type not in ('canonical_users', 'canonical_emails', 'canonical_user_provider_links', 'identity_reconciliation_queue')
   order by gid limit $2::integer`,
);

/** The source records that changed since the history's entry `gid`, by table. */
export async function listChanges(transaction: TenantTransaction, gid: number): Promise<SourceChanges> {
  const rows = await transaction.query(changesSince, [gid, FEW_CHANGES + 1]);
  const tables = new Map<string, string[]>();
  for (const { table, id } of rows) {
    const ids = tables.get(table) ?? [];
    if (ids.length === 0) tables.set(table, ids);
    ids.push(id);
  }
  return { tables, isMany: rows.length > FEW_CHANGES };
}

/** Records of which each resolves by itself to a membership or a grant between nodes that stand already. */
const MEMBERSHIPS = ["google_workspace_memberships", "aws_identity_center_memberships"];
const GRANTS = ["gcp_iam_bindings", "aws_account_assignments"];
const BY_ROW: ReadonlySet<string> = new Set([...MEMBERSHIPS, ...GRANTS]);

// A node stays as it is when its own record names it, or when only such records name it and one still does. Everything
// else (a member that was never seen, the last binding of a service account) is for the whole refresh.
const countUnsettled = defineStatement(
  "access_touched_unsettled",
  z.object({ unsettled: z.number() }),
  `select count(*) as unsettled
   from (
     select kind, id from access_touched
     union all
     select 'resource', other from access_touched where kind in ('account', 'grantee', 'domain') and other is not null
   ) as touched
   left join accounts on touched.kind = 'account' and accounts.id = touched.id and accounts.deleted_at is null
   left join access_groups on touched.kind in ('group', 'members', 'grantee') and access_groups.id = touched.id
     and access_groups.deleted_at is null
   left join resources on touched.kind = 'resource' and resources.id = touched.id and resources.deleted_at is null
   where case touched.kind
     when 'account' then accounts.id is null or not (accounts.listed
       or exists (select from access_grants where access_grants.grantee_id = touched.id)
       or exists (select from access_memberships where access_memberships.member_id = touched.id))
     when 'resource' then resources.id is null or not (resources.listed
       or exists (select from access_grants where access_grants.resource_id = touched.id))
     when 'domain' then false
     when 'project_role' then true
     else access_groups.id is null or not access_groups.listed
       or (access_groups.provider = 'aws_identity_center' and not exists (
         select from collected_listings
         where collected_listings.listing = 'identity_center_memberships' and collected_listings.deleted_at is null
       ))
   end`,
);

// What gives no row, or by way of a project's basic roles, is not resolved by itself.
const countOddBindings = defineStatement(
  "access_bindings_odd",
  z.object({ odd: z.number() }),
  `select count(*) as odd from gcp_iam_bindings
   where id = any($1::uuid[]) and split_part(btrim(member), ':', 1) not in (
     'user', 'group', 'serviceAccount', 'domain', 'allUsers', 'allAuthenticatedUsers'
   )`,
);

const countUnrated = defineStatement(
  "access_grants_unrated",
  z.object({ unrated: z.number() }),
  `select (
     select count(*) from gcp_iam_bindings as bindings
     where bindings.id = any($1::uuid[]) and bindings.deleted_at is null and not exists (
       select from role_privileges
       where role_privileges.provider = 'gcp' and role_privileges.role_key = bindings.role
     )
   ) + (
     select count(*) from aws_account_assignments as assignments
     where assignments.id = any($2::uuid[]) and assignments.deleted_at is null and not exists (
       select from role_privileges
       where role_privileges.provider = 'aws_identity_center'
         and role_privileges.role_key = coalesce(assignments.instance_id, '') || '/' || assignments.permission_set_id
     )
   ) as unrated`,
);

// Which identity store a record without one belongs to, and an assignment of an instance that is not listed, is told by
// all memberships together.
const countShiftingStores = defineStatement(
  "access_stores_shifting",
  z.object({ shifting: z.number() }),
  `select count(*) as shifting
   from aws_identity_center_memberships as memberships
   where memberships.id = any($1::uuid[]) and (
     not exists (
       select from aws_identity_center_users as users
       where users.identity_store_id = memberships.identity_store_id and users.deleted_at is null
     )
     or exists (
       select from aws_account_assignments as assignments
       where assignments.deleted_at is null and not exists (
         select from aws_identity_center_instances as instances
         where instances.instance_id = assignments.instance_id and instances.deleted_at is null
       )
     )
   )`,
);

// Chains begin where members are, and depend on nothing else but groups.
const countChainsToMove = defineStatement(
  "access_chains_to_move",
  z.object({ groups: z.number() }),
  `select count(*) as groups
   from (select distinct id, other from access_touched where kind = 'members') as touched
   where touched.other is not null
     or exists (select from access_memberships where group_id = touched.id and member_kind = 'account')
       <> exists (select from group_chains where start_group_id = touched.id)`,
);

/**
 * Brings the graph to changes of single memberships and grants, at a cost of those alone.
 * @returns false when the changes are of another kind: then the whole graph is to be refreshed, which mends everything
 */
export async function refreshChangedRows(transaction: TenantTransaction, changes: SourceChanges): Promise<boolean> {
  const tables = [...changes.tables.keys()];
  if (changes.isMany || !tables.every((table) => BY_ROW.has(table))) return false;
  const idsOf = (names: string[]) => names.flatMap((name) => changes.tables.get(name) ?? []);
  const [bindings, assignments] = GRANTS.map((name) => idsOf([name]));
  const [odd] = await transaction.query(countOddBindings, [bindings]);
  const [rated] = await transaction.query(countUnrated, [bindings, assignments]);
  const [stores] = await transaction.query(countShiftingStores, [idsOf(["aws_identity_center_memberships"])]);
  if ((odd?.odd ?? 0) + (rated?.unrated ?? 0) + (stores?.shifting ?? 0) > 0) return false;
  const memberships = idsOf(MEMBERSHIPS);
  if (memberships.length > 0) await refreshMembershipsOf(transaction, memberships);
  const grants = idsOf(GRANTS);
  if (grants.length > 0) await refreshGrantsOf(transaction, grants);
  const [nodes] = await transaction.query(countUnsettled);
  const [chains] = await transaction.query(countChainsToMove);
  return (nodes?.unsettled ?? 0) + (chains?.groups ?? 0) === 0;
}
