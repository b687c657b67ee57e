-- Roles are shared by every database of a cluster, so two databases may be migrated at the same moment:
-- "already there" is no error.
do $$
declare
  role_name text;
begin
  foreach role_name in array array[
    'alxderia_admin', 'alxderia_ingest', 'alxderia_analyst', 'alxderia_readonly', 'alxderia_audit', 'alxderia_app'
  ] loop
    begin
      execute format('create role %I nologin noinherit', role_name);
    exception when duplicate_object or unique_violation then
      null;
    end;
  end loop;
end
$$;

-- The web process logs in as alxderia_app. It holds no privilege of its own: each transaction takes one role with
-- SET LOCAL ROLE (membership with SET, without INHERIT; PostgreSQL 16 and later).
do $$
declare
  role_name text;
begin
  perform pg_advisory_xact_lock(hashtext('alxderia roles'));
  if not (select rolcanlogin from pg_roles where rolname = 'alxderia_app') then
    alter role alxderia_app login;
  end if;
  foreach role_name in array array[
    'alxderia_admin', 'alxderia_ingest', 'alxderia_analyst', 'alxderia_readonly', 'alxderia_audit'
  ] loop
    if not exists (
      select from pg_auth_members
      where roleid = role_name::regrole and member = 'alxderia_app'::regrole and set_option
    ) then
      execute format('grant %I to alxderia_app with inherit false, set true', role_name);
    end if;
    -- Without superuser (Aurora, Cloud SQL) the migrating user needs the memberships to act as the roles.
    if not (select rolsuper from pg_roles where rolname = current_user) and not exists (
      select from pg_auth_members
      where roleid = role_name::regrole and member = current_user::regrole and set_option
    ) then
      execute format('grant %I to current_user with inherit false, set true', role_name);
    end if;
  end loop;
exception when unique_violation then
  -- another database of the cluster granted the same membership at the same time
  null;
end
$$;

revoke create on schema public from public;

-- In a temporary schema anyone could make functions and operators, cheap ones that the planner runs early. Only the
-- write pipe stages rows there, and REFRESH MATERIALIZED VIEW CONCURRENTLY does, as the owner.
do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
  execute format('grant temporary on database %I to %I, alxderia_ingest', current_database(), current_user);
end
$$;


grant usage on schema public
  to alxderia_admin, alxderia_ingest, alxderia_analyst, alxderia_readonly, alxderia_audit, alxderia_app;
