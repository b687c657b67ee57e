-- The columns that every table of source records has. The table itself stays empty: the others are made `like` it.
--   scope         which part of a bundle the record came from; a record is closed only by its own scope
--   content_hash  SHA-256 of the canonical JSON of the record's columns; equal hash means nothing to do
--   history_*     position and hash of the record's last event in entity_history
--   last_synced_at  when the row was last written; freshness of an unchanged row is in sync_scopes
create table source_row (
  id uuid not null,
  tenant_id uuid not null,
  scope text not null,
  raw_response jsonb not null,
  content_hash bytea not null,
  history_seq integer not null,
  history_hash bytea not null,
  sync_run_id uuid not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  last_synced_at timestamptz not null default now(),
  deleted_at timestamptz,
  primary key (id, tenant_id)
);

create index source_row_scope_idx on source_row (tenant_id, scope);

select protect_tenant_table('source_row');
