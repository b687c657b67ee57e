-- What was taken out of entity_history and audit_log by rule: docs/history.md, "Retention". Each says which places of the
-- sealed log are empty or hold less than was sealed, and is signed by the key of the seals: without one a row that is not
-- there is damage. Only the owner writes here, in the transaction that takes the rows out.
--   body   canonical JSON (RFC 8785): what is hashed and signed
create table history_withdrawals (
  tenant_id uuid not null,
  log text not null check (log in ('entity_history', 'audit_log')),
  number integer not null check (number > 0),
  body text not null,
  signature bytea not null,
  primary key (tenant_id, log, number)
);

create trigger history_withdrawals_append_only before update or delete on history_withdrawals
  for each row execute function refuse_change();
create trigger history_withdrawals_no_truncate before truncate on history_withdrawals
  for each statement execute function refuse_change();

select protect_tenant_table('history_withdrawals');

revoke all on history_withdrawals from public, alxderia_admin, alxderia_ingest, alxderia_analyst;
grant select on history_withdrawals to alxderia_audit, alxderia_admin, alxderia_ingest;

-- The oldest moment that the organisation's history tells: events superseded before it were retired. A replay carries it.
alter table tenants add column history_since timestamptz;
grant select (id, history_since) on tenants to alxderia_audit;
