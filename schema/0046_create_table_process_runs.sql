-- Which revision of the web process ran when, so that a bad minute can be laid beside a deployment. The product's own, of
-- no tenant, as slo_minutes: the login reads it and writes it by the two functions alone, and what is written stays.
--   revision    commit, as ALXDERIA_REVISION says; "unknown" where nobody said
--   stopped_at  null while it runs, and for ever of a process that was killed
create table process_runs (
  instance uuid primary key,
  revision text not null check (revision ~ '\S' and length(revision) <= 80),
  version text not null check (version ~ '\S' and length(version) <= 80),
  started_at timestamptz not null,
  stopped_at timestamptz check (stopped_at >= started_at)
);

create index process_runs_started_at on process_runs (started_at);

-- Says that an instance began to serve. Repeated, it changes nothing. Forgets all but the newest 10,000, and of those
-- what stopped more than 35 days ago, as the minutes are: in a loop of crashes the table stays below 2 MB.
create function begin_process_run(instance uuid, revision text, version text, started_at timestamptz) returns void
language plpgsql security definer
set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
  insert into process_runs (instance, revision, version, started_at)
  values (begin_process_run.instance, begin_process_run.revision, begin_process_run.version, begin_process_run.started_at)
  on conflict (instance) do nothing;
  -- rows that another start is at are its to remove
  delete from process_runs where instance in (
    select instance from process_runs where stopped_at < now() - interval '840 hours' for update skip locked
  );
  delete from process_runs where instance in (
    select instance from process_runs order by started_at desc, instance offset 10000 for update skip locked
  );
end
$$;

-- Says once that an instance ended; a later word about it changes nothing.
create function end_process_run(instance uuid, stopped_at timestamptz) returns void
language sql security definer
set search_path = public, pg_temp
as $$
  update process_runs set stopped_at = greatest(end_process_run.stopped_at, process_runs.started_at)
  where process_runs.instance = end_process_run.instance and process_runs.stopped_at is null
$$;

revoke all on process_runs from public;
revoke execute on function begin_process_run(uuid, text, text, timestamptz) from public;
revoke execute on function end_process_run(uuid, timestamptz) from public;
grant select on process_runs to alxderia_app;
grant execute on function begin_process_run(uuid, text, text, timestamptz) to alxderia_app;
grant execute on function end_process_run(uuid, timestamptz) to alxderia_app;
