-- From when to when each row of effective access was so (docs/effective-access.md, "As of"). The spans of a tenant that
-- are open are exactly its rows of now. What accounts and resources were called stands apart, in spans of their own, so
-- that a name that changes writes one row and not thousands.
--   valid_from, valid_until  when readers first saw it so, and when no longer; null is still. Half open: [from, until)
--   row_hash                 the first 16 bytes of the SHA-256 of all that the row says: what a row is told by in time
-- No primary key: an index on (account, hash, time) would be as large as the table. One writer a tenant keeps spans of
-- one row apart, and a test holds it to that.
create table access_spans (
  tenant_id uuid not null,
  account_id uuid not null,
  resource_id uuid not null,
  valid_from timestamptz not null,
  valid_until timestamptz,
  from_run uuid,
  until_run uuid,
  grant_id uuid,
  chains_truncated boolean not null,
  row_hash bytea not null,
  role text collate "C" not null,
  privilege text not null,
  access_path text not null,
  certainty text not null,
  grant_table text,
  via jsonb not null,
  condition jsonb,
  check (valid_until > valid_from)
);

-- Equal keys stand once in these (about 7 bytes a row): each has few different ones.
create index access_spans_account_idx on access_spans (tenant_id, account_id);
create index access_spans_resource_idx on access_spans (tenant_id, resource_id);
create index access_spans_from_idx on access_spans (tenant_id, valid_from);
create index access_spans_until_idx on access_spans (tenant_id, valid_until) where valid_until is not null;

select protect_tenant_table('access_spans');

create table access_span_accounts (
  tenant_id uuid not null,
  account_id uuid not null,
  valid_from timestamptz not null,
  valid_until timestamptz,
  provider text collate "C" not null,
  type text not null,
  native_id text collate "C" not null,
  label text not null,
  status text not null,
  primary key (tenant_id, account_id, valid_from),
  check (valid_until > valid_from)
);

select protect_tenant_table('access_span_accounts');

create table access_span_resources (
  tenant_id uuid not null,
  resource_id uuid not null,
  valid_from timestamptz not null,
  valid_until timestamptz,
  provider text not null,
  type text collate "C" not null,
  native_id text collate "C" not null,
  name text,
  primary key (tenant_id, resource_id, valid_from),
  check (valid_until > valid_from)
);

select protect_tenant_table('access_span_resources');

-- history_gid: the last change of a source record that the tenant's access was worked out from.
alter table access_refreshes
  add column history_gid bigint not null default 0,
  add column overlay_rows bigint not null default 0,
  add column made_by integer not null default 0;

create function access_row_hash(
  sort_key bytea, resource_node_id uuid, via jsonb, chains_truncated boolean, grant_table text, grant_id uuid
) returns bytea
language sql stable parallel safe
as $$
  select substring(sha256(
    sort_key || uuid_send(resource_node_id) || convert_to(concat_ws(e'\x02', via, chains_truncated, grant_table, grant_id), 'UTF8')
  ) from 1 for 16)
$$;

-- Spans of what is there already: from the end of the last run, which is when readers first saw it, or from now.
do $$
declare
  tenant uuid;
  seen timestamptz;
  run uuid;
begin
  for tenant in select id from tenant_directory loop
    perform set_config('app.current_tenant_id', tenant::text, true);
    select finished_at, id into seen, run
    from sync_runs where finished_at is not null order by finished_at desc limit 1;
    seen := coalesce(seen, now());
    insert into access_spans (
      tenant_id, account_id, resource_id, valid_from, from_run, grant_id, chains_truncated, row_hash, role, privilege,
      access_path, certainty, grant_table, via, condition
    )
    select tenant, subject_account_id, resource_node_id, seen, run, grant_id, chains_truncated,
      access_row_hash(sort_key, resource_node_id, via, chains_truncated, grant_table, grant_id), role, privilege,
      access_path, certainty, grant_table, via, condition
    from mv_effective_access where tenant_id = tenant;
    insert into access_span_accounts (tenant_id, account_id, valid_from, provider, type, native_id, label, status)
    select tenant, id, seen, provider, type, native_id, label, status from accounts where deleted_at is null;
    insert into access_span_resources (tenant_id, resource_id, valid_from, provider, type, native_id, name)
    select tenant, id, seen, provider, type, native_id, name from resources where deleted_at is null;
  end loop;
  perform set_config('app.current_tenant_id', '', true);
