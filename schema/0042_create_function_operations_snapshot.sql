-- Items that wait are counted every few seconds; closed ones, of which there are ever more, are not read for it.
create index identity_reconciliation_queue_open_idx on identity_reconciliation_queue (tenant_id, reason)
  where deleted_at is null;

-- How the product's own work goes, over all tenants: sums, and of ages the worst, so nothing names or tells a tenant.
--   runs, records      sync_totals by source and result
--   last_success       seconds since 1970 when a source was last read completely: the scope where that is longest ago
--   access_age         seconds since the refresh of effective access that is longest ago
--   queue              accounts that wait for a decision, by reason
--   partition_months   whole months after the running one that partitions cover without a gap, by table
--
-- It runs as alxderia_ingest with one tenant set after the other, so the policies of the tables hold inside it. What
-- one tenant adds is merged at once; the sums stay as small as there are sources and reasons.
create function operations_snapshot() returns table (measure text, label text, result text, value double precision)
language plpgsql volatile security definer
set search_path = public, pg_temp
-- bounds of partitions are printed by these
set timezone = 'UTC'
set datestyle = 'ISO, YMD'
as $$
#variable_conflict use_column
declare
  -- A SET clause would put it back as well, but only a superuser may write one for a parameter of this kind.
  caller_tenant text := coalesce(current_setting('app.current_tenant_id', true), '');
  next_month timestamp := date_trunc('month', now()::timestamp) + interval '1 month';
  tenant uuid;
  sums jsonb := '[]';
begin
  for tenant in select tenant_directory.id from tenant_directory loop
    perform set_config('app.current_tenant_id', tenant::text, true);
    sums := (
      with facts as (
        select before.measure, before.label, before.result, before.value
        from jsonb_to_recordset(sums) as before (measure text, label text, result text, value double precision)
        union all
        select counts.measure, sync_totals.source, counts.result, counts.value
        from sync_totals
        cross join lateral (values
          ('runs', 'complete', runs_complete), ('runs', 'incomplete', runs_incomplete),
          ('runs', 'stopped', runs_stopped), ('runs', 'failed', runs_failed),
          ('records', 'stored', records_stored), ('records', 'unchanged', records_unchanged),
          ('records', 'rejected', records_rejected)
        ) as counts (measure, result, value)
        union all
        -- the kind of scope: aws/iam/000000000001 is aws/iam, github/northwind is github
        select 'last_success', substring(scope from '^(?:aws/[a-z-]+|[a-z-]+)'), null,
          extract(epoch from last_complete_at)
        from sync_scopes where last_complete_at is not null
        union all
        select 'access_age', null, null, extract(epoch from now() - refreshed_at) from access_refreshes
        union all
        select 'queue', reason, null, count(*)
        from identity_reconciliation_queue where deleted_at is null group by reason
      )
      select coalesce(jsonb_agg(merged), '[]')
      from (
        select facts.measure, facts.label, facts.result,
          case facts.measure when 'last_success' then min(facts.value) when 'access_age' then max(facts.value)
            else sum(facts.value) end as value
        from facts group by facts.measure, facts.label, facts.result
      ) as merged
    );
  end loop;
  perform set_config('app.current_tenant_id', caller_tenant, true);
  return query
    select merged.measure, merged.label, merged.result, merged.value
    from jsonb_to_recordset(sums) as merged (measure text, label text, result text, value double precision)
    union all
    select 'partition_months', parents.name, null, coalesce((
      select greatest(0, extract(year from gap.length) * 12 + extract(month from gap.length))
      from (
        select range_agg(tstzrange(bounds.period[1]::timestamptz, bounds.period[2]::timestamptz)) as covered
        from pg_inherits
        join pg_class on pg_class.oid = pg_inherits.inhrelid
        cross join lateral regexp_match(
          pg_get_expr(pg_class.relpartbound, pg_class.oid), 'FROM \(''(.+)''\) TO \(''(.+)''\)'
        ) as bounds (period)
        where pg_inherits.inhparent = parents.name::regclass and bounds.period is not null
      ) as partitions
      cross join lateral unnest(partitions.covered) as stretch (period)
      cross join lateral age(upper(stretch.period)::timestamp, next_month) as gap (length)
      where stretch.period @> now()
    ), 0)
    from (values ('audit_log'), ('entity_history')) as parents (name);
end
$$;

-- As for compute_effective_access (0034). The login calls it outside any tenant; no role of a tenant may.
revoke execute on function operations_snapshot() from public;
grant create on schema public to alxderia_ingest;
alter function operations_snapshot() owner to alxderia_ingest;
revoke create on schema public from alxderia_ingest;
do $$
declare
  migrating_user name := current_user;
begin
  set local role alxderia_ingest;
  execute format('grant execute on function operations_snapshot() to alxderia_app, %I', migrating_user);
  revoke execute on function operations_snapshot() from alxderia_ingest;
  execute format('set local role %I', migrating_user);
end
$$;
