-- Every change of every source record, chained by SHA-256 for each entity, partitioned by month.
--   gid      order of insertion in the whole table        xid  transaction, for sealing in commit order
--   seq      1, 2, 3 … for one entity                      state  canonical JSON (RFC 8785), the exact text hashed
--   delta    for UPDATED and RESTORED: {"column": [before, after]}
create sequence entity_history_gid_seq;

create table entity_history (
  gid bigint not null default nextval('entity_history_gid_seq'),
  tenant_id uuid not null,
  entity_type text not null,
  entity_id uuid not null,
  seq integer not null,
  operation text not null check (operation in ('CREATED', 'UPDATED', 'DELETED', 'RESTORED', 'SNAPSHOT')),
  occurred_at timestamptz not null,
  sync_run_id uuid,
  actor text not null,
  xid xid8 not null default pg_current_xact_id(),
  state text not null,
  delta jsonb,
  hash_version smallint not null default 1,
  prev_hash bytea,
  row_hash bytea not null,
  primary key (gid, occurred_at)
) partition by range (occurred_at);

create index entity_history_entity_idx on entity_history (tenant_id, entity_type, entity_id, seq);

create trigger entity_history_append_only before update or delete on entity_history
  for each row execute function refuse_change();
create trigger entity_history_no_truncate before truncate on entity_history
  for each statement execute function refuse_change();

alter table entity_history enable row level security;
alter table entity_history force row level security;
create policy tenant_isolation on entity_history
  using (tenant_id = app_current_tenant_id()) with check (tenant_id = app_current_tenant_id());

revoke all on entity_history from public;
grant insert, select on entity_history to alxderia_ingest;
grant usage on sequence entity_history_gid_seq to alxderia_ingest;
grant select on entity_history to alxderia_audit, alxderia_admin;

-- SHA-256 over length-prefixed fields: without the lengths 'ab','c' and 'a','bc' would hash alike, and a null is not
-- an empty value. Time is microseconds since 1970, whatever TimeZone and DateStyle say.
create function entity_history_hash(
  prev_hash bytea, tenant_id uuid, entity_type text, entity_id uuid, seq integer, operation text,
  occurred_at timestamptz, sync_run_id uuid, actor text, state text
) returns bytea
language sql stable parallel safe
as $$
  select sha256(
    coalesce(int4send(octet_length(prev_hash)) || prev_hash, int4send(-1))
    || uuid_send(tenant_id)
    || int4send(octet_length(entity_type)) || convert_to(entity_type, 'UTF8')
    || uuid_send(entity_id)
    || int4send(seq)
    || int4send(octet_length(operation)) || convert_to(operation, 'UTF8')
    || int8send((extract(epoch from occurred_at) * 1000000)::bigint)
    || coalesce(int4send(16) || uuid_send(sync_run_id), int4send(-1))
    || int4send(octet_length(actor)) || convert_to(actor, 'UTF8')
    || int4send(octet_length(state)) || convert_to(state, 'UTF8')
  )
$$;

revoke execute on function entity_history_hash(
  bytea, uuid, text, uuid, integer, text, timestamptz, uuid, text, text
) from public;
grant execute on function entity_history_hash(
  bytea, uuid, text, uuid, integer, text, timestamptz, uuid, text, text
) to alxderia_ingest, alxderia_audit, alxderia_admin;
