-- Traces of bad events, at most three of each minute and objective: a way from a bad minute to what happened in it. Only
-- ids of traces that are kept by sampling, so that there is something to find.
--   place  1, 2, 3; whoever comes when all are taken is left out
create table slo_traces (
  minute timestamptz not null check (extract(epoch from minute)::bigint % 60 = 0),
  objective text not null check (objective ~ '^[a-z0-9-]{1,63}$'),
  place integer not null check (place between 1 and 3),
  trace_id text not null check (trace_id ~ '^[0-9a-f]{32}$'),
  primary key (minute, objective, place)
);

-- add_slo_minutes() with the traces of its bad events, in one act: a flush that was added before adds neither.
--   counts  as there, each with "traces": ["4bf92f3577b34da6a3ce929d0e0e4736", …] or without
create function add_slo_flush(instance uuid, sequence bigint, counts jsonb) returns boolean
language plpgsql security definer
set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
  if not add_slo_minutes(add_slo_flush.instance, add_slo_flush.sequence, add_slo_flush.counts) then
    return false;
  end if;
  insert into slo_traces (minute, objective, place, trace_id)
  select fresh.minute, fresh.objective, fresh.place, fresh.trace_id
  from (
    select added.minute, added.objective, traces.trace_id,
      row_number() over (partition by added.minute, added.objective order by traces.place)
        + (
          select count(*) from slo_traces
          where slo_traces.minute = added.minute and slo_traces.objective = added.objective
        ) as place
    from jsonb_to_recordset(add_slo_flush.counts) as added (minute timestamptz, objective text, traces jsonb)
    cross join lateral jsonb_array_elements_text(added.traces) with ordinality as traces (trace_id, place)
    where not exists (
      select from slo_traces
      where slo_traces.minute = added.minute and slo_traces.objective = added.objective
        and slo_traces.trace_id = traces.trace_id
    )
  ) as fresh
  where fresh.place <= 3
  -- in one order, so that two instances never wait for each other
  order by fresh.minute, fresh.objective, fresh.place
  -- a place that another instance took meanwhile is taken
  on conflict do nothing;
  delete from slo_traces where (minute, objective, place) in (
    select minute, objective, place from slo_traces where minute < now() - interval '840 hours' for update skip locked
  );
  return true;
end
$$;

revoke all on slo_traces from public;
revoke execute on function add_slo_flush(uuid, bigint, jsonb) from public;
grant select on slo_traces to alxderia_app;
grant execute on function add_slo_flush(uuid, bigint, jsonb) to alxderia_app;