end
$$;

analyze access_spans, access_span_accounts, access_span_resources;

-- What the product answered at a time: the columns of effective_access without the person. Runs with the reader's
-- rights, and is merged into the question, so that a condition on an account or a resource is an index condition.
create function effective_access_at(at timestamptz) returns table (
  account_id uuid, subject_provider text, subject_type text, subject_id text, subject_label text, subject_status text,
  resource_node_id uuid, resource_provider text, resource_type text, resource_id text, resource_name text,
  role text, privilege text, access_path text, via jsonb, condition jsonb, certainty text, chains_truncated boolean,
  grant_table text, grant_id uuid, row_hash bytea, valid_from timestamptz, valid_until timestamptz, from_run uuid,
  until_run uuid
)
language sql stable
as $$
  select spans.account_id, accounts.provider, accounts.type, accounts.native_id, accounts.label, accounts.status,
    spans.resource_id, resources.provider, resources.type, resources.native_id, resources.name,
    spans.role, spans.privilege, spans.access_path, spans.via, spans.condition, spans.certainty, spans.chains_truncated,
    spans.grant_table, spans.grant_id, spans.row_hash, spans.valid_from, spans.valid_until, spans.from_run,
    spans.until_run
  from access_spans as spans
  join access_span_accounts as accounts on accounts.account_id = spans.account_id
    and accounts.valid_from <= at and (accounts.valid_until is null or accounts.valid_until > at)
  join access_span_resources as resources on resources.resource_id = spans.resource_id
    and resources.valid_from <= at and (resources.valid_until is null or resources.valid_until > at)
  where spans.valid_from <= at and (spans.valid_until is null or spans.valid_until > at)
$$;

-- What was gained and lost between two times, net: what came and went between them is in neither. `at` and `run` are
-- when and by which run it came or went.
create function access_changes_between(earlier timestamptz, later timestamptz) returns table (
  change text, at timestamptz, run uuid, account_id uuid, resource_id uuid, role text, privilege text, access_path text,
  via jsonb, condition jsonb, certainty text, grant_table text, grant_id uuid, row_hash bytea
)
language sql stable
as $$
  select 'gained', spans.valid_from, spans.from_run, spans.account_id, spans.resource_id, spans.role, spans.privilege,
    spans.access_path, spans.via, spans.condition, spans.certainty, spans.grant_table, spans.grant_id, spans.row_hash
  from access_spans as spans
  where spans.valid_from > earlier and spans.valid_from <= later
    and (spans.valid_until is null or spans.valid_until > later)
    and not exists (
      select from access_spans as before
      where before.account_id = spans.account_id and before.row_hash = spans.row_hash
        and before.valid_from <= earlier and before.valid_until > earlier
    )
  union all
  select 'lost', spans.valid_until, spans.until_run, spans.account_id, spans.resource_id, spans.role, spans.privilege,
    spans.access_path, spans.via, spans.condition, spans.certainty, spans.grant_table, spans.grant_id, spans.row_hash
  from access_spans as spans
  where spans.valid_until > earlier and spans.valid_until <= later and spans.valid_from <= earlier
    and not exists (
      select from access_spans as after
      where after.account_id = spans.account_id and after.row_hash = spans.row_hash
        and after.valid_from <= later and (after.valid_until is null or after.valid_until > later)
    )
$$;

revoke execute on function access_row_hash(bytea, uuid, jsonb, boolean, text, uuid), effective_access_at(timestamptz),
  access_changes_between(timestamptz, timestamptz) from public;
grant execute on function access_row_hash(bytea, uuid, jsonb, boolean, text, uuid) to alxderia_ingest;
grant execute on function effective_access_at(timestamptz), access_changes_between(timestamptz, timestamptz)
  to alxderia_analyst, alxderia_ingest, alxderia_admin;
