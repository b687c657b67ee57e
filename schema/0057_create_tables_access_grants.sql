-- What effective access is made of, resolved and kept as tables, as access_memberships is: so that the rows of a few
-- accounts are computed from a few of its rows, and never from a tenant's whole export (docs/decisions/0021).

-- google_workspace_names, kept: the names of a whole directory took seconds to sort for each question.
create table google_workspace_directory (
  tenant_id uuid not null,
  kind text not null check (kind in ('account', 'group')),
  name text not null,
  node uuid not null,
  primary key (tenant_id, kind, name)
);

select protect_tenant_table('google_workspace_directory');
grant delete on google_workspace_directory to alxderia_ingest;

-- As in 0032 and 0033, with the names from the table.
create or replace view google_workspace_membership_edges with (security_invoker = true) as
with customers as (
  select count(distinct google_workspace_users.customer_id) as number
  from google_workspace_users where google_workspace_users.deleted_at is null
)
select
  memberships.id as source_id,
  memberships.scope,
  coalesce(groups.node, node_id('group', 'google_workspace', memberships.group_key)) as group_id,
  resolved.kind as member_kind,
  case
    when resolved.node is not null then resolved.node
    when resolved.kind = 'group' then node_id('group', 'google_workspace', resolved.native)
    when resolved.native like '%gserviceaccount.com' then node_id('account', 'gcp', resolved.native)
    else node_id('account', 'google_workspace', resolved.native)
  end as member_id,
  case when resolved.node is null then resolved.native end as member_native
from google_workspace_memberships as memberships
left join google_workspace_directory as groups on groups.kind = 'group' and groups.name = memberships.group_key
left join google_workspace_directory as user_by_id
  on user_by_id.kind = 'account' and memberships.member_type <> 'GROUP' and user_by_id.name = lower(memberships.member_id)
left join google_workspace_directory as group_by_id
  on group_by_id.kind = 'group' and memberships.member_type in ('GROUP', 'UNKNOWN') and group_by_id.name = lower(memberships.member_id)
left join google_workspace_directory as user_by_email
  on user_by_email.kind = 'account' and memberships.member_type <> 'GROUP' and user_by_email.name = memberships.member_email
left join google_workspace_directory as group_by_email
  on group_by_email.kind = 'group' and memberships.member_type in ('GROUP', 'UNKNOWN') and group_by_email.name = memberships.member_email
cross join lateral (
  select memberships.member_type <> 'GROUP'
    and coalesce(memberships.member_email, lower(memberships.member_id)) like '%gserviceaccount.com' as is_service_account
) as address
cross join lateral (
  select
    case
      when address.is_service_account or user_by_id.node is not null then 'account'
      when group_by_id.node is not null then 'group'
      when user_by_email.node is not null then 'account'
      when group_by_email.node is not null or memberships.member_type = 'GROUP' then 'group'
      else 'account'
    end as kind,
    case when not address.is_service_account then
      coalesce(user_by_id.node, group_by_id.node, user_by_email.node, group_by_email.node)
    end as node,
    coalesce(memberships.member_email, memberships.member_id) as native
) as resolved
where memberships.deleted_at is null and memberships.member_type <> 'CUSTOMER'
union all
select
  memberships.id,
  memberships.scope,
  coalesce(groups.node, node_id('group', 'google_workspace', memberships.group_key)),
  'account',
  node_id('account', 'google_workspace', google_workspace_users.user_id),
  null
from google_workspace_memberships as memberships
left join google_workspace_directory as groups on groups.kind = 'group' and groups.name = memberships.group_key
cross join customers
cross join lateral (
  select memberships.member_id is null or (
    customers.number <= 1 and not exists (
      select from google_workspace_users as others
      where others.deleted_at is null and others.customer_id = memberships.member_id
    )
  ) as is_everyone
) as customer
join google_workspace_users on google_workspace_users.deleted_at is null
  and (customer.is_everyone or google_workspace_users.customer_id = memberships.member_id)
where memberships.deleted_at is null and memberships.member_type = 'CUSTOMER';

