import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

/*
 * What a refresh changes in the graph is noted in access_touched, and the accounts whose effective access may differ
 * follow from that and from what holds now. What held before need not be known: an account whose own membership, chain
 * or grant went away is noted by that very row.
 *
 *   kind          id                       other             name
 *   account       account
 *   group         group                                                     its name, or that it stands for itself
 *   resource      resource                                                  its name, or what is above it
 *   members       group                    member group                     a membership of it
 *   chain         group where it begins    group where it ends
 *   grantee       group                    resource                         a grant to it
 *   domain        -                        resource          the domain     a grant to it
 *   project_role  project                  resource          role:project   a grant to who holds that
 *   repository    repository                                 scope
 */
const CREATE_NOTES = `
  create temporary table access_touched (kind text not null, id uuid not null, other uuid, name text) on commit drop;
  create temporary table access_affected (account_id uuid primary key) on commit drop`;

/** Makes the tables in which one refresh notes what it changed and whom that concerns; they end with the transaction. */
export async function createNotes(transaction: TenantTransaction): Promise<void> {
  await transaction.client.query(CREATE_NOTES);
}

const HELD_ROLE = `case split_part(held.name, ':', 1)
  when 'projectOwner' then 'roles/owner' when 'projectEditor' then 'roles/editor' else 'roles/viewer' end`;

const fillAffected = defineStatement(
  "access_affected_fill",
  z.object({ accounts: z.number() }),
  `with recursive
   below as (
     select id from access_touched where kind = 'resource'
     union
     select resources.id from below join resources on resources.parent_id = below.id
   ),
   above as (
     select id from access_touched where kind = 'resource'
     union
     select resources.parent_id from above join resources on resources.id = above.id where resources.parent_id is not null
   ),
   -- Grants by which somebody reaches what moved or is called otherwise.
   reaching as (
     select grants.grantee_kind, grants.grantee_id, grants.grantee_name
     from above join access_grants as grants on grants.resource_id = above.id
   ),
   held as (
     select id, name from access_touched where kind = 'project_role'
     union select grantee_id, grantee_name from reaching where grantee_kind = 'project_role'
   ),
   domains as (
     select name from access_touched where kind = 'domain'
     union select grantee_name from reaching where grantee_kind = 'domain'
   ),
   granted_groups as (
     select id from access_touched where kind = 'grantee'
     union select grantee_id from reaching where grantee_kind = 'group'
   ),
   starts as (
     select touched.id from access_touched as touched
     where touched.kind = 'chain' and exists (select from access_grants where access_grants.grantee_id = touched.other)
     union
     select group_chains.start_group_id
     from granted_groups join group_chains on group_chains.target_group_id = granted_groups.id
   ),
   members as (
     select access_memberships.member_kind, access_memberships.member_id
     from starts join access_memberships on access_memberships.group_id = starts.id
   ),
   -- A group that nobody explains is a subject itself.
   subjects as (
     select id from access_touched where kind = 'group'
     union select id from granted_groups
     union select member_id from members where member_kind = 'group'
   ),
   affected as (
     select id as account_id from access_touched where kind = 'account'
     union
     select grantee_id from reaching where grantee_kind = 'account'
     union
     select member_id from members where member_kind = 'account'
     union
     select node_id('account', access_groups.provider, 'group', access_groups.realm, access_groups.native_id)
     from subjects join access_groups on access_groups.id = subjects.id
     union
     select aws_iam_grants.account_node_id
     from aws_iam_grants where aws_iam_grants.group_node_id in (select id from access_touched where kind = 'group')
     union
     select accounts.id
     from accounts
     where accounts.provider = 'google_workspace' and accounts.type = 'user' and exists (select from domains)
       and lower(split_part(btrim(accounts.email), '@', 2)) in (select name from domains)
     union
     -- Who held the role before; who holds it only now is concerned by what gave it.
     select spans.account_id
     from held join access_spans as spans on spans.resource_id = held.id
     where spans.valid_until is null and spans.role = ${HELD_ROLE}
     union
     select spans.account_id
     from (select id from below union select id from access_touched where kind = 'repository') as moved
     join access_spans as spans on spans.resource_id = moved.id
     where spans.valid_until is null
     union
     select members.account_id
     from access_touched as touched
     join access_organisation_members as members on members.scope = touched.name
     where touched.kind = 'repository'
   ), filled as (
     insert into access_affected (account_id) select account_id from affected where account_id is not null returning 1
   )
   select count(*) as accounts from filled`,
);

const weighAffected = defineStatement(
  "access_affected_weigh",
  z.object({ rows: z.number() }),
  `select count(*) as rows from access_spans
   where valid_until is null and account_id in (select account_id from access_affected)`,
);

/**
 * Works out whom the noted changes concern, into access_affected.
 * @returns how many accounts, and how many rows of effective access they had before
 */
export async function listAffected(transaction: TenantTransaction): Promise<{ accounts: number; rows: number }> {
  await transaction.client.query("analyze access_touched");
  const [filled] = await transaction.query(fillAffected);
  await transaction.client.query("analyze access_affected");
  const [weighed] = await transaction.query(weighAffected);
  return { accounts: filled?.accounts ?? 0, rows: weighed?.rows ?? 0 };
}
