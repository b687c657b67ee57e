-- Every subject of access in one place: users, service accounts, the public, and groups that no source explains.
-- Made from the source tables after each ingest (app/access/refresh-nodes.server.ts); `realm` is the identity store.
create table accounts (
  id uuid not null,
  tenant_id uuid not null,
  provider text collate "C" not null
    check (provider in ('aws_identity_center', 'aws_iam', 'google_workspace', 'github', 'gcp')),
  type text collate "C" not null check (type in ('user', 'service_account', 'group', 'public')),
  native_id text collate "C" not null,
  realm text not null default '',
  label text not null,
  name text,
  email text,
  status text not null check (status in ('active', 'suspended', 'unknown')),
  listed boolean not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (id, tenant_id)
);

create index accounts_native_id_idx on accounts (tenant_id, provider, native_id, id) where deleted_at is null;

select protect_tenant_table('accounts');
