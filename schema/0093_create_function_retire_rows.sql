-- Takes rows out of one partition: without any row left it is dropped, else one with the rows that stay takes its place.
-- The caller holds the table's lock and has written the withdrawal; no role may call it, only the owner.
--   going   numbers of the rows (entity_history.gid, audit_log.id); those that are not in the partition are an error
-- Returns how many rows stay.
create function retire_rows(partition_name text, going bigint[]) returns bigint
language plpgsql
set search_path = public, pg_temp
as $$
declare
  parent text;
  bounds text;
  row_number_column text;
  found bigint;
  staying bigint;
begin
  select pg_inherits.inhparent::regclass::text, pg_get_expr(pg_class.relpartbound, pg_class.oid) into parent, bounds
  from pg_class join pg_inherits on pg_inherits.inhrelid = pg_class.oid
  where pg_class.oid = format('public.%I', partition_name)::regclass;
  row_number_column := case parent when 'entity_history' then 'gid' when 'audit_log' then 'id' end;
  if row_number_column is null or bounds = 'DEFAULT' then
    raise exception '% is no partition of a period', partition_name;
  end if;
  execute format('alter table %I detach partition %I', parent, partition_name);
  -- alone it is behind its own forced row-level security, and the owner would see nothing
  execute format('alter table %I no force row level security', partition_name);
  create temporary table going_rows (number bigint primary key) on commit drop;
  insert into going_rows select distinct number from unnest(going) as number;
  execute format('select count(*) from %I join going_rows on number = %I', partition_name, row_number_column) into found;
  if found <> cardinality(going) then
    raise exception '% of % holds % of the % rows', partition_name, parent, found, cardinality(going);
  end if;
  execute format('select count(*) - %s from %I', found, partition_name) into staying;
  if staying > 0 then
    execute format('alter table %I rename to retired_rows', partition_name);
    execute format('create table %I (like retired_rows including defaults including constraints including storage)', partition_name);
    execute format(
      'insert into %I select * from retired_rows where not exists (select from going_rows where number = %I)',
      partition_name, row_number_column
    );
    drop table retired_rows;
    execute format('alter table %I attach partition %I %s', parent, partition_name, bounds);
    perform protect_partition(partition_name);
  else
    execute format('drop table %I', partition_name);
  end if;
  drop table going_rows;
  return staying;
end
$$;

revoke execute on function retire_rows(text, bigint[]) from public;
