-- What the ingests of a tenant did since its first one, a row a source. The process that ingests has ended before
-- anybody asks it, so its numbers stand here; they only grow.
--   source  the kind of scope (aws/iam, github), never with an account or an organisation in it
--   runs_*  how its scopes ended: read completely, not completely, stopped by the brake on mass removal, thrown
create table sync_totals (
  tenant_id uuid not null,
  source text not null check (source ~ '^[a-z/-]{1,40}$'),
  runs_complete bigint not null default 0,
  runs_incomplete bigint not null default 0,
  runs_stopped bigint not null default 0,
  runs_failed bigint not null default 0,
  records_stored bigint not null default 0,
  records_unchanged bigint not null default 0,
  records_rejected bigint not null default 0,
  primary key (tenant_id, source)
);

select protect_tenant_table('sync_totals');
