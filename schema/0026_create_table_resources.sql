-- Everything that access can be had to, listed or only named by a grant (then without a name).
create table resources (
  id uuid not null,
  tenant_id uuid not null,
  provider text not null check (provider in ('aws', 'gcp', 'github')),
  type text collate "C" not null check (type in (
    'aws_account', 'gcp_organization', 'gcp_folder', 'gcp_project', 'github_organization', 'github_repository'
  )),
  native_id text collate "C" not null,
  name text,
  state text,
  listed boolean not null,
  parent_id uuid,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (id, tenant_id)
);

create index resources_native_id_idx on resources (tenant_id, type, native_id, id) where deleted_at is null;

select protect_tenant_table('resources');
