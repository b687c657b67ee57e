-- Who let deployments through a freeze, why and until when. Append-only, as the audit log, in which every override
-- stands as well: the role that writes there writes here, in the same transaction.
create table slo_overrides (
  id bigint generated always as identity primary key,
  created_at timestamptz not null default clock_timestamp(),
  actor text not null check (actor ~ '\S' and length(actor) <= 200),
  reason text not null check (reason ~ '\S' and length(reason) <= 1000),
  expires_at timestamptz not null,
  -- 7 days as hours: a day of the session's time zone may have 23 or 25
  check (expires_at > created_at and expires_at <= created_at + interval '168 hours')
);

create trigger slo_overrides_append_only before update or delete on slo_overrides
  for each row execute function refuse_change();
create trigger slo_overrides_no_truncate before truncate on slo_overrides
  for each statement execute function refuse_change();

revoke all on slo_overrides from public;
grant select on slo_overrides to alxderia_app;
grant insert on slo_overrides to alxderia_ingest;
