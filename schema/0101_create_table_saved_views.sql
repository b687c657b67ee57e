-- Pages with their filters that one person keeps under a name; what is shared is the address itself.
create table saved_views (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  saved_by text not null,
  name text not null check (length(name) between 1 and 200),
  page text not null,
  query text not null check (length(query) <= 4000),
  saved_at timestamptz not null default clock_timestamp(),
  removed_at timestamptz,
  primary key (id, tenant_id)
);

create index saved_views_standing_idx on saved_views (tenant_id, saved_by, page, saved_at) where removed_at is null;

select protect_tenant_table('saved_views');
