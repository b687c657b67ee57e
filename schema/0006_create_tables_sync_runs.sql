create table sync_runs (
  id uuid not null,
  tenant_id uuid not null,
  bundle text not null,
  collected_at timestamptz,
  started_at timestamptz not null default clock_timestamp(),
  finished_at timestamptz,
  outcome text not null default 'running' check (outcome in ('running', 'succeeded', 'partial', 'failed')),
  added bigint not null default 0,
  updated bigint not null default 0,
  closed bigint not null default 0,
  primary key (id, tenant_id)
);

create index sync_runs_started_idx on sync_runs (tenant_id, started_at desc);

select protect_tenant_table('sync_runs');

-- How fresh each scope is: one row a scope, written by every run that reads it.
create table sync_scopes (
  tenant_id uuid not null,
  scope text not null,
  sync_run_id uuid not null,
  synced_at timestamptz not null,
  collected_at timestamptz,
  complete boolean not null,
  incomplete_reason text,
  last_complete_at timestamptz,
  primary key (tenant_id, scope)
);

select protect_tenant_table('sync_scopes');

-- What each file of a run held. read = stored + unchanged + rejected.
create table sync_files (
  tenant_id uuid not null,
  sync_run_id uuid not null,
  path text not null,
  scope text not null,
  read bigint not null,
  stored bigint not null,
  unchanged bigint not null,
  rejected bigint not null,
  errors jsonb not null default '[]',
  primary key (tenant_id, sync_run_id, path),
  check (read = stored + unchanged + rejected)
);

select protect_tenant_table('sync_files');
