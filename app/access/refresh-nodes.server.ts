import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

const Written = z.object({ written: z.number() });

/** Rows that `wanted` no longer has are closed; equal rows are left alone. What differs is noted as `kind` if $1 says so. */
function nodeStatement(name: string, kind: string, table: string, columns: string[], wanted: string) {
  const assigned = columns.map((column) => `${column} = excluded.${column}`).join(", ");
  const current = columns.map((column) => `target.${column}`).join(", ");
  const fresh = columns.map((column) => `excluded.${column}`).join(", ");
  return defineStatement(
    name,
    Written,
    `with wanted as materialized (${wanted}),
     written as (
       insert into ${table} as target (id, tenant_id, ${columns.join(", ")})
       select wanted.id, app_current_tenant_id(), ${columns.map((column) => `wanted.${column}`).join(", ")} from wanted
       on conflict (id, tenant_id) do update set ${assigned}, updated_at = now(), deleted_at = null
       where (${current}) is distinct from (${fresh}) or target.deleted_at is not null
       returning target.id
     ),
     closed as (
       update ${table} as target set deleted_at = now(), updated_at = now()
       where target.deleted_at is null and not exists (select from wanted where wanted.id = target.id)
       returning target.id
     ),
     touched as (
       insert into access_touched (kind, id)
       select '${kind}', id from (select id from written union all select id from closed) as changed where $1::boolean
     )
     select (select count(*) from written) + (select count(*) from closed) as written`,
  );
}

const refreshResourcesStatement = nodeStatement(
  "resources_refresh",
  "resource",
  "resources",
  ["provider", "type", "native_id", "name", "state", "listed", "parent_id"],
  `select distinct on (found.type, found.native_id)
     node_id('resource', found.type, found.native_id) as id,
     found.provider, found.type, found.native_id, found.name, found.state, found.listed,
     case
       when found.parent like 'organizations/%' then node_id('resource', 'gcp_organization', found.parent)
       when found.parent like 'folders/%' then node_id('resource', 'gcp_folder', found.parent)
       else found.parent_node
     end as parent_id
   from (
     select 'aws' as provider, 'aws_account' as type, account_id as native_id, name, state, true as listed,
       null as parent, null::uuid as parent_node
     from aws_accounts where deleted_at is null
     union all
     select 'aws', 'aws_account', named.account_id, null, null, false, null, null
     from (
       select account_id from aws_account_assignments where deleted_at is null
       union select account_id from aws_iam_users where deleted_at is null
     ) as named
     union all
     select 'gcp', 'gcp_organization', organisation_id, display_name, state, true, null, null
     from gcp_organisations where deleted_at is null
     union all
     select 'gcp', 'gcp_folder', folder_id, display_name, state, true, parent, null
     from gcp_folders where deleted_at is null
     union all
     select 'gcp', 'gcp_project', project_id, display_name, state, true, parent, null
     from gcp_projects where deleted_at is null
     union all
     select distinct 'gcp', resource_type, resource_native, null, null, false, null, null::uuid from found_gcp_grants
     union all
     select distinct 'gcp', case when named.parent like 'organizations/%' then 'gcp_organization' else 'gcp_folder' end,
       named.parent, null, null, false, null, null::uuid
     from (
       select parent from gcp_folders where deleted_at is null
       union select parent from gcp_projects where deleted_at is null
     ) as named
     where named.parent like 'organizations/%' or named.parent like 'folders/%'
     union all
     select 'github', 'github_organization', native_id, name, null, listed, null, null from github_organisation_nodes
     union all
     select 'github', 'github_repository', native_id, name,
       nullif(concat_ws(', ', visibility, case when archived then 'archived' end), ''), listed, null, organisation_node
     from github_repository_nodes
   ) as found
   order by found.type, found.native_id, found.listed desc`,
);

