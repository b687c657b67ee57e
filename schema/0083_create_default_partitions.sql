-- A row of a period without a partition is kept in the default one, so that a missing partition loses no write;
-- ensure_partitions() moves it to where it belongs.

-- A partition has its own guard against TRUNCATE (statement triggers are not inherited) and its own row-level security,
-- for whoever names it directly.
create function protect_partition(partition_name text) returns void
language plpgsql
set search_path = public, pg_temp
as $$
begin
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
end
$$;

revoke execute on function protect_partition(text) from public;

create table audit_log_default partition of audit_log default;
create table entity_history_default partition of entity_history default;
select protect_partition('audit_log_default'), protect_partition('entity_history_default');

create function partition_of(table_name text, unit text, period_start date) returns text
language sql stable
as $$ select table_name || to_char(period_start, case unit when 'month' then '_YYYY_MM' else '_YYYY_"q"Q' end) $$;

revoke execute on function partition_of(text, text, date) from public;

-- Makes one partition and fills it from the default one. It stands alone until it is filled: attached, it would be
-- behind forced row-level security, and an owner that is no superuser would move nothing. The caller holds both locks.
create function make_partition(table_name text, unit text, step interval, period_start date) returns text
language plpgsql
set search_path = public, pg_temp
as $$
declare
  partition_name text := partition_of(table_name, unit, period_start);
  lower_bound text := period_start || ' 00:00:00+00';
  upper_bound text := (period_start + step)::date || ' 00:00:00+00';
begin
  execute format('create table %I (like %I including defaults including constraints including storage)', partition_name, table_name);
  execute format(
    'with moved as (delete from %I where occurred_at >= %L and occurred_at < %L returning *) insert into %I select * from moved',
    table_name || '_default', lower_bound, upper_bound, partition_name
  );
  execute format(
    'alter table %I attach partition %I for values from (%L) to (%L)', table_name, partition_name, lower_bound, upper_bound
  );
  perform protect_partition(partition_name);
  return partition_name;
end
$$;

revoke execute on function make_partition(text, text, interval, date) from public;

-- Partitions of the running period, of the next three and of every row in the default partition, for both append-only
-- tables; returns the names of those that it made. Where nothing is missing and the default one is empty it takes no
-- lock; else writers wait until its transaction ends, and a row is in one place or the other, never in both or none.
create or replace function ensure_partitions(today date default (now() at time zone 'UTC')::date) returns setof text
language plpgsql security definer
set search_path = public, pg_temp
as $$
declare
  kind record;
  catch_all text;
  wanted date[];
  missing date[];
  period_start date;
  emptied boolean;
begin
  -- two processes may start at once
  perform pg_advisory_xact_lock(hashtext('ensure_partitions'));
  for kind in
    select * from (values ('audit_log', 'quarter', interval '3 months'), ('entity_history', 'month', interval '1 month'))
      as kinds (table_name, unit, step)
  loop
    catch_all := kind.table_name || '_default';
    wanted := array(
      select (date_trunc(kind.unit, today::timestamp) + period * kind.step)::date from generate_series(0, 3) as period
    );
    missing := array(
      select day from unnest(wanted) as day
      where to_regclass(format('public.%I', partition_of(kind.table_name, kind.unit, day))) is null
    );
    -- by its size: row-level security hides rows from a count, and a rolled-back row is gone with the rest
    continue when missing = '{}' and pg_relation_size(catch_all::regclass) = 0;
    execute format('lock table only %I, only %I in access exclusive mode', kind.table_name, catch_all);
    execute format('alter table %I no force row level security', catch_all);
    execute format('alter table %I disable trigger user', catch_all);
    -- to_char has four digits for the year; what is further away stays and is counted
    execute format(
      $sql$ select array(
        select day from unnest($1) as day
        union
        select date_trunc(%L, occurred_at at time zone 'UTC')::date from %I
        where occurred_at >= '0001-01-01 00:00:00+00' and occurred_at < '9999-01-01 00:00:00+00'
        order by 1
      ) $sql$,
      kind.unit, catch_all
    ) into missing using missing;
    foreach period_start in array missing loop
      return next make_partition(kind.table_name, kind.unit, kind.step, period_start);
    end loop;
    execute format('select not exists (select from %I)', catch_all) into emptied;
    if emptied then
      execute format('truncate only %I', catch_all);
    end if;
    execute format('alter table %I enable trigger user', catch_all);
    execute format('alter table %I force row level security', catch_all);
  end loop;
end
$$;

-- How many rows wait in the default partitions, over all tenants. Held to row-level security like everybody, it asks
-- for one tenant after the other; the last is of no tenant (app/model/no-tenant.ts).
create function stray_rows() returns table (table_name text, waiting bigint)
language plpgsql volatile security definer
set search_path = public, pg_temp
as $$
declare
  caller_tenant text := coalesce(current_setting('app.current_tenant_id', true), '');
  tenant uuid;
  here bigint;
begin
  foreach table_name in array array['audit_log', 'entity_history'] loop
    waiting := 0;
    if pg_relation_size((table_name || '_default')::regclass) > 0 then
      for tenant in select id from tenant_directory union select '00000000-0000-0000-0000-000000000000'::uuid loop
        perform set_config('app.current_tenant_id', tenant::text, true);
        execute format('select count(*) from %I where tenant_id = $1', table_name || '_default') into here using tenant;
        waiting := waiting + here;
      end loop;
    end if;
    return next;
  end loop;
  perform set_config('app.current_tenant_id', caller_tenant, true);
end
$$;

revoke execute on function stray_rows() from public;
grant execute on function stray_rows() to alxderia_app;
