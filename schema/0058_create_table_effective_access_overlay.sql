-- Effective access of the accounts that changed since the last refresh of mv_effective_access: readers see these rows in
-- place of the view's (docs/decisions/0021). An account stands in effective_access_overlay_accounts also when it has no
-- row left. A row here is right even if the view has it too.

-- The one definition of effective access (contract: docs/effective-access.md), as a query over the tables that the
-- ingest keeps: `restricted` gives the rows of the accounts in $1, by the indexes of those accounts; otherwise of all.
create function effective_access_query(restricted boolean) returns text
language sql immutable
set search_path = public, pg_temp
as $function$
  select regexp_replace(replace(replace(replace($query$
    with recursive
    {affected}
    opaque as materialized (
      select access_groups.id as group_id, opaque_node.account_id
      from access_groups
      cross join lateral (
        select node_id('account', access_groups.provider, 'group', access_groups.realm, access_groups.native_id)
          as account_id
      ) as opaque_node
      where not access_groups.explained and access_groups.deleted_at is null {only:opaque_node.account_id}
    ),
    account_edges as materialized (
      select access_memberships.group_id, access_memberships.member_id as account_id, false as opaque
      from access_memberships
      where access_memberships.member_kind = 'account' {only:access_memberships.member_id}
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
        where group_chains.target_group_id in (
          select access_grants.grantee_id from access_grants where access_grants.grantee_kind = 'group'
        )
        window pair as (partition by account_edges.account_id, group_chains.target_group_id)
      ) as ranked
      where ranked.position <= 64
    ),
    -- An account's e-mail is its user's primary address.
    domain_members as materialized (
      select accounts.id as account_id, lower(split_part(btrim(accounts.email), '@', 2)) as domain
      from accounts
      where accounts.provider = 'google_workspace' and accounts.type = 'user' and accounts.listed
        and accounts.email is not null and accounts.deleted_at is null {only:accounts.id}
        and exists (select from access_grants where access_grants.grantee_kind = 'domain' and access_grants.grantee_name is not null)
    ),
    project_roles as materialized (
      select distinct on (grants.resource_id, grants.role, grants.condition, grants.grantee_name)
        grants.resource_id, grants.role, grants.privilege, grants.condition, grants.certainty,
        grants.grant_table, grants.grant_id, grants.grantee_name as member, grants.grantee_id as project_node,
        case split_part(grants.grantee_name, ':', 1)
          when 'projectOwner' then 'roles/owner' when 'projectEditor' then 'roles/editor' else 'roles/viewer'
        end as held_role
      from access_grants as grants
      where grants.grantee_kind = 'project_role' and grants.grantee_name is not null
      order by grants.resource_id, grants.role, grants.condition, grants.grantee_name, grants.grant_id
    ),
    -- What reaches an account as a whole: itself, the group that it stands for, its domain.
    named_grants as materialized (
      select grants.grantee_id as account_id, null::jsonb as hop, null::text as hop_id, grants.*
      from access_grants as grants
      where grants.grantee_kind = 'account' {only:grants.grantee_id}
      union all
      select opaque.account_id, null, null, grants.*
      from opaque join access_grants as grants on grants.grantee_id = opaque.group_id
      where grants.grantee_kind = 'group'
      union all
      select domain_members.account_id,
        jsonb_build_object('kind', 'domain', 'id', grants.grantee_name, 'label', grants.grantee_name),
        grants.grantee_name, grants.*
      from domain_members join access_grants as grants on grants.grantee_name = domain_members.domain
      where grants.grantee_kind = 'domain'
    ),
    chained_grants as {materialized} (
      select account_chains.account_id, account_chains.opaque, account_chains.hops, account_chains.hop_ids,
        account_chains.truncated, grants.*
      from account_chains join access_grants as grants on grants.grantee_id = account_chains.group_id
      where grants.grantee_kind = 'group'
    ),
    basic as materialized (
      select named_grants.account_id, named_grants.resource_id, named_grants.role
      from named_grants
      where named_grants.tree and named_grants.role in ('roles/owner', 'roles/editor', 'roles/viewer')
        and exists (select from project_roles)
      union
      select chained_grants.account_id, chained_grants.resource_id, chained_grants.role
      from chained_grants
      where chained_grants.tree and chained_grants.role in ('roles/owner', 'roles/editor', 'roles/viewer')
        and exists (select from project_roles)
    ),
    -- Each resource of GCP with everything that is above it and granted to somebody (to the accounts asked for).
    ancestry as (
      select resources.id as resource_id, resources.id as ancestor_id
      from (
        {granted}
      ) as granted
      join resources on resources.id = granted.id and resources.deleted_at is null
      union
      select resources.id, ancestry.ancestor_id
      from ancestry
      join resources on resources.parent_id = ancestry.resource_id
      where resources.deleted_at is null
    ),
    -- Who holds a basic role on a project; `projectOwner:` members of other bindings count in turn.
    holders as (
      select basic.account_id, ancestry.resource_id as project_node, basic.role
      from basic
      join ancestry on ancestry.ancestor_id = basic.resource_id
      where ancestry.resource_id in (select project_roles.project_node from project_roles)
      union
      select holders.account_id, ancestry.resource_id, project_roles.role
      from holders
      join project_roles on project_roles.project_node = holders.project_node and project_roles.held_role = holders.role
      join ancestry on ancestry.ancestor_id = project_roles.resource_id
      where project_roles.role in ('roles/owner', 'roles/editor', 'roles/viewer')
    ),
    -- Grants that reach an account by something else than a chain of groups. hop is that something, or null.
    account_grants as (
      select named_grants.account_id, named_grants.resource_id, named_grants.role, named_grants.privilege,
        named_grants.condition, named_grants.certainty, named_grants.tree, named_grants.hop, named_grants.hop_id,
        named_grants.grant_table, named_grants.grant_id
      from named_grants
      union all
      select distinct holders.account_id, project_roles.resource_id, project_roles.role, project_roles.privilege,
        project_roles.condition, project_roles.certainty, true,
        jsonb_build_object('kind', 'project_role', 'id', project_roles.member, 'label', project_roles.member),
        project_roles.member, project_roles.grant_table, project_roles.grant_id
      from project_roles
      join holders on holders.project_node = project_roles.project_node and holders.role = project_roles.held_role
      union all
      select aws_iam_grants.account_node_id, aws_iam_grants.resource_node_id, aws_iam_grants.policy_name,
        aws_iam_grants.privilege, null, 'exact', false,
        case when access_groups.id is not null then
          jsonb_build_object('kind', 'group', 'id', access_groups.native_id, 'label', access_groups.label)
        end,
        access_groups.native_id, 'aws_iam_users', aws_iam_grants.source_id
      from aws_iam_grants left join access_groups on access_groups.id = aws_iam_grants.group_node_id
      where true {only:aws_iam_grants.account_node_id}
    ),
    members as materialized (
      select access_organisation_members.* from access_organisation_members
      where true {only:access_organisation_members.account_id}
    ),
    -- Every row before names are joined: hops and hop_ids without the resource hop, which `attached` adds.
    paths as (
      select account_grants.account_id, account_grants.resource_id as attached_id, account_grants.role,
        account_grants.privilege,
        case when account_grants.hop is null then 'direct' else 'group' end as access_path,
        case when account_grants.hop is null then '[]'::jsonb else jsonb_build_array(account_grants.hop) end as hops,
        case when account_grants.hop is null then '{}'::text[] else array[account_grants.hop_id] end as hop_ids,
        account_grants.condition, account_grants.tree, false as truncated, null::uuid as only_resource_id,
        account_grants.certainty, account_grants.grant_table, account_grants.grant_id
      from account_grants
      union all
      select chained_grants.account_id, chained_grants.resource_id, chained_grants.role, chained_grants.privilege,
        case
          when chained_grants.team and (cardinality(chained_grants.hop_ids) > 1 or chained_grants.opaque) then 'inherited'
          else 'group'
        end,
        chained_grants.hops, chained_grants.hop_ids, chained_grants.condition, chained_grants.tree,
        chained_grants.truncated, null, chained_grants.certainty, chained_grants.grant_table, chained_grants.grant_id
      from chained_grants
      union all
      -- membership of a GitHub organisation itself
      select members.account_id, members.organisation_id,
        case when members.is_owner then 'owner' else 'member' end,
        case when members.is_owner then 'owner' else 'read' end,
        'direct', '[]', '{}', null, false, false, null, 'exact', 'github_org_memberships', members.source_id
      from members
      where members.is_member
      union all
      -- owners administer every repository
      select members.account_id, members.organisation_id, 'admin', 'admin', 'inherited', '[]', '{}', null, false, false,
        repositories.repository_id, 'exact', 'github_org_memberships', members.source_id
      from members
      join access_organisation_repositories as repositories on repositories.scope = members.scope
      where members.is_owner
      union all
      -- the base permission, and internal repositories where it is none
      select members.account_id, members.organisation_id, repositories.base_role, repositories.base_role, 'inherited',
        '[]', '{}', null, false, false, repositories.repository_id, 'exact', 'github_organisations',
        repositories.base_source_id
      from members
      join access_organisation_repositories as repositories on repositories.scope = members.scope
      where members.is_member and repositories.base_role is not null
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
  $query$,
    '{affected}', case when restricted then
      'affected as materialized (select distinct wanted.account_id from unnest($1::uuid[]) as wanted (account_id)),'
    else '' end),
    '{materialized}', case when restricted then 'materialized' else 'not materialized' end),
    '{granted}', case when restricted then
      'select named_grants.resource_id as id from named_grants where named_grants.tree
       union
       select chained_grants.resource_id from chained_grants where chained_grants.tree
       union
       select project_roles.resource_id from project_roles'
    else
      'select distinct access_grants.resource_id as id from access_grants where access_grants.tree'
    end),
    '\{only:([a-z_.]+)\}', case when restricted then
      'and \1 in (select affected.account_id from affected)'
    else '' end, 'g')
