-- Adds what one instance counted since its flush before, and forgets what is older than 35 days: the longest window has
-- 30 (telemetry/slo/lint.ts). Returns false when this flush, or a later one of the instance, was added already.
--   sequence  1, 2, 3 … of the instance
--   counts    [{"minute": "2026-11-24T02:00:00Z", "objective": "availability", "good": 5, "total": 6}, …]
create function add_slo_minutes(instance uuid, sequence bigint, counts jsonb) returns boolean
language plpgsql security definer
set search_path = public, pg_temp
as $$
#variable_conflict use_column
begin
  insert into slo_flushes (instance, sequence)
  values (add_slo_minutes.instance, add_slo_minutes.sequence)
  on conflict (instance) do update set sequence = excluded.sequence, flushed_at = now()
    where slo_flushes.sequence < excluded.sequence;
  if not found then
    return false;
  end if;
  -- in one order, so that two instances never wait for each other
  insert into slo_minutes (minute, objective, good, total)
  select added.minute, added.objective, added.good, added.total
  from jsonb_to_recordset(add_slo_minutes.counts)
    as added (minute timestamptz, objective text, good bigint, total bigint)
  order by added.minute, added.objective
  on conflict (minute, objective) do update
    set good = slo_minutes.good + excluded.good, total = slo_minutes.total + excluded.total;
  -- rows that another flush is at are its to remove
  delete from slo_minutes where (minute, objective) in (
    select minute, objective from slo_minutes where minute < now() - interval '840 hours' for update skip locked
  );
  delete from slo_flushes where instance in (
    select instance from slo_flushes where flushed_at < now() - interval '840 hours' for update skip locked
  );
  return true;
end
$$;

revoke execute on function add_slo_minutes(uuid, bigint, jsonb) from public;
grant execute on function add_slo_minutes(uuid, bigint, jsonb) to alxderia_app;
