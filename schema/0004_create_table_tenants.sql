create table tenants (
  id uuid primary key default gen_random_uuid(),
  slug text not null unique check (slug ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name text not null,
  created_at timestamptz not null default now()
);

alter table tenants enable row level security;
alter table tenants force row level security;
create policy own_tenant on tenants using (id = app_current_tenant_id()) with check (id = app_current_tenant_id());

revoke all on tenants from public;
grant select on tenants to alxderia_admin, alxderia_ingest, alxderia_analyst;
grant insert on tenants to alxderia_admin, alxderia_ingest;

-- Names of tenants, never their data: row-level security hides `tenants` from whoever has not chosen one yet.
create table tenant_directory (
  id uuid primary key references tenants (id),
  slug text not null unique
);

revoke all on tenant_directory from public;
grant select on tenant_directory to alxderia_app, alxderia_admin, alxderia_ingest;
grant insert on tenant_directory to alxderia_ingest, alxderia_admin;
