-- Effective access: one row for each subject, role, resource and path (contract: docs/effective-access.md).
--
-- A materialised view is not covered by row-level security, and its owner may be a superuser, to whom no policy
-- applies. So each tenant is computed on its own, by a function that runs as alxderia_ingest with that tenant set:
-- the policies of the tables hold inside it, and no join can reach another tenant.
create function compute_effective_access(tenant uuid) returns table (
  tenant_id uuid,
  sort_key bytea,
  subject_account_id uuid,
  subject_provider text,
  subject_type text,
  subject_id text,
  subject_label text,
  subject_status text,
  resource_node_id uuid,
  resource_provider text,
  resource_type text,
  resource_id text,
  resource_name text,
  role text,
  privilege text,
  privilege_rank smallint,
  access_path text,
  via jsonb,
  condition jsonb,
  certainty text,
  chains_truncated boolean,
  grant_table text,
  grant_id uuid
)
language plpgsql volatile security definer
set search_path = public, pg_temp
set work_mem = '128MB'
set jit = off
as $function$
declare
  -- A SET clause would put it back as well, but only a superuser may write one for a parameter of this kind.
  caller_tenant text := coalesce(current_setting('app.current_tenant_id', true), '');
begin
  perform set_config('app.current_tenant_id', tenant::text, true);
  return query execute $query$
    with recursive
    ancestry as (
      select resources.id as resource_id, resources.id as ancestor_id
      from resources where resources.provider = 'gcp' and resources.deleted_at is null
      union
      select ancestry.resource_id, resources.parent_id
      from ancestry
      join resources on resources.id = ancestry.ancestor_id
      where resources.parent_id is not null and resources.deleted_at is null
    ),
    opaque as materialized (
      select access_groups.id as group_id, access_groups.provider,
        node_id('account', access_groups.provider, 'group', access_groups.realm, access_groups.native_id) as account_id
      from access_groups where not access_groups.explained and access_groups.deleted_at is null
    ),
    gcp as materialized (
      select distinct on (grants.resource_id, grants.role, grants.condition, grants.grantee_kind,
          coalesce(grants.grantee_id::text, grants.member))
        grants.resource_id, grants.role, role_privileges.privilege, grants.condition, grants.grantee_kind,
        grants.grantee_id, grants.grantee_native, grants.member, grants.project_id, grants.source_id
      from gcp_grants as grants
      join role_privileges on role_privileges.provider = 'gcp' and role_privileges.role_key = grants.role
      where grants.grantee_kind is not null
      order by grants.resource_id, grants.role, grants.condition, grants.grantee_kind,
        coalesce(grants.grantee_id::text, grants.member), grants.source_id
    ),
    identity_center as materialized (
      select grants.grantee_kind, grants.grantee_id, grants.resource_id, grants.role, role_privileges.privilege,
        grants.source_id
      from aws_identity_center_grants as grants
      join role_privileges
        on role_privileges.provider = 'aws_identity_center' and role_privileges.role_key = grants.role_key
    ),
    repositories as materialized (
      select github_repository_nodes.* from github_repository_nodes
    ),
    -- What a group is granted. `tree` is granted to everything below as well.
    group_grants as materialized (
      select identity_center.grantee_id as group_id, identity_center.resource_id, identity_center.role,
        identity_center.privilege, null::jsonb as condition, false as tree, false as team,
        'aws_account_assignments' as grant_table, identity_center.source_id as grant_id
      from identity_center where identity_center.grantee_kind = 'group'
      union all
      select gcp.grantee_id, gcp.resource_id, gcp.role, gcp.privilege, gcp.condition, true, false,
        'gcp_iam_bindings', gcp.source_id
      from gcp where gcp.grantee_kind = 'group'
      union all
      select grants.team, repositories.node, grants.role, role_privileges.privilege, null::jsonb, false, true,
        'github_repo_team_permissions', grants.source_id
      from github_team_grants as grants
      join repositories on repositories.scope = grants.scope and repositories.repository_key = grants.repository_key
      join role_privileges on role_privileges.provider = 'github'
        and role_privileges.role_key = grants.role || ':' || grants.role_rank
    ),
    account_edges as materialized (
      select access_memberships.group_id, access_memberships.member_id as account_id, false as opaque
      from access_memberships where access_memberships.member_kind = 'account'
      union
      select access_memberships.group_id, opaque.account_id, true
      from access_memberships
      join opaque on opaque.group_id = access_memberships.member_id
      where access_memberships.member_kind = 'group'
    ),
    -- At most 64 chains from one account to one granted group: the shortest, then bytewise.
    account_chains as materialized (
      select ranked.account_id, ranked.opaque, ranked.group_id, ranked.hops, ranked.hop_ids,
        ranked.cut or ranked.number > 64 as truncated
      from (
        select account_edges.account_id, account_edges.opaque, group_chains.target_group_id as group_id, group_chains.hops,
          group_chains.hop_ids,
          bool_or(group_chains.truncated) over pair as cut,
          count(*) over pair as number,
          row_number() over (
            pair order by cardinality(group_chains.hop_ids), group_chains.hop_ids
          ) as position
        from account_edges
        join group_chains on group_chains.start_group_id = account_edges.group_id
        where group_chains.target_group_id in (select group_grants.group_id from group_grants)
        window pair as (partition by account_edges.account_id, group_chains.target_group_id)
      ) as ranked
      where ranked.position <= 64
    ),
    domain_members as materialized (
      select node_id('account', 'google_workspace', google_workspace_users.user_id) as account_id,
        lower(split_part(btrim(google_workspace_users.primary_email), '@', 2)) as domain
      from google_workspace_users
      where google_workspace_users.deleted_at is null and google_workspace_users.primary_email is not null
        and exists (select from gcp where gcp.grantee_kind = 'domain')
    ),
    project_roles as materialized (
      select distinct on (gcp.resource_id, gcp.role, gcp.condition, split_part(gcp.member, ':', 1), gcp.project_id)
        gcp.resource_id, gcp.role, gcp.privilege, gcp.condition, gcp.source_id,
        split_part(gcp.member, ':', 1) || ':' || gcp.project_id as member,
        node_id('resource', 'gcp_project', gcp.project_id) as project_node,
        case split_part(gcp.member, ':', 1)
          when 'projectOwner' then 'roles/owner' when 'projectEditor' then 'roles/editor' else 'roles/viewer'
        end as held_role
      from gcp
      where gcp.grantee_kind = 'project_role' and gcp.project_id is not null
      order by gcp.resource_id, gcp.role, gcp.condition, split_part(gcp.member, ':', 1), gcp.project_id, gcp.source_id
    ),
    -- Who holds a basic role on a project; `projectOwner:` members of other bindings count in turn.
    holders as (
      select basic.account_id, ancestry.resource_id as project_node, basic.role
      from (
        select gcp.grantee_id as account_id, gcp.resource_id, gcp.role from gcp where gcp.grantee_kind = 'account'
        union
        select opaque.account_id, gcp.resource_id, gcp.role
        from gcp join opaque on opaque.group_id = gcp.grantee_id where gcp.grantee_kind = 'group'
        union
        select account_chains.account_id, gcp.resource_id, gcp.role
        from gcp join account_chains on account_chains.group_id = gcp.grantee_id where gcp.grantee_kind = 'group'
        union
        select domain_members.account_id, gcp.resource_id, gcp.role
        from gcp join domain_members on domain_members.domain = gcp.grantee_native where gcp.grantee_kind = 'domain'
      ) as basic
      join ancestry on ancestry.ancestor_id = basic.resource_id
      where basic.role in ('roles/owner', 'roles/editor', 'roles/viewer')
        and ancestry.resource_id in (select project_roles.project_node from project_roles)
      union
      select holders.account_id, ancestry.resource_id, project_roles.role
      from holders
      join project_roles on project_roles.project_node = holders.project_node and project_roles.held_role = holders.role
      join ancestry on ancestry.ancestor_id = project_roles.resource_id
      where project_roles.role in ('roles/owner', 'roles/editor', 'roles/viewer')
    ),
    -- Grants that reach an account by something else than a chain of groups. hop is that something, or null.
    account_grants as (
      select identity_center.grantee_id as account_id, identity_center.resource_id, identity_center.role,
        identity_center.privilege, null::jsonb as condition, false as tree, null::jsonb as hop, null::text as hop_id,
        'aws_account_assignments' as grant_table, identity_center.source_id as grant_id
      from identity_center where identity_center.grantee_kind = 'account'
      union all
      select gcp.grantee_id, gcp.resource_id, gcp.role, gcp.privilege, gcp.condition, true, null, null,
        'gcp_iam_bindings', gcp.source_id
      from gcp where gcp.grantee_kind = 'account'
      union all
      select domain_members.account_id, gcp.resource_id, gcp.role, gcp.privilege, gcp.condition, true,
        jsonb_build_object('kind', 'domain', 'id', gcp.grantee_native, 'label', gcp.grantee_native), gcp.grantee_native,
        'gcp_iam_bindings', gcp.source_id
      from gcp join domain_members on domain_members.domain = gcp.grantee_native
      where gcp.grantee_kind = 'domain'
      union all
      select distinct holders.account_id, project_roles.resource_id, project_roles.role, project_roles.privilege,
        project_roles.condition, true,
        jsonb_build_object('kind', 'project_role', 'id', project_roles.member, 'label', project_roles.member),
        project_roles.member, 'gcp_iam_bindings', project_roles.source_id
      from project_roles
      join holders on holders.project_node = project_roles.project_node and holders.role = project_roles.held_role
      union all
      select opaque.account_id, group_grants.resource_id, group_grants.role, group_grants.privilege,
        group_grants.condition, group_grants.tree, null, null, group_grants.grant_table, group_grants.grant_id
      from group_grants join opaque on opaque.group_id = group_grants.group_id
      union all
      select aws_iam_grants.account_node_id, aws_iam_grants.resource_node_id, aws_iam_grants.policy_name,
        aws_iam_grants.privilege, null, false,
        case when access_groups.id is not null then
          jsonb_build_object('kind', 'group', 'id', access_groups.native_id, 'label', access_groups.label)
        end,
        access_groups.native_id,
        'aws_iam_users', aws_iam_grants.source_id
      from aws_iam_grants left join access_groups on access_groups.id = aws_iam_grants.group_node_id
    ),
    -- Every row before names are joined: hops and hop_ids without the resource hop, which `attached` adds.
    paths as (
      select account_grants.account_id, account_grants.resource_id as attached_id, account_grants.role,
        account_grants.privilege,
        case when account_grants.hop is null then 'direct' else 'group' end as access_path,
        case when account_grants.hop is null then '[]'::jsonb else jsonb_build_array(account_grants.hop) end as hops,
        case when account_grants.hop is null then '{}'::text[] else array[account_grants.hop_id] end as hop_ids,
        account_grants.condition, account_grants.tree, false as truncated, null::uuid as only_resource_id,
        case when account_grants.condition is null then 'exact' else 'conditional' end as certainty,
        account_grants.grant_table, account_grants.grant_id
      from account_grants
      union all
      select account_chains.account_id, group_grants.resource_id, group_grants.role, group_grants.privilege,
        case
          when group_grants.team and (cardinality(account_chains.hop_ids) > 1 or account_chains.opaque) then 'inherited'
          else 'group'
        end,
        account_chains.hops, account_chains.hop_ids, group_grants.condition, group_grants.tree,
        account_chains.truncated, null,
        case when group_grants.condition is null then 'exact' else 'conditional' end,
        group_grants.grant_table, group_grants.grant_id
      from group_grants join account_chains on account_chains.group_id = group_grants.group_id
      union all
      -- membership of a GitHub organisation itself
      select members.account, organisations.node,
        case when members.is_owner then 'owner' else 'member' end,
        case when members.is_owner then 'owner' else 'read' end,
        'direct', '[]', '{}', null, false, false, null, 'exact', 'github_org_memberships', members.source_id
      from github_members as members
      join github_organisation_nodes as organisations on organisations.scope = members.scope
      where members.is_member
      union all
      -- owners administer every repository
      select members.account, organisations.node, 'admin', 'admin', 'inherited', '[]', '{}', null, false, false,
        repositories.node, 'exact', 'github_org_memberships', members.source_id
      from github_members as members
      join github_organisation_nodes as organisations on organisations.scope = members.scope
      join repositories on repositories.scope = members.scope
      where members.is_owner
      union all
      -- the base permission, and internal repositories where it is none
      select members.account, organisations.node, base.role, base.privilege, 'inherited', '[]', '{}', null, false,
        false, repositories.node, 'exact', 'github_organisations', organisations.source_id
      from github_members as members
      join github_organisation_nodes as organisations on organisations.scope = members.scope
      join repositories on repositories.scope = members.scope
      join (values ('read', 'read'), ('write', 'write'), ('admin', 'admin')) as base (role, privilege)
        on base.role = case
          when organisations.base in ('read', 'write', 'admin') then organisations.base
          when repositories.visibility = 'internal' then 'read'
        end
      where members.is_member
      union all
      select grants.account, grants.repository, grants.role, role_privileges.privilege, 'direct', '[]', '{}', null,
        false, false, null, grants.certainty, 'github_repo_collaborator_permissions', grants.source_id
      from github_collaborator_grants as grants
      join role_privileges on role_privileges.provider = 'github'
        and role_privileges.role_key = grants.role || ':' || grants.role_rank
    ),
    -- One row for each resource that the grant reaches.
    reached as (
      select paths.*, paths.attached_id as reached_id from paths
      where not paths.tree and paths.only_resource_id is null
      union all
      select paths.*, paths.only_resource_id from paths where paths.only_resource_id is not null
      union all
      select paths.*, ancestry.resource_id
      from paths join ancestry on ancestry.ancestor_id = paths.attached_id
      where paths.tree
    ),
    named as (
      select
        accounts.id as account_id, accounts.provider, accounts.type, accounts.native_id, accounts.label,
        accounts.status, resources.id as resource_node, resources.provider as resource_provider, resources.type as resource_type,
        resources.native_id as resource_id, resources.name as resource_name,
        reached.role, reached.privilege,
        case when reached.reached_id = reached.attached_id then reached.access_path else 'inherited' end as access_path,
        case when reached.reached_id = reached.attached_id then reached.hops
          else reached.hops || jsonb_build_object(
            'kind', 'resource', 'id', attached.native_id, 'label', coalesce(attached.name, attached.native_id)
          )
        end as via,
        case when reached.reached_id = reached.attached_id then reached.hop_ids
          else reached.hop_ids || attached.native_id
        end as hop_ids,
        reached.condition, reached.certainty, reached.truncated, reached.grant_table, reached.grant_id
      from reached
      join accounts on accounts.id = reached.account_id
      join resources on resources.id = reached.reached_id
      join resources as attached on attached.id = reached.attached_id
    )
    -- Two grants that say the same stand once; in the order of the key, so that pages of it lie together on disk.
    select distinct on (keyed.sort_key)
      app_current_tenant_id(), keyed.sort_key,
      keyed.account_id, keyed.provider, keyed.type, keyed.native_id, keyed.label, keyed.status,
      keyed.resource_node, keyed.resource_provider, keyed.resource_type, keyed.resource_id, keyed.resource_name,
      keyed.role, keyed.privilege,
      array_position(array['none', 'read', 'write', 'admin', 'owner'], keyed.privilege)::smallint - 1::smallint,
      keyed.access_path, keyed.via, keyed.condition, keyed.certainty, keyed.truncated,
      keyed.grant_table, keyed.grant_id
    from (
      -- an index entry holds at most about 2,700 bytes: the tail of a longer key is replaced by its SHA-256
      select named.*,
        case when octet_length(long_key.bytes) <= 2000 then long_key.bytes
          else substring(long_key.bytes from 1 for 1968) || sha256(long_key.bytes)
        end as sort_key
      from named
      -- the order of the contract, bytewise, joined by U+0001; behind U+0001 U+0001 what else tells two rows apart
      cross join lateral (
        select convert_to(concat_ws(e'\x01',
          named.provider, named.native_id, named.resource_type, named.resource_id, named.role, named.access_path,
          array_to_string(named.hop_ids, e'\x01'),
          e'\x01', named.condition, named.privilege, named.certainty, named.account_id
        ), 'UTF8') as bytes
      ) as long_key
    ) as keyed
    order by keyed.sort_key, keyed.truncated desc, keyed.grant_id
  $query$;
end
$function$;

-- The owner of a function needs CREATE on its schema at the moment of the change (no superuser on Aurora, Cloud SQL).
-- Only the owner of the materialised view may call it: whoever else could would choose the tenant as an argument.
revoke execute on function compute_effective_access(uuid) from public;
grant create on schema public to alxderia_ingest;
alter function compute_effective_access(uuid) owner to alxderia_ingest;
revoke create on schema public from alxderia_ingest;
do $$
declare
  migrating_user name := current_user;
begin
  set local role alxderia_ingest;
  execute format('grant execute on function compute_effective_access(uuid) to %I', migrating_user);
  revoke execute on function compute_effective_access(uuid) from alxderia_ingest;
  execute format('set local role %I', migrating_user);
end
$$;

create materialized view mv_effective_access as
select access.*
from tenant_directory
cross join lateral compute_effective_access(tenant_directory.id) as access;

create unique index mv_effective_access_sort_key_idx on mv_effective_access (tenant_id, sort_key);
create index mv_effective_access_resource_idx on mv_effective_access (tenant_id, resource_node_id, sort_key);
create index mv_effective_access_subject_idx on mv_effective_access (tenant_id, subject_account_id, sort_key);

revoke all on mv_effective_access from public;