create or replace view gcp_grants with (security_invoker = true) as
with projects as materialized (
  select gcp_projects.project_id, gcp_projects.project_number from gcp_projects where gcp_projects.deleted_at is null
)
select
  bindings.id as source_id,
  bindings.scope,
  resource.type as resource_type,
  resource.native_id as resource_native,
  node_id('resource', resource.type, resource.native_id) as resource_id,
  bindings.role,
  btrim(bindings.member) as member,
  case when bindings.condition is not null then jsonb_build_object(
    'title', bindings.condition -> 'title', 'expression', bindings.condition -> 'expression'
  ) end as condition,
  grantee.kind as grantee_kind,
  case
    when grantee.node is not null then grantee.node
    when grantee.kind = 'group' then node_id('group', 'google_workspace', member.value)
    when grantee.kind = 'account' and grantee.provider = 'gcp' then node_id('account', 'gcp', grantee.native)
    when grantee.kind = 'account' then node_id('account', 'google_workspace', grantee.native)
  end as grantee_id,
  grantee.provider as grantee_provider,
  grantee.type as grantee_type,
  case when grantee.node is null then grantee.native end as grantee_native,
  case when grantee.kind = 'project_role' then (
    select min(projects.project_id) from projects
    where lower(projects.project_id) = member.value or projects.project_number = member.value
  ) end as project_id
from gcp_iam_bindings as bindings
left join projects as by_id on bindings.resource = 'projects/' || by_id.project_id
left join projects as by_number on by_id.project_id is null and bindings.resource = 'projects/' || by_number.project_number
cross join lateral (
  select
    case split_part(bindings.resource, '/', 1)
      when 'organizations' then 'gcp_organization' when 'folders' then 'gcp_folder' else 'gcp_project'
    end as type,
    case when bindings.resource like 'projects/%'
      then coalesce(by_id.project_id, by_number.project_id, substr(bindings.resource, 10))
      else bindings.resource
    end as native_id
) as resource
cross join lateral (
  select
    split_part(btrim(bindings.member), ':', 1) as prefix,
    lower(btrim(substr(btrim(bindings.member), strpos(btrim(bindings.member), ':') + 1))) as value
) as member
left join google_workspace_directory as users
  on users.kind = 'account' and member.prefix = 'user' and users.name = member.value
left join google_workspace_directory as groups
  on groups.kind = 'group' and member.prefix = 'group' and groups.name = member.value
cross join lateral (
  select
    case
      when member.prefix in ('user', 'serviceAccount', 'allUsers', 'allAuthenticatedUsers') then 'account'
      when member.prefix in ('group', 'domain') then member.prefix
      when member.prefix in ('projectOwner', 'projectEditor', 'projectViewer') then 'project_role'
    end as kind,
    case
      when member.prefix in ('serviceAccount', 'allUsers', 'allAuthenticatedUsers') then 'gcp'
      when member.prefix = 'user' and users.node is null and member.value like '%gserviceaccount.com' then 'gcp'
      when member.prefix in ('user', 'group') then 'google_workspace'
    end as provider,
    case
      when member.prefix in ('allUsers', 'allAuthenticatedUsers') then 'public'
      when member.prefix = 'serviceAccount' then 'service_account'
      when member.prefix = 'user' and users.node is null and member.value like '%gserviceaccount.com'
        then 'service_account'
      when member.prefix = 'user' then 'user'
      when member.prefix = 'group' then 'group'
    end as type,
    case
      when member.prefix in ('allUsers', 'allAuthenticatedUsers') then btrim(bindings.member)
      else member.value
    end as native,
    coalesce(users.node, groups.node) as node
) as grantee
where bindings.deleted_at is null;

-- Memberships of which each comes of one record alone.
create view access_membership_edges_by_record with (security_invoker = true) as
select group_id, member_kind, member_id, 'google_workspace_memberships' as source_table, source_id, scope
from google_workspace_membership_edges
union all
select
  node_id('group', 'aws_identity_center', store.id, memberships.group_id),
  'account',
  node_id('account', 'aws_identity_center', store.id, memberships.member_user_id),
  'aws_identity_center_memberships', memberships.id, memberships.scope
from aws_identity_center_memberships as memberships
cross join aws_identity_center_only_store as only_store
cross join lateral (
  select coalesce(nullif(memberships.identity_store_id, ''), only_store.id, '') as id
) as store
where memberships.deleted_at is null;

