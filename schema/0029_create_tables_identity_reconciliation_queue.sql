create table identity_reconciliation_queue (
  like source_row including all,
  account_id uuid not null,
  reason text not null check (reason in ('conflict', 'noreply_email', 'missing_email', 'name_only')),
  candidates jsonb not null default '[]'
);

create index identity_reconciliation_queue_account_idx on identity_reconciliation_queue (tenant_id, account_id);

select protect_tenant_table('identity_reconciliation_queue');

-- What analysts decided. A decision is undone by writing undone_at; every later sync respects those that stand.
create table identity_decisions (
  id uuid not null default gen_random_uuid(),
  tenant_id uuid not null,
  kind text not null check (kind in ('accept', 'reject', 'merge', 'split')),
  account_id uuid,
  person_id uuid,
  other_person_id uuid,
  decided_by text not null,
  decided_at timestamptz not null default clock_timestamp(),
  undone_by text,
  undone_at timestamptz,
  primary key (id, tenant_id),
  check (
    (kind in ('accept', 'reject') and account_id is not null and person_id is not null)
    or (kind = 'merge' and person_id is not null and other_person_id is not null)
    or (kind = 'split' and account_id is not null)
  )
);

create index identity_decisions_standing_idx on identity_decisions (tenant_id, decided_at) where undone_at is null;

select protect_tenant_table('identity_decisions');