const refreshGroupsStatement = nodeStatement(
  "access_groups_refresh",
  "group",
  "access_groups",
  ["provider", "kind", "native_id", "realm", "label", "name", "email", "listed", "explained"],
  `select distinct on (found.id)
     found.id, found.provider, found.kind, found.native_id, found.realm, found.label, found.name, found.email,
     found.listed, bool_or(found.explained) over (partition by found.id) as explained
   from (
     select node_id('group', 'google_workspace', groups.group_id) as id, 'google_workspace' as provider,
       'group' as kind, groups.group_id as native_id, '' as realm, coalesce(groups.email, groups.name, groups.group_id) as label,
       groups.name, groups.email, true as listed,
       listed.node is not null as explained
     from google_workspace_groups as groups
     left join (
       select distinct google_workspace_names.node
       from google_workspace_names
       join collected_listings on collected_listings.listing_key = google_workspace_names.name
         and collected_listings.listing = 'workspace_members' and collected_listings.deleted_at is null
       where google_workspace_names.kind = 'group'
     ) as listed on listed.node = node_id('group', 'google_workspace', groups.group_id)
     where groups.deleted_at is null
     union all
     select google_workspace_names.node, 'google_workspace', 'group', collected_listings.listing_key, '',
       collected_listings.listing_key, null, collected_listings.listing_key, false, true
     from collected_listings
     join google_workspace_names on google_workspace_names.kind = 'group'
       and google_workspace_names.name = collected_listings.listing_key
       and google_workspace_names.node = node_id('group', 'google_workspace', collected_listings.listing_key)
     where collected_listings.listing = 'workspace_members' and collected_listings.deleted_at is null
     union all
     select distinct node_id('group', 'google_workspace', named.native), 'google_workspace', 'group', named.native, '',
       named.native, null::text, named.native, false, false
     from (
       select member_native as native from found_workspace_edges
       where member_kind = 'group' and member_native is not null
       union select grantee_native from found_gcp_grants where grantee_kind = 'group' and grantee_native is not null
     ) as named
     union all
     select node_id('group', 'aws_identity_center', store.id, groups.group_id), 'aws_identity_center',
       'group', groups.group_id, store.id, coalesce(groups.display_name, groups.group_id),
       groups.display_name, null, true,
       exists (
         select from collected_listings
         where collected_listings.listing = 'identity_center_memberships' and collected_listings.deleted_at is null
       )
     from aws_identity_center_groups as groups
     cross join aws_identity_center_only_store as only_store
     cross join lateral (select coalesce(nullif(groups.identity_store_id, ''), only_store.id, '') as id) as store
     where groups.deleted_at is null and not (
       groups.identity_store_id = '' and exists (
         select from aws_identity_center_groups as explicit
         where explicit.group_id = groups.group_id and explicit.identity_store_id = store.id and explicit.deleted_at is null
       )
     )
     union all
     select distinct node_id('group', 'aws_identity_center', store.id, memberships.group_id), 'aws_identity_center',
       'group', memberships.group_id, store.id, memberships.group_id, null::text, null::text, false, true
     from aws_identity_center_memberships as memberships
     cross join aws_identity_center_only_store as only_store
     cross join lateral (select coalesce(nullif(memberships.identity_store_id, ''), only_store.id, '') as id) as store
     where memberships.deleted_at is null
     union all
     select distinct grants.grantee_id, 'aws_identity_center', 'group', grants.principal_id, grants.identity_store_id,
       grants.principal_id, null::text, null::text, false, false
     from aws_identity_center_grants as grants where grants.grantee_kind = 'group'
     union all
     select node_id('group', 'aws_iam', arn), 'aws_iam', 'group', arn, '', group_name, group_name, null, true, true
     from aws_iam_groups where deleted_at is null
     union all
     select teams.node, 'github', 'team', teams.native_id, '', teams.label, teams.label, null, teams.listed,
       exists (
         select from collected_listings
         where collected_listings.listing = 'github_team_members' and collected_listings.deleted_at is null
           and collected_listings.scope = teams.scope and lower(collected_listings.listing_key) = teams.slug
       )
     from github_team_nodes as teams
   ) as found
   order by found.id, found.listed desc`,
);

