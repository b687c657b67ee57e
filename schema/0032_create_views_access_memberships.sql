-- Who is directly in which group, for every provider, resolved to nodes. All views of the graph run with the rights of
-- whoever reads them, so row-level security of the tables holds in each.

-- Every name by which Google Workspace knows a user or a group: id, address, aliases. An address beats an alias.
create view google_workspace_names with (security_invoker = true) as
select distinct on (kind, name) kind, name, node
from (
  select 'account' as kind, lower(google_workspace_users.user_id) as name, 0 as rank,
    node_id('account', 'google_workspace', google_workspace_users.user_id) as node
  from google_workspace_users
  where google_workspace_users.deleted_at is null
  union all
  select 'account', lower(btrim(google_workspace_users.primary_email)), 1,
    node_id('account', 'google_workspace', google_workspace_users.user_id)
  from google_workspace_users
  where google_workspace_users.deleted_at is null and google_workspace_users.primary_email is not null
  union all
  select 'account', alias.name, 2, node_id('account', 'google_workspace', google_workspace_users.user_id)
  from google_workspace_users cross join lateral unnest(google_workspace_users.aliases) as alias (name)
  where google_workspace_users.deleted_at is null
  union all
  select 'group', lower(google_workspace_groups.group_id), 0,
    node_id('group', 'google_workspace', google_workspace_groups.group_id)
  from google_workspace_groups
  where google_workspace_groups.deleted_at is null
  union all
  select 'group', lower(btrim(google_workspace_groups.email)), 1,
    node_id('group', 'google_workspace', google_workspace_groups.group_id)
  from google_workspace_groups
  where google_workspace_groups.deleted_at is null and google_workspace_groups.email is not null
  union all
  select 'group', alias.name, 2, node_id('group', 'google_workspace', google_workspace_groups.group_id)
  from google_workspace_groups cross join lateral unnest(google_workspace_groups.aliases) as alias (name)
  where google_workspace_groups.deleted_at is null
  union all
  -- a group that only its own members file names
  select 'group', collected_listings.listing_key, 3,
    node_id('group', 'google_workspace', collected_listings.listing_key)
  from collected_listings
  where collected_listings.listing = 'workspace_members' and collected_listings.deleted_at is null
) as names
order by kind, name, rank, node;

