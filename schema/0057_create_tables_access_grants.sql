-- What effective access is made of, resolved and kept as tables, as access_memberships is: so that the rows of a few
-- accounts are computed from a few of its rows, and never from a tenant's whole export (docs/decisions/0021).

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

-- The three as the source records say them.
create view access_grant_edges with (security_invoker = true) as
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
  on role_privileges.provider = 'aws_identity_center' and role_privileges.role_key = grants.role_key
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

grant select on access_grant_edges, access_organisation_member_edges, access_organisation_repository_edges
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

analyze access_grants, access_organisation_members, access_organisation_repositories;