create or replace view access_membership_edges with (security_invoker = true) as
with edges as (
  select group_id, member_kind, member_id, source_table, source_id, scope from access_membership_edges_by_record
  union all
  select
    node_id('group', 'aws_iam', aws_iam_groups.arn), 'account', node_id('account', 'aws_iam', aws_iam_users.arn),
    'aws_iam_users', aws_iam_users.id, aws_iam_users.scope
  from aws_iam_users
  cross join lateral unnest(aws_iam_users.group_names) as membership (group_name)
  join aws_iam_groups on aws_iam_groups.account_id = aws_iam_users.account_id
    and aws_iam_groups.group_name = membership.group_name and aws_iam_groups.deleted_at is null
  where aws_iam_users.deleted_at is null
  union all
  select team, 'account', account, 'github_team_memberships', source_id, scope from github_team_membership_edges
  union all
  select parent.node, 'group', child.node, 'github_teams', child.source_id, child.scope
  from github_team_nodes as child
  join github_team_nodes as parent on parent.scope = child.scope and parent.native_id = child.parent_team_id
  where parent.node <> child.node
)
select group_id, member_kind, member_id, source_table, source_id, scope
from edges
where group_id <> member_id;

-- Every grant with its grantee, its resource and what it means. grantee_id is the account or the group; of a domain and
-- of a project role (grantee_name) it is made of the name, or it is the project.
--   tree  granted to everything below as well        team  a GitHub team's: access by a child team is inherited
create table access_grants (
  tenant_id uuid not null,
  grant_id uuid not null,
  grantee_id uuid not null,
  grant_table text not null,
  grantee_kind text not null check (grantee_kind in ('account', 'group', 'domain', 'project_role')),
  grantee_name text,
  resource_id uuid not null,
  role text not null,
  privilege text not null check (privilege in ('none', 'read', 'write', 'admin', 'owner')),
  condition jsonb,
  certainty text not null check (certainty in ('exact', 'conditional', 'at_most')),
  tree boolean not null,
  team boolean not null,
  primary key (tenant_id, grant_id, grantee_id)
);

create index access_grants_grantee_idx on access_grants (tenant_id, grantee_id);
create index access_grants_resource_idx on access_grants (tenant_id, resource_id);
create index access_grants_named_idx on access_grants (tenant_id, grantee_kind, grantee_name)
  where grantee_name is not null;

select protect_tenant_table('access_grants');
grant delete on access_grants to alxderia_ingest;

-- Who is in a GitHub organisation, and what is in it: everybody reaches everything there by the base permission, which
-- is too much to be kept pair by pair.
create table access_organisation_members (
  tenant_id uuid not null,
  scope text not null,
  account_id uuid not null,
  organisation_id uuid not null,
  is_owner boolean not null,
  is_member boolean not null,
  source_id uuid not null,
  primary key (tenant_id, account_id, scope)
);

create index access_organisation_members_scope_idx on access_organisation_members (tenant_id, scope);

select protect_tenant_table('access_organisation_members');
grant delete on access_organisation_members to alxderia_ingest;

-- base_role is what every member has on the repository; null is nothing.
create table access_organisation_repositories (
  tenant_id uuid not null,
  scope text not null,
  repository_id uuid not null,
  organisation_id uuid not null,
  base_role text,
  base_source_id uuid,
  primary key (tenant_id, scope, repository_id)
);

select protect_tenant_table('access_organisation_repositories');
grant delete on access_organisation_repositories to alxderia_ingest;

-- The three as the source records say them; first the grants of which each comes of one record alone.
create view access_grant_edges_by_record with (security_invoker = true) as
select
  grants.source_id as grant_id,
  case grants.grantee_kind
    when 'domain' then node_id('domain', grants.grantee_native)
    when 'project_role' then node_id('resource', 'gcp_project', grants.project_id)
    else grants.grantee_id
  end as grantee_id,
  'gcp_iam_bindings' as grant_table,
  grants.grantee_kind,
  case grants.grantee_kind
    when 'domain' then grants.grantee_native
    when 'project_role' then split_part(grants.member, ':', 1) || ':' || grants.project_id
  end as grantee_name,
  grants.resource_id, grants.role, role_privileges.privilege, grants.condition,
  case when grants.condition is null then 'exact' else 'conditional' end as certainty,
  true as tree, false as team
