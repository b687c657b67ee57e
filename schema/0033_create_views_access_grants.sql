-- Who is granted what, where it is granted. Inheritance and group expansion come later, so that a grant is kept once.

create view github_organisation_nodes with (security_invoker = true) as
select
  scopes.scope,
  coalesce(github_organisations.login, scopes.organisation) as native_id,
  node_id('resource', 'github_organization', coalesce(github_organisations.login, scopes.organisation)) as node,
  github_organisations.name,
  github_organisations.default_repository_permission as base,
  github_organisations.id as source_id,
  github_organisations.id is not null as listed
from (
  select github_organisations.scope, github_organisations.organisation
  from github_organisations where github_organisations.deleted_at is null
  union
  select github_org_memberships.scope, github_org_memberships.organisation
  from github_org_memberships where github_org_memberships.deleted_at is null
  union
  select github_repositories.scope, github_repositories.organisation
  from github_repositories where github_repositories.deleted_at is null
  union
  select github_repo_team_permissions.scope, github_repo_team_permissions.organisation
  from github_repo_team_permissions where github_repo_team_permissions.deleted_at is null
  union
  select github_repo_collaborator_permissions.scope, github_repo_collaborator_permissions.organisation
  from github_repo_collaborator_permissions where github_repo_collaborator_permissions.deleted_at is null
) as scopes
left join github_organisations on github_organisations.scope = scopes.scope and github_organisations.deleted_at is null;

-- Repository names compare without case (GitHub redirects them); the listing's spelling wins.
create view github_repository_nodes with (security_invoker = true) as
select distinct on (names.scope, lower(names.repository))
  names.scope,
  lower(names.repository) as repository_key,
  organisations.native_id || '/' || names.repository as native_id,
  node_id('resource', 'github_repository', organisations.native_id || '/' || names.repository) as node,
  organisations.node as organisation_node,
  case when names.listed then names.repository end as name,
  names.visibility,
  names.archived,
  names.listed
from (
  select github_repositories.scope, github_repositories.repository, github_repositories.visibility,
    github_repositories.archived, true as listed
  from github_repositories where github_repositories.deleted_at is null
  union all
  select github_repo_team_permissions.scope, github_repo_team_permissions.repository, null, null, false
  from github_repo_team_permissions where github_repo_team_permissions.deleted_at is null
  union all
  select github_repo_collaborator_permissions.scope, github_repo_collaborator_permissions.repository, null, null, false
  from github_repo_collaborator_permissions where github_repo_collaborator_permissions.deleted_at is null
) as names
join github_organisation_nodes as organisations on organisations.scope = names.scope
order by names.scope, lower(names.repository), names.listed desc, names.repository;

create view github_members with (security_invoker = true) as
select
  github_org_memberships.scope,
  github_org_memberships.user_id,
  node_id('account', 'github', github_org_memberships.user_id) as account,
  bool_or(github_org_memberships.listing = 'admin') as is_owner,
  bool_or(github_org_memberships.listing in ('admin', 'member')) as is_member,
  bool_or(github_org_memberships.listing = 'outside_collaborator') as is_outside,
  (array_agg(github_org_memberships.id order by
    array_position(array['admin', 'member', 'outside_collaborator', '2fa_disabled'], github_org_memberships.listing)
  ))[1] as source_id
from github_org_memberships
where github_org_memberships.deleted_at is null and github_org_memberships.listing <> '2fa_disabled'
group by github_org_memberships.scope, github_org_memberships.user_id;

-- A team's repository list holds what it inherits: no grant where a team above has at least that role.
create view github_team_grants with (security_invoker = true) as
with permissions as materialized (
  select github_repo_team_permissions.id as source_id, github_repo_team_permissions.scope, github_team_nodes.node as team,
    lower(github_repo_team_permissions.repository) as repository_key, github_repo_team_permissions.role,
    github_repo_team_permissions.role_rank
  from github_repo_team_permissions
  join github_team_nodes on github_team_nodes.scope = github_repo_team_permissions.scope
    and github_team_nodes.slug = lower(github_repo_team_permissions.team_slug)
  where github_repo_team_permissions.deleted_at is null
), granted_above as materialized (
  select github_team_superiors.node as team, permissions.repository_key, max(permissions.role_rank) as role_rank
  from permissions join github_team_superiors on github_team_superiors.ancestor = permissions.team
  group by github_team_superiors.node, permissions.repository_key
)
select permissions.source_id, permissions.scope, permissions.team, permissions.repository_key, permissions.role,
  permissions.role_rank
from permissions
left join granted_above
  on granted_above.team = permissions.team and granted_above.repository_key = permissions.repository_key
where granted_above.role_rank is null or granted_above.role_rank < permissions.role_rank;

