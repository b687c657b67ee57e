-- What people read: the tenant's own rows, with the person of each subject. The person is joined when it is read, so
-- that an analyst's decision about who is who shows at once and refreshes nothing. The barrier keeps a caller's
-- conditions behind the tenant filter.
create view effective_access with (security_barrier = true) as
select
  access.sort_key, access.subject_account_id, access.subject_provider, access.subject_type, access.subject_id,
  access.subject_label, access.subject_status,
  people.id as person_id, people.name as person_name, people.email as person_email,
  access.resource_node_id, access.resource_provider, access.resource_type, access.resource_id, access.resource_name,
  access.role, access.privilege, access.privilege_rank, access.access_path, access.via, access.condition,
  access.certainty, access.chains_truncated, access.grant_table, access.grant_id
from mv_effective_access as access
left join canonical_user_provider_links as links
  on links.tenant_id = access.tenant_id and links.account_id = access.subject_account_id and links.deleted_at is null
  and access.subject_type = 'user'
left join canonical_users as people
  on people.tenant_id = links.tenant_id and people.id = links.person_id and people.deleted_at is null
where access.tenant_id = app_current_tenant_id();

-- The same in the order of its key. The planner passes no order through a security barrier: without this, each page of
-- a list would read and sort everything. Nor does it pass the limit of a page, so it would hash all people for each one:
-- a person is looked up by a query with a limit of its own, which can only be run row by row and never by parallel
-- workers. An account has one living link at most. Counts and groups are faster on the view without an order.
create view effective_access_in_order with (security_barrier = true) as
select
  access.sort_key, access.subject_account_id, access.subject_provider, access.subject_type, access.subject_id,
  access.subject_label, access.subject_status,
  people.id as person_id, people.name as person_name, people.email as person_email,
  access.resource_node_id, access.resource_provider, access.resource_type, access.resource_id, access.resource_name,
  access.role, access.privilege, access.privilege_rank, access.access_path, access.via, access.condition,
  access.certainty, access.chains_truncated, access.grant_table, access.grant_id
from mv_effective_access as access
left join lateral (
  select canonical_users.id, canonical_users.name, canonical_users.email
  from canonical_user_provider_links as links
  join canonical_users on canonical_users.tenant_id = links.tenant_id and canonical_users.id = links.person_id
    and canonical_users.deleted_at is null
  where links.tenant_id = access.tenant_id and links.account_id = access.subject_account_id
    and links.deleted_at is null and access.subject_type = 'user'
  limit 1
) as people on true
where access.tenant_id = app_current_tenant_id()
order by access.tenant_id, access.sort_key;

revoke all on effective_access, effective_access_in_order from public;
grant select on effective_access, effective_access_in_order to alxderia_analyst, alxderia_admin, alxderia_ingest;

create table access_refreshes (
  tenant_id uuid primary key,
  refreshed_at timestamptz not null,
  duration_ms integer not null,
  rows bigint not null,
  by_privilege jsonb not null
);

select protect_tenant_table('access_refreshes');

-- ANALYZE needs the owner, too. A table that was never analysed makes the planner guess one row.
create function refresh_statistics() returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
  target regclass;
begin
  for target in
    select pg_class.oid::regclass
    from pg_class
    join pg_stat_user_tables on pg_stat_user_tables.relid = pg_class.oid
    where pg_class.relnamespace = 'public'::regnamespace and pg_class.relkind in ('r', 'm')
      and (
        pg_class.reltuples < 0
        or pg_stat_user_tables.n_mod_since_analyze > 1000 + 0.1 * pg_class.reltuples
      )
  loop
    execute format('analyze %s', target);
  end loop;
end
$$;

revoke execute on function refresh_statistics() from public;
grant execute on function refresh_statistics() to alxderia_ingest, alxderia_admin;

-- REFRESH needs the owner (MAINTAIN exists from PostgreSQL 17 only), so the ingest role asks by this function.
-- Readers are not blocked, except by the very first refresh, when there is nothing to read yet.
-- @returns the calling tenant's rows by privilege, counted where no person has to be joined
create function refresh_effective_access() returns table (privilege text, rows bigint)
language plpgsql security definer
set search_path = public, pg_temp
set work_mem = '256MB'
set maintenance_work_mem = '256MB'
as $$
begin
  if exists (select from mv_effective_access) then
    refresh materialized view concurrently mv_effective_access;
  else
    refresh materialized view mv_effective_access;
  end if;
  return query
    select mv_effective_access.privilege, count(*)
    from mv_effective_access
    where mv_effective_access.tenant_id = app_current_tenant_id()
    group by mv_effective_access.privilege;
end
$$;

revoke execute on function refresh_effective_access() from public;
grant execute on function refresh_effective_access() to alxderia_ingest, alxderia_admin;
