-- What the service levels count: events by objective and minute, summed over all instances of the web process. They
-- are the product's own requests and tell nothing of a tenant, so, like tenant_directory, they have no row-level
-- security. The login reads them outside any tenant and writes them by add_slo_minutes() alone; no role of a tenant
-- does either.
--   good, total  events of the minute; what is no good event is a bad one
create table slo_minutes (
  minute timestamptz not null check (extract(epoch from minute)::bigint % 60 = 0),
  objective text not null check (objective ~ '^[a-z0-9-]{1,63}$'),
  good bigint not null check (good >= 0),
  total bigint not null check (total >= good),
  primary key (minute, objective)
);

-- The last flush of each instance that was added. One that is repeated, because its answer was lost, has the same
-- number and adds nothing.
create table slo_flushes (
  instance uuid primary key,
  sequence bigint not null,
  flushed_at timestamptz not null default now()
);

revoke all on slo_minutes, slo_flushes from public;
grant select on slo_minutes to alxderia_app;