-- The list shows a collaborator's highest role over all sources: where something else already gives as much, the
-- direct grant is an upper bound only.
create view github_collaborator_grants with (security_invoker = true) as
with team_roles as materialized (
  select grants.repository_key, grants.scope, reach.account, max(grants.role_rank) as role_rank
  from github_team_grants as grants
  join (
    select github_team_membership_edges.account, github_team_membership_edges.team
    from github_team_membership_edges
    union
    select github_team_membership_edges.account, github_team_ancestors.ancestor
    from github_team_membership_edges
    join github_team_ancestors on github_team_ancestors.node = github_team_membership_edges.team
  ) as reach on reach.team = grants.team
  group by grants.repository_key, grants.scope, reach.account
)
select
  collaborators.id as source_id,
  collaborators.scope,
  node_id('account', 'github', collaborators.user_id) as account,
  repositories.node as repository,
  collaborators.role,
  collaborators.role_rank,
  case
    when members.is_outside and not members.is_member then 'exact'
    when collaborators.role_rank > greatest(
      case when members.is_owner then 5 else 0 end,
      case when members.is_member then
        case organisations.base
          when 'admin' then 5 when 'write' then 3 when 'read' then 1
          else case when repositories.visibility = 'internal' then 1 else 0 end
        end
      else 0 end,
      coalesce(team_roles.role_rank, 0)
    ) then 'exact'
    else 'at_most'
  end as certainty
from github_repo_collaborator_permissions as collaborators
join github_repository_nodes as repositories on repositories.scope = collaborators.scope
  and repositories.repository_key = lower(collaborators.repository)
join github_organisation_nodes as organisations on organisations.scope = collaborators.scope
left join github_members as members on members.scope = collaborators.scope and members.user_id = collaborators.user_id
left join team_roles on team_roles.scope = collaborators.scope
  and team_roles.repository_key = lower(collaborators.repository)
  and team_roles.account = node_id('account', 'github', collaborators.user_id)
where collaborators.deleted_at is null;

-- Assignments with the identity store of their instance; two instances never mix (cartography#1788). Where the
-- instance is not listed, the principal decides, if only one store has it.
create view aws_identity_center_grants with (security_invoker = true) as
select
  assignments.id as source_id,
  assignments.scope,
  case assignments.principal_type when 'USER' then 'account' else 'group' end as grantee_kind,
  node_id(
    case assignments.principal_type when 'USER' then 'account' else 'group' end,
    'aws_identity_center', store.id, assignments.principal_id
  ) as grantee_id,
  store.id as identity_store_id,
  assignments.principal_id,
  assignments.account_id,
  node_id('resource', 'aws_account', assignments.account_id) as resource_id,
  coalesce(permission_sets.name, assignments.permission_set_id) as role,
  coalesce(assignments.instance_id, '') || '/' || assignments.permission_set_id as role_key
from aws_account_assignments as assignments
cross join aws_identity_center_only_store as only_store
left join lateral (
  select min(coalesce(nullif(aws_identity_center_instances.identity_store_id, ''), only_store.id, '')) as id
  from aws_identity_center_instances
  where aws_identity_center_instances.instance_id = assignments.instance_id
    and aws_identity_center_instances.deleted_at is null
) as by_instance on true
left join lateral (
  select min(stores.id) as id
  from (
    select coalesce(nullif(aws_identity_center_users.identity_store_id, ''), only_store.id, '') as id
    from aws_identity_center_users
    where by_instance.id is null and assignments.principal_type = 'USER'
      and aws_identity_center_users.user_id = assignments.principal_id
      and aws_identity_center_users.deleted_at is null
    union
    select coalesce(nullif(aws_identity_center_groups.identity_store_id, ''), only_store.id, '')
    from aws_identity_center_groups
    where by_instance.id is null and assignments.principal_type = 'GROUP'
      and aws_identity_center_groups.group_id = assignments.principal_id
      and aws_identity_center_groups.deleted_at is null
    union
    select coalesce(nullif(aws_identity_center_memberships.identity_store_id, ''), only_store.id, '')
    from aws_identity_center_memberships
    where by_instance.id is null and assignments.principal_type = 'GROUP'
      and aws_identity_center_memberships.group_id = assignments.principal_id
      and aws_identity_center_memberships.deleted_at is null
  ) as stores
  having count(*) = 1
) as by_principal on true
cross join lateral (select coalesce(by_instance.id, by_principal.id, '') as id) as store
left join aws_permission_sets as permission_sets
  on permission_sets.permission_set_arn = assignments.permission_set_arn and permission_sets.deleted_at is null
where assignments.deleted_at is null;

-- Bindings with the resource and the member resolved. grantee_kind: account, group, domain, project_role, or null for
-- what gives no row (deleted:, principal:, principalSet:, unknown forms).
create view gcp_grants with (security_invoker = true) as
with users as materialized (
  select name, node from google_workspace_names where kind = 'account'
), groups as materialized (
  select name, node from google_workspace_names where kind = 'group'
), projects as materialized (
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
left join users on member.prefix = 'user' and users.name = member.value
left join groups on member.prefix = 'group' and groups.name = member.value
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

grant select on github_organisation_nodes, github_repository_nodes, github_members, github_team_grants,
  github_collaborator_grants, aws_identity_center_grants, gcp_grants
  to alxderia_ingest, alxderia_analyst, alxderia_admin;
