-- A table that was analysed while it was empty, and filled in the same transaction, has no change counted yet and is
-- taken for one row a little while: a list of 200 people, each looked up among all accounts, took 196 s instead of 20 ms
-- until autovacuum came by. So the size that the planner knows is compared with the size that the table has.
create or replace function refresh_statistics() returns void
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
        or pg_relation_size(pg_class.oid) > 2.0 * pg_class.relpages * current_setting('block_size')::integer
        or pg_stat_user_tables.n_mod_since_analyze > 50 + 0.1 * pg_class.reltuples
      )
    -- One order, so that two that meet wait for each other instead of forever.
    order by pg_class.oid
  loop
    execute format('analyze %s', target);
  end loop;
end
$$;