$function$;


-- The rows of some accounts of the calling tenant, with the caller's own rights.
create function compute_access_of_accounts(accounts uuid[]) returns table (
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
language plpgsql volatile
set search_path = public, pg_temp
set work_mem = '128MB'
set jit = off
as $$
begin
  return query execute effective_access_query(true) using accounts;
end
$$;

revoke execute on function effective_access_query(boolean), compute_access_of_accounts(uuid[]) from public;
grant execute on function effective_access_query(boolean), compute_access_of_accounts(uuid[]) to alxderia_ingest;

-- As in 0034, with the query above. The materialised view keeps its function, so only its owner may replace it; the
-- right to make something in the schema is lent for that moment.
grant create on schema public to alxderia_ingest;
do $$
declare
  migrating_user name := current_user;
begin
  set local role alxderia_ingest;
  -- the language's validator wants it of whoever replaces a function
  grant execute on function compute_effective_access(uuid) to alxderia_ingest;
  execute $replaced$
    create or replace function compute_effective_access(tenant uuid) returns table (
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
      return query execute effective_access_query(false);
      perform set_config('app.current_tenant_id', caller_tenant, true);
    end
    $function$
  $replaced$;
  revoke execute on function compute_effective_access(uuid) from alxderia_ingest;
  execute format('set local role %I', migrating_user);
end
$$;
revoke create on schema public from alxderia_ingest;

create table effective_access_overlay (
  like mv_effective_access,
  primary key (tenant_id, sort_key)
);

create index effective_access_overlay_subject_idx
  on effective_access_overlay (tenant_id, subject_account_id, sort_key);
create index effective_access_overlay_resource_idx
  on effective_access_overlay (tenant_id, resource_node_id, sort_key);

select protect_tenant_table('effective_access_overlay');
grant delete on effective_access_overlay to alxderia_ingest;

create table effective_access_overlay_accounts (
  tenant_id uuid not null,
  account_id uuid not null,
  primary key (tenant_id, account_id)
);

select protect_tenant_table('effective_access_overlay_accounts');
grant delete on effective_access_overlay_accounts to alxderia_ingest;

-- The calling tenant's rows of now. `not in` is a hashed lookup that keeps the order of the index; an anti-join would
-- sort each page's whole list. With nothing in the overlay both cost nothing.
create view effective_access_rows with (security_barrier = true) as
select access.sort_key, access.subject_account_id, access.subject_provider, access.subject_type, access.subject_id,
  access.subject_label, access.subject_status, access.resource_node_id, access.resource_provider, access.resource_type,
  access.resource_id, access.resource_name, access.role, access.privilege, access.privilege_rank, access.access_path,
  access.via, access.condition, access.certainty, access.chains_truncated, access.grant_table, access.grant_id
from mv_effective_access as access
where access.tenant_id = app_current_tenant_id()
  and access.subject_account_id not in (
    select changed.account_id from effective_access_overlay_accounts as changed
    where changed.tenant_id = app_current_tenant_id()
  )
union all
select access.sort_key, access.subject_account_id, access.subject_provider, access.subject_type, access.subject_id,
  access.subject_label, access.subject_status, access.resource_node_id, access.resource_provider, access.resource_type,
  access.resource_id, access.resource_name, access.role, access.privilege, access.privilege_rank, access.access_path,
  access.via, access.condition, access.certainty, access.chains_truncated, access.grant_table, access.grant_id
from effective_access_overlay as access
where access.tenant_id = app_current_tenant_id();

create or replace view effective_access with (security_barrier = true) as
select
  access.sort_key, access.subject_account_id, access.subject_provider, access.subject_type, access.subject_id,
  access.subject_label, access.subject_status,
  people.id as person_id, people.name as person_name, people.email as person_email,
  access.resource_node_id, access.resource_provider, access.resource_type, access.resource_id, access.resource_name,
  access.role, access.privilege, access.privilege_rank, access.access_path, access.via, access.condition,
  access.certainty, access.chains_truncated, access.grant_table, access.grant_id
from effective_access_rows as access
left join canonical_user_provider_links as links
  on links.tenant_id = app_current_tenant_id() and links.account_id = access.subject_account_id
  and links.deleted_at is null and access.subject_type = 'user'
left join canonical_users as people
  on people.tenant_id = links.tenant_id and people.id = links.person_id and people.deleted_at is null;

-- Each branch in the order of its key, so that they are merged by their indexes; see 0035.
create or replace view effective_access_in_order with (security_barrier = true) as
select
  access.sort_key, access.subject_account_id, access.subject_provider, access.subject_type, access.subject_id,
  access.subject_label, access.subject_status,
  people.id as person_id, people.name as person_name, people.email as person_email,
  access.resource_node_id, access.resource_provider, access.resource_type, access.resource_id, access.resource_name,
  access.role, access.privilege, access.privilege_rank, access.access_path, access.via, access.condition,
  access.certainty, access.chains_truncated, access.grant_table, access.grant_id
from (
  (select refreshed.* from mv_effective_access as refreshed
   where refreshed.tenant_id = app_current_tenant_id()
     and refreshed.subject_account_id not in (
       select changed.account_id from effective_access_overlay_accounts as changed
       where changed.tenant_id = app_current_tenant_id()
     )
   order by refreshed.sort_key)
  union all
  (select overlay.* from effective_access_overlay as overlay
   where overlay.tenant_id = app_current_tenant_id()
   order by overlay.sort_key)
) as access
left join lateral (
  select canonical_users.id, canonical_users.name, canonical_users.email
  from canonical_user_provider_links as links
  join canonical_users on canonical_users.tenant_id = links.tenant_id and canonical_users.id = links.person_id
    and canonical_users.deleted_at is null
  where links.tenant_id = app_current_tenant_id() and links.account_id = access.subject_account_id
    and links.deleted_at is null and access.subject_type = 'user'
  limit 1
) as people on true
order by access.sort_key;

create or replace view redacted_effective_access with (security_barrier = true) as
select access.subject_account_id, access.subject_provider, access.subject_type, access.subject_status,
  access.resource_type, access.resource_id, access.resource_name, access.role, access.privilege, access.access_path,
  access.certainty
from effective_access_rows as access;

create or replace view ask.mv_effective_access with (security_barrier = true) as
select app_current_tenant_id() as tenant_id, access.*
from public.effective_access_rows as access;

revoke all on effective_access_rows from public;
grant select on effective_access_rows to alxderia_ingest;
