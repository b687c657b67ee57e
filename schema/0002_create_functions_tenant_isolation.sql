-- The one way to name the tenant. Unset or empty means null, and null equals nothing: no row is visible.
create function app_current_tenant_id() returns uuid
language sql stable parallel safe
as $$ select nullif(current_setting('app.current_tenant_id', true), '')::uuid $$;

revoke execute on function app_current_tenant_id() from public;
grant execute on function app_current_tenant_id()
  to alxderia_admin, alxderia_ingest, alxderia_analyst, alxderia_readonly, alxderia_audit;

-- Row-level security, enabled and forced (so that the owner is held to it as well), and the least privileges of each
-- role. Every tenant table calls it in the migration that creates it.
create function protect_tenant_table(target regclass) returns void
language plpgsql
set search_path = public, pg_temp
as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format(
    'create policy tenant_isolation on %s using (tenant_id = app_current_tenant_id()) with check (tenant_id = app_current_tenant_id())',
    target
  );
  execute format('revoke all on %s from public', target);
  execute format('grant select on %s to alxderia_analyst', target);
  execute format('grant select, insert, update on %s to alxderia_ingest', target);
  execute format('grant select, insert, update, delete on %s to alxderia_admin', target);
end
$$;

revoke execute on function protect_tenant_table(regclass) from public;
