-- The history of each finding, append-only.
create table finding_events (
  id bigint generated always as identity,
  tenant_id uuid not null,
  finding_id uuid not null,
  occurred_at timestamptz not null default clock_timestamp(),
  event text not null check (event in ('opened', 'accepted', 'reopened', 'lapsed', 'unconfirmed', 'confirmed', 'resolved')),
  actor text,
  detail jsonb not null default '{}',
  primary key (id, tenant_id),
  foreign key (finding_id, tenant_id) references findings (id, tenant_id)
);

create index finding_events_newest_idx on finding_events (tenant_id, finding_id, id desc);

create trigger finding_events_append_only before update or delete on finding_events
  for each row execute function refuse_change();
create trigger finding_events_no_truncate before truncate on finding_events
  for each statement execute function refuse_change();

select protect_tenant_table('finding_events');
revoke update, delete on finding_events from alxderia_admin, alxderia_ingest;
