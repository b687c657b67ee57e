-- Who did what, append-only: nobody updates, deletes or truncates, the owner included. Partitioned by quarter.
create sequence audit_log_id_seq;

create table audit_log (
  id bigint not null default nextval('audit_log_id_seq'),
  tenant_id uuid not null,
  occurred_at timestamptz not null default clock_timestamp(),
  actor text not null,
  action text not null,
  target text,
  detail jsonb not null default '{}',
  primary key (id, occurred_at)
) partition by range (occurred_at);

create index audit_log_newest_idx on audit_log (tenant_id, occurred_at desc, id desc);

create function refuse_change() returns trigger
language plpgsql
as $$
begin
  raise exception '% on % is refused: the table is append-only', tg_op, tg_table_name
    using errcode = 'insufficient_privilege';
end
$$;

revoke execute on function refuse_change() from public;

create trigger audit_log_append_only before update or delete on audit_log
  for each row execute function refuse_change();
create trigger audit_log_no_truncate before truncate on audit_log
  for each statement execute function refuse_change();

alter table audit_log enable row level security;
alter table audit_log force row level security;
create policy tenant_isolation on audit_log
  using (tenant_id = app_current_tenant_id()) with check (tenant_id = app_current_tenant_id());

revoke all on audit_log from public;
grant insert on audit_log to alxderia_ingest;
grant usage on sequence audit_log_id_seq to alxderia_ingest;
grant select on audit_log to alxderia_audit, alxderia_admin;
