-- As 0093 has it, but the numbers of the rows that go stand in the temporary table `going_rows` of the caller's
-- transaction, (number bigint primary key): as an array they stood in memory, of the server and of whoever called.
-- The caller holds the table's lock and has written the withdrawal; no role may call it, only the owner.
drop function retire_rows(text, bigint[]);

-- Takes rows out of one partition: without any row left it is dropped, else one with the rows that stay takes its place.
-- A number that is not in the partition is an error. Returns how many rows stay.
create function retire_rows(partition_name text) returns bigint
language plpgsql
set search_path = public, pg_temp
as $$
declare
  parent text;
  bounds text;
  row_number_column text;
  going bigint;
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
  analyze pg_temp.going_rows;
  select count(*) into going from pg_temp.going_rows;
  execute format(
    'select count(*) from %I join pg_temp.going_rows on going_rows.number = %I', partition_name, row_number_column
  ) into found;
  if found <> going then
    raise exception '% of % holds % of the % rows', partition_name, parent, found, going;
  end if;
  execute format('select count(*) - %s from %I', found, partition_name) into staying;
  if staying > 0 then
    execute format('alter table %I rename to retired_rows', partition_name);
    execute format('create table %I (like retired_rows including defaults including constraints including storage)', partition_name);
    execute format(
      'insert into %I select * from retired_rows where not exists (select from pg_temp.going_rows where going_rows.number = %I)',
      partition_name, row_number_column
    );
    drop table retired_rows;
    execute format('alter table %I attach partition %I %s', parent, partition_name, bounds);
    perform protect_partition(partition_name);
  else
    execute format('drop table %I', partition_name);
  end if;
  return staying;
end
$$;

revoke execute on function retire_rows(text) from public;
