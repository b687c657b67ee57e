-- Each daily verification of an organisation's history and audit log: docs/history.md. What the next one begins from is
-- taken from `body` only where its signature fits, so whoever owns the database cannot have rows passed over.
--   body   canonical JSON (RFC 8785): when, up to which seals, and the damage
create table history_verifications (
  tenant_id uuid not null,
  verified_at timestamptz not null,
  body text not null,
  signature bytea,
  primary key (tenant_id, verified_at)
);

create trigger history_verifications_append_only before update or delete on history_verifications
  for each row execute function refuse_change();
create trigger history_verifications_no_truncate before truncate on history_verifications
  for each statement execute function refuse_change();

select protect_tenant_table('history_verifications');

revoke all on history_verifications from public, alxderia_admin, alxderia_ingest, alxderia_analyst;
grant select on history_verifications to alxderia_audit, alxderia_admin, alxderia_ingest;
grant insert on history_verifications to alxderia_ingest;