-- Members as listed; a CUSTOMER member becomes every user of that customer. member_native is set where no listing knows
-- the member, and is then what it is called.
create view google_workspace_membership_edges with (security_invoker = true) as
with users as materialized (
  select name, node from google_workspace_names where kind = 'account'
), groups as materialized (
  select name, node from google_workspace_names where kind = 'group'
), customers as (
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
left join groups on groups.name = memberships.group_key
left join users as user_by_id on memberships.member_type <> 'GROUP' and user_by_id.name = lower(memberships.member_id)
left join groups as group_by_id
  on memberships.member_type in ('GROUP', 'UNKNOWN') and group_by_id.name = lower(memberships.member_id)
left join users as user_by_email on memberships.member_type <> 'GROUP' and user_by_email.name = memberships.member_email
left join groups as group_by_email
  on memberships.member_type in ('GROUP', 'UNKNOWN') and group_by_email.name = memberships.member_email
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
left join groups on groups.name = memberships.group_key
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

-- Teams as nodes. A team that only a members or repositories file names goes by its slug.
create view github_team_nodes with (security_invoker = true) as
select
  slugs.scope,
  slugs.slug,
  coalesce(github_teams.team_id, slugs.slug) as native_id,
  node_id('group', 'github', slugs.scope, coalesce(github_teams.team_id, slugs.slug)) as node,
  coalesce(github_teams.name, slugs.slug) as label,
  github_teams.parent_team_id,
  github_teams.id as source_id,
  github_teams.id is not null as listed
from (
  select github_teams.scope, lower(github_teams.slug) as slug from github_teams where github_teams.deleted_at is null
  union
  select github_team_memberships.scope, lower(github_team_memberships.team_slug)
  from github_team_memberships where github_team_memberships.deleted_at is null
  union
  select github_repo_team_permissions.scope, lower(github_repo_team_permissions.team_slug)
  from github_repo_team_permissions where github_repo_team_permissions.deleted_at is null
  union
  select collected_listings.scope, lower(collected_listings.listing_key)
  from collected_listings
  where collected_listings.listing = 'github_team_members' and collected_listings.deleted_at is null
) as slugs
left join github_teams on github_teams.scope = slugs.scope and lower(github_teams.slug) = slugs.slug
  and github_teams.deleted_at is null;

-- Each team with every team above it (not itself). A cycle of parents ends, because pairs are kept once.
create view github_team_ancestors with (security_invoker = true) as
with recursive teams as materialized (
  select scope, node, native_id, parent_team_id from github_team_nodes
), ancestors as (
  select child.scope, child.node, parent.node as ancestor, parent.parent_team_id as next
  from teams as child
  join teams as parent on parent.scope = child.scope and parent.native_id = child.parent_team_id
  union
  select ancestors.scope, ancestors.node, parent.node, parent.parent_team_id
  from ancestors
  join teams as parent on parent.scope = ancestors.scope and parent.native_id = ancestors.next
)
select scope, node, ancestor from ancestors where node <> ancestor;

-- The same without the pairs of a cycle, which are above and below each other.
create view github_team_superiors with (security_invoker = true) as
with ancestors as materialized (
  select scope, node, ancestor from github_team_ancestors
)
select scope, node, ancestor from ancestors
except
select scope, ancestor, node from ancestors;

-- A team's list holds its child teams' members too: only the deepest listing is a membership.
create view github_team_membership_edges with (security_invoker = true) as
with listings as materialized (
  select github_team_memberships.id as source_id, github_team_memberships.scope, github_team_nodes.node as team,
    github_team_memberships.user_id
  from github_team_memberships
  join github_team_nodes on github_team_nodes.scope = github_team_memberships.scope
    and github_team_nodes.slug = lower(github_team_memberships.team_slug)
  where github_team_memberships.deleted_at is null
), listed_deeper as materialized (
  select distinct github_team_superiors.ancestor as team, listings.user_id
  from listings join github_team_superiors on github_team_superiors.node = listings.team
)
select listings.source_id, listings.scope, listings.team, node_id('account', 'github', listings.user_id) as account
from listings
left join listed_deeper on listed_deeper.team = listings.team and listed_deeper.user_id = listings.user_id
where listed_deeper.team is null;

-- The one identity store there is, for exports that leave it out; null when several are named.
create view aws_identity_center_only_store with (security_invoker = true) as
select case when count(*) = 1 then min(stores.id) end as id
from (
  select identity_store_id as id from aws_identity_center_instances where deleted_at is null and identity_store_id <> ''
  union
  select identity_store_id from aws_identity_center_users where deleted_at is null and identity_store_id <> ''
  union
  select identity_store_id from aws_identity_center_groups where deleted_at is null and identity_store_id <> ''
  union
  select identity_store_id from aws_identity_center_memberships where deleted_at is null and identity_store_id <> ''
) as stores;

-- All of it in one shape.
create view access_membership_edges with (security_invoker = true) as
with edges as (
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
  where memberships.deleted_at is null
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

-- The same as a table, brought up to date by each ingest: who is in a group is asked far more often than it changes,
-- and resolving names, aliases and nested lists takes seconds at a million memberships.
create table access_memberships (
  tenant_id uuid not null,
  group_id uuid not null,
  member_kind text not null check (member_kind in ('account', 'group')),
  member_id uuid not null,
  source_table text not null,
  source_id uuid not null,
  scope text not null,
  primary key (tenant_id, group_id, member_id, source_id)
);

create index access_memberships_member_idx on access_memberships (tenant_id, member_id);

select protect_tenant_table('access_memberships');
grant delete on access_memberships to alxderia_ingest;

grant select on google_workspace_names, google_workspace_membership_edges, github_team_nodes, github_team_ancestors,
  github_team_superiors, github_team_membership_edges, aws_identity_center_only_store, access_membership_edges
  to alxderia_ingest, alxderia_analyst, alxderia_admin;