from gcp_grants as grants
join role_privileges on role_privileges.provider = 'gcp' and role_privileges.role_key = grants.role
where grants.grantee_kind is not null and (grants.grantee_kind <> 'project_role' or grants.project_id is not null)
union all
select grants.source_id, grants.grantee_id, 'aws_account_assignments', grants.grantee_kind, null, grants.resource_id,
  grants.role, role_privileges.privilege, null, 'exact', false, false
from aws_identity_center_grants as grants
join role_privileges
  on role_privileges.provider = 'aws_identity_center' and role_privileges.role_key = grants.role_key;

create view access_grant_edges with (security_invoker = true) as
select * from access_grant_edges_by_record
union all
select grants.source_id, grants.team, 'github_repo_team_permissions', 'group', null, repositories.node, grants.role,
  role_privileges.privilege, null, 'exact', false, true
from github_team_grants as grants
join github_repository_nodes as repositories
  on repositories.scope = grants.scope and repositories.repository_key = grants.repository_key
join role_privileges on role_privileges.provider = 'github'
  and role_privileges.role_key = grants.role || ':' || grants.role_rank
union all
select grants.source_id, grants.account, 'github_repo_collaborator_permissions', 'account', null, grants.repository,
  grants.role, role_privileges.privilege, null, grants.certainty, false, false
from github_collaborator_grants as grants
join role_privileges on role_privileges.provider = 'github'
  and role_privileges.role_key = grants.role || ':' || grants.role_rank;

create view access_organisation_member_edges with (security_invoker = true) as
select members.scope, members.account as account_id, organisations.node as organisation_id, members.is_owner,
  members.is_member, members.source_id
from github_members as members
join github_organisation_nodes as organisations on organisations.scope = members.scope;

-- Internal repositories are read by every member where the base permission is none.
create view access_organisation_repository_edges with (security_invoker = true) as
select repositories.scope, repositories.node as repository_id, repositories.organisation_node as organisation_id,
  case
    when organisations.base in ('read', 'write', 'admin') then organisations.base
    when repositories.visibility = 'internal' then 'read'
  end as base_role,
  organisations.source_id as base_source_id
from github_repository_nodes as repositories
join github_organisation_nodes as organisations on organisations.scope = repositories.scope;

grant select on access_membership_edges_by_record, access_grant_edges_by_record, access_grant_edges,
  access_organisation_member_edges, access_organisation_repository_edges
  to alxderia_ingest, alxderia_analyst, alxderia_admin;

create index access_memberships_source_idx on access_memberships (tenant_id, source_id);
create index group_chains_start_idx on group_chains (tenant_id, start_group_id);
create index aws_iam_grants_account_idx on aws_iam_grants (tenant_id, account_node_id);
create index resources_parent_idx on resources (tenant_id, parent_id) where parent_id is not null;

-- A database that holds records already: row-level security is forced, so one tenant after the other.
do $$
declare
  tenant uuid;
begin
  for tenant in select id from tenant_directory loop
    perform set_config('app.current_tenant_id', tenant::text, true);
    insert into google_workspace_directory (tenant_id, kind, name, node)
    select tenant, kind, name, node from google_workspace_names;
    insert into access_grants (
      tenant_id, grant_id, grantee_id, grant_table, grantee_kind, grantee_name, resource_id, role, privilege, condition,
      certainty, tree, team
    )
    select distinct on (grant_id, grantee_id) tenant, grant_id, grantee_id, grant_table, grantee_kind, grantee_name,
      resource_id, role, privilege, condition, certainty, tree, team
    from access_grant_edges order by grant_id, grantee_id;
    insert into access_organisation_members (
      tenant_id, scope, account_id, organisation_id, is_owner, is_member, source_id
    )
    select distinct on (account_id, scope) tenant, scope, account_id, organisation_id, is_owner, is_member, source_id
    from access_organisation_member_edges order by account_id, scope, source_id;
    insert into access_organisation_repositories (
      tenant_id, scope, repository_id, organisation_id, base_role, base_source_id
    )
    select distinct on (scope, repository_id) tenant, scope, repository_id, organisation_id, base_role, base_source_id
    from access_organisation_repository_edges order by scope, repository_id, base_source_id;
  end loop;
  perform set_config('app.current_tenant_id', '', true);
end
$$;

analyze google_workspace_directory, access_grants, access_organisation_members, access_organisation_repositories;
