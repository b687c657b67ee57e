-- Partitions of the running period and of the next three, for both append-only tables; returns the names of those that
-- it made. A partition has its own guard against TRUNCATE (statement triggers are not inherited) and its own
-- row-level security, for whoever names it directly.
create function ensure_partitions(today date default (now() at time zone 'UTC')::date) returns setof text
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
  kind record;
  period integer;
  period_start date;
  period_end date;
  partition_name text;
begin
  -- two processes may start at once
  perform pg_advisory_xact_lock(hashtext('ensure_partitions'));
  for kind in
    select * from (values ('audit_log', 'quarter', interval '3 months'), ('entity_history', 'month', interval '1 month'))
      as kinds (table_name, unit, step)
  loop
    for period in 0..3 loop
      period_start := (date_trunc(kind.unit, today::timestamp) + period * kind.step)::date;
      period_end := (period_start + kind.step)::date;
      partition_name := kind.table_name || to_char(period_start, case kind.unit when 'month' then '_YYYY_MM' else '_YYYY_"q"Q' end);
      continue when to_regclass(format('public.%I', partition_name)) is not null;
      execute format(
        'create table %I partition of %I for values from (%L) to (%L)',
        partition_name, kind.table_name, period_start || ' 00:00:00+00', period_end || ' 00:00:00+00'
      );
      execute format(
        'create trigger %I before truncate on %I for each statement execute function refuse_change()',
        partition_name || '_no_truncate', partition_name
      );
      execute format('alter table %I enable row level security', partition_name);
      execute format('alter table %I force row level security', partition_name);
      execute format(
        'create policy tenant_isolation on %I using (tenant_id = app_current_tenant_id()) with check (tenant_id = app_current_tenant_id())',
        partition_name
      );
      execute format('revoke all on %I from public', partition_name);
      return next partition_name;
    end loop;
  end loop;
end
$$;

revoke execute on function ensure_partitions(date) from public;
grant execute on function ensure_partitions(date) to alxderia_ingest, alxderia_admin;

select ensure_partitions();
