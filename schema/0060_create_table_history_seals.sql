-- Seals over entity_history and audit_log: docs/history.md. The rows of a tenant stand in the order of (xid, gid), and a
-- seal tells the root of the Merkle tree (RFC 9162) over all of them up to its last one.
--   body      canonical JSON (RFC 8785): what is hashed, signed and published
--   leaves    SHA-256 of each row that the seal adds, 32 bytes each: they name the row that is not as it was
alter table audit_log add column xid xid8 not null default pg_current_xact_id();

create index audit_log_commit_order_idx on audit_log (tenant_id, xid, id);
create index entity_history_commit_order_idx on entity_history (tenant_id, xid, gid);

create table history_seals (
  tenant_id uuid not null,
  log text not null check (log in ('entity_history', 'audit_log')),
  number integer not null check (number > 0),
  body text not null,
  signature bytea not null,
  leaves bytea not null,
  primary key (tenant_id, log, number)
);

alter table history_seals alter column leaves set storage external;

create trigger history_seals_append_only before update or delete on history_seals
  for each row execute function refuse_change();
create trigger history_seals_no_truncate before truncate on history_seals
  for each statement execute function refuse_change();

select protect_tenant_table('history_seals');

revoke all on history_seals from public, alxderia_admin, alxderia_ingest, alxderia_analyst;
grant select on history_seals to alxderia_audit, alxderia_admin;
grant insert on history_seals to alxderia_ingest;
-- Whether the run of an event ever was.
grant select (id, tenant_id) on sync_runs to alxderia_audit;
