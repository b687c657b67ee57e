-- Legal holds: docs/runbooks/legal-hold-and-erasure.md. What is held is neither retired nor erased.
--   from_time, until_time   rows of this time; null is without bound
--   person_id               only rows about this person; null is everybody
create table legal_holds (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  reason text not null check (reason <> ''),
  person_id uuid,
  from_time timestamptz,
  until_time timestamptz,
  placed_by text not null,
  placed_at timestamptz not null default clock_timestamp(),
  released_by text,
  released_at timestamptz,
  primary key (id, tenant_id),
  check (from_time < until_time),
  check ((released_by is null) = (released_at is null))
);

select protect_tenant_table('legal_holds');

revoke all on legal_holds from public, alxderia_admin, alxderia_ingest, alxderia_analyst;
grant select on legal_holds to alxderia_audit, alxderia_admin, alxderia_ingest;
grant insert, update (released_by, released_at) on legal_holds to alxderia_ingest;
