-- What PUBLIC may call in any PostgreSQL and questions must not: whatever changes a setting, a lock, another session or
-- the clock, and whatever runs SQL that it gets as text. Found by what they are and not by the beginning of their names
-- (^lo would close lower). Kept: what product and tools take for granted and what changes nothing but the answer; what
-- an operator or a cast stands for; what only the server itself calls.
create function guarded_functions() returns setof regprocedure
language sql stable
set search_path = pg_catalog, pg_temp
as $$
  select pg_proc.oid::regprocedure
  from pg_proc
  where pg_proc.prokind = 'f'
    and (
      pg_proc.pronamespace = 'pg_catalog'::regnamespace
      or (
        pg_proc.pronamespace = 'public'::regnamespace
        and exists (
          select from pg_depend join pg_extension on pg_extension.oid = pg_depend.refobjid
          where pg_depend.classid = 'pg_proc'::regclass and pg_depend.objid = pg_proc.oid and pg_depend.deptype = 'e'
            and pg_extension.extname <> 'pg_trgm'
        )
      )
    )
    and (
      pg_proc.provolatile = 'v'
      or pg_proc.pronamespace <> 'pg_catalog'::regnamespace
      or pg_proc.proname ~ '^(query|table|schema|database|cursor)_to_xml'
      or pg_proc.proname in ('ts_stat', 'ts_rewrite')
    )
    and pg_proc.proname not in (
      'clock_timestamp', 'timeofday', 'current_query', 'gen_random_uuid', 'uuidv4', 'uuidv7', 'random', 'random_normal',
      'nextval', 'currval', 'lastval', 'setval', 'pg_is_in_recovery'
    )
    and not exists (
      select from pg_type
      where pg_type.oid = pg_proc.prorettype and pg_type.typtype = 'p' and pg_type.typname not in ('void', 'record')
    )
    and not exists (select from pg_operator where pg_operator.oprcode = pg_proc.oid)
    and not exists (select from pg_cast where pg_cast.castfunc = pg_proc.oid)
$$;

revoke execute on function guarded_functions() from public;
grant execute on function guarded_functions() to alxderia_analyst, alxderia_admin;

-- Takes them from PUBLIC and gives them back to the product's other roles and to monitoring. Again after an extension
-- was installed or PostgreSQL was upgraded; only a superuser can, so on Aurora and Cloud SQL it does nothing, the guard
-- stands alone there, and `alxderia doctor` says so.
-- @returns how many functions were closed
create function close_guarded_functions() returns integer
language plpgsql
set search_path = pg_catalog, pg_temp
as $$
declare
  target regprocedure;
  closed integer := 0;
begin
  if not (select rolsuper from pg_roles where rolname = current_user) then
    raise notice 'functions of pg_catalog stay open to PUBLIC: % is no superuser', current_user;
    return 0;
  end if;
  for target in
    select guarded.target from public.guarded_functions() as guarded(target)
    join pg_proc on pg_proc.oid = guarded.target
    where exists (
      select from aclexplode(coalesce(pg_proc.proacl, acldefault('f', pg_proc.proowner))) as entry where entry.grantee = 0
    )
  loop
    execute format(
      'grant execute on function %s to alxderia_admin, alxderia_ingest, alxderia_analyst, alxderia_readonly, alxderia_audit, alxderia_app, pg_monitor',
      target
    );
    execute format('revoke execute on function %s from public', target);
    closed := closed + 1;
  end loop;
  return closed;
end
$$;

revoke execute on function close_guarded_functions() from public;

select close_guarded_functions();
