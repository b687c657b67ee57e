-- How far the audit log of an organisation has been told to the log of the web process, in the order of commits:
-- docs/siem.md. Whoever holds the row tells the next entries.
create table audit_shipments (
  tenant_id uuid not null primary key,
  xid xid8 not null default '0',
  id bigint not null default 0,
  shipped_at timestamptz not null default clock_timestamp()
);

select protect_tenant_table('audit_shipments');

revoke all on audit_shipments from public, alxderia_admin, alxderia_ingest, alxderia_analyst;
grant select on audit_shipments to alxderia_audit, alxderia_admin, alxderia_ingest;
grant insert, update on audit_shipments to alxderia_ingest;