const refreshAccountsStatement = nodeStatement(
  "accounts_refresh",
  "account",
  "accounts",
  ["provider", "type", "native_id", "realm", "label", "name", "email", "status", "listed"],
  `select distinct on (found.id) found.*
   from (
     select node_id('account', 'google_workspace', user_id) as id, 'google_workspace' as provider, 'user' as type,
       user_id as native_id, '' as realm, coalesce(primary_email, user_id) as label, full_name as name,
       primary_email as email, case when suspended or archived then 'suspended' else 'active' end as status,
       true as listed
     from google_workspace_users where deleted_at is null
     union all
     select node_id('account', 'google_workspace', named.native), 'google_workspace', 'user', named.native, '',
       named.native, null, case when named.native like '%@%' then named.native end, 'unknown', false
     from (
       select member_native as native from found_workspace_edges
       where member_kind = 'account' and member_native is not null
         and member_native not like '%gserviceaccount.com'
       union select grantee_native from found_gcp_grants
       where grantee_kind = 'account' and grantee_provider = 'google_workspace' and grantee_native is not null
     ) as named
     union all
     select node_id('account', 'gcp', named.native), 'gcp', named.type, named.native, '', named.native, null,
       case when named.type = 'service_account' then named.native end, 'unknown', false
     from (
       select member_native as native, 'service_account' as type from found_workspace_edges
       where member_kind = 'account' and member_native like '%gserviceaccount.com'
       union select grantee_native, grantee_type from found_gcp_grants
       where grantee_kind = 'account' and grantee_provider = 'gcp'
     ) as named
     union all
     select node_id('account', 'aws_identity_center', store.id, users.user_id), 'aws_identity_center', 'user',
       users.user_id, store.id, coalesce(users.user_name, users.display_name, users.user_id), users.display_name,
       users.primary_email,
       case users.user_status when 'ENABLED' then 'active' when 'DISABLED' then 'suspended' else 'unknown' end, true
     from aws_identity_center_users as users
     cross join aws_identity_center_only_store as only_store
     cross join lateral (select coalesce(nullif(users.identity_store_id, ''), only_store.id, '') as id) as store
     where users.deleted_at is null and not (
       users.identity_store_id = '' and exists (
         select from aws_identity_center_users as explicit
         where explicit.user_id = users.user_id and explicit.identity_store_id = store.id and explicit.deleted_at is null
       )
     )
     union all
     select distinct grants.grantee_id, 'aws_identity_center', 'user', grants.principal_id, grants.identity_store_id,
       grants.principal_id, null::text, null::text, 'unknown', false
     from aws_identity_center_grants as grants where grants.grantee_kind = 'account'
     union all
     select distinct node_id('account', 'aws_identity_center', store.id, memberships.member_user_id),
       'aws_identity_center', 'user', memberships.member_user_id, store.id, memberships.member_user_id, null::text,
       null::text, 'unknown', false
     from aws_identity_center_memberships as memberships
     cross join aws_identity_center_only_store as only_store
     cross join lateral (select coalesce(nullif(memberships.identity_store_id, ''), only_store.id, '') as id) as store
     where memberships.deleted_at is null
     union all
     select node_id('account', 'aws_iam', arn), 'aws_iam', 'user', arn, '', coalesce(user_name, arn), user_name,
       email_tag, 'active', true
     from aws_iam_users where deleted_at is null
     union all
     select node_id('account', 'github', named.user_id), 'github',
       case when bool_or(users.user_type = 'Bot') then 'service_account' else 'user' end, named.user_id, '',
       coalesce(
         (array_agg(users.login order by array_position(
           array['member', 'outside_collaborator', 'team_member', 'collaborator', 'profile', 'verified_emails', 'saml_identity'],
           users.origin
         ), users.login collate "C") filter (where users.login is not null))[1],
         named.user_id
       ),
       (array_agg(users.name order by users.id) filter (where users.name is not null))[1],
       (array_agg(users.email order by users.id) filter (where users.email is not null))[1],
       case when bool_or(members.user_id is not null) then 'active' else 'unknown' end,
       bool_or(members.user_id is not null)
     from (
       select scope, user_id from github_users where deleted_at is null and user_id is not null
       union select scope, user_id from github_org_memberships where deleted_at is null
       union select scope, user_id from github_team_memberships where deleted_at is null
       union select scope, user_id from github_repo_collaborator_permissions where deleted_at is null
     ) as named
     left join github_users as users
       on users.scope = named.scope and users.user_id = named.user_id and users.deleted_at is null
     left join github_members as members on members.scope = named.scope and members.user_id = named.user_id
     group by named.user_id
     union all
     select node_id('account', access_groups.provider, 'group', access_groups.realm, access_groups.native_id),
       access_groups.provider, 'group', access_groups.native_id, access_groups.realm, access_groups.label,
       access_groups.name, access_groups.email, case when access_groups.listed then 'active' else 'unknown' end,
       access_groups.listed
     from access_groups where access_groups.deleted_at is null and not access_groups.explained
   ) as found
   order by found.id, found.listed desc, found.label`,
);

// What resolves the names of Workspace is asked for several times below and takes seconds each time.
const FOUND = `
  create temporary table found_workspace_edges on commit drop as
    select member_kind, member_native from google_workspace_membership_edges where member_native is not null;
  create temporary table found_gcp_grants on commit drop as
    select distinct resource_type, resource_native, grantee_kind, grantee_provider, grantee_type, grantee_native
    from gcp_grants;
  analyze found_workspace_edges, found_gcp_grants`;

/**
 * Brings accounts, groups and resources to what the source tables say now.
 * @param isNoted whether what differs is noted in access_touched
 * @returns how many nodes were written or closed
 */
export async function refreshNodes(transaction: TenantTransaction, isNoted: boolean): Promise<number> {
  await transaction.client.query(FOUND);
  let written = 0;
  for (const statement of [refreshResourcesStatement, refreshGroupsStatement, refreshAccountsStatement]) {
    const [row] = await transaction.query(statement, [isNoted]);
    written += row?.written ?? 0;
  }
  await transaction.client.query("drop table found_workspace_edges, found_gcp_grants");
  return written;
}
