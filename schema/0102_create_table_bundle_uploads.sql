-- Bundles that a browser sent: what they would change, and what became of them. The bytes lie on the disk of one
-- process (`instance`) and are gone with it; what is here is small.
--   state       comparing → compared → applying → applied; failed and discarded end it from anywhere before
--   touched_at  written while somebody works on it; one that stands still has lost its process
create table bundle_uploads (
  id uuid not null,
  tenant_id uuid not null,
  name text not null,
  form text not null check (form in ('archive', 'folder')),
  files integer not null,
  bytes bigint not null,
  uploaded_by text not null,
  uploaded_at timestamptz not null default clock_timestamp(),
  instance text not null,
  state text not null default 'comparing'
    check (state in ('comparing', 'compared', 'applying', 'applied', 'failed', 'discarded')),
  progress text not null default '',
  touched_at timestamptz not null default clock_timestamp(),
  difference jsonb,
  sync_run_id uuid,
  failure text,
  primary key (id, tenant_id)
);

create index bundle_uploads_newest_idx on bundle_uploads (tenant_id, uploaded_at desc, id);

select protect_tenant_table('bundle_uploads');
