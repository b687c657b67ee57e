-- Groups and teams of every provider. `explained` is false where nobody knows the members.
create table access_groups (
  id uuid not null,
  tenant_id uuid not null,
  provider text collate "C" not null check (provider in ('aws_identity_center', 'aws_iam', 'google_workspace', 'github')),
  kind text not null check (kind in ('group', 'team')),
  native_id text collate "C" not null,
  realm text not null default '',
  label text not null,
  name text,
  email text,
  listed boolean not null,
  explained boolean not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (id, tenant_id)
);

create index access_groups_native_id_idx on access_groups (tenant_id, provider, native_id, id) where deleted_at is null;

select protect_tenant_table('access_groups');

-- The chains of groups from the one that an account is in (start) to one above it (target; itself included): at most
-- 64 a pair, shortest first. Enumerated by app/access/group-chains.ts, because a recursive query cannot stop at the
-- 64 shortest and a hostile graph would explode.
create table group_chains (
  tenant_id uuid not null,
  start_group_id uuid not null,
  target_group_id uuid not null,
  ordinal smallint not null,
  hops jsonb not null,
  hop_ids text[] collate "C" not null,
  truncated boolean not null,
  primary key (tenant_id, target_group_id, start_group_id, ordinal)
);

select protect_tenant_table('group_chains');
grant delete on group_chains to alxderia_ingest;
