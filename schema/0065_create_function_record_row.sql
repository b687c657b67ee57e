-- What people decide and keep is history like any source record: a table with the trigger below has each
-- of its rows' states in entity_history, so that `alxderia history replay` can rebuild it.

-- RFC 8785 for values without fractional numbers: keys in the order of their bytes, no spaces, PostgreSQL's escapes,
-- which are the same.
create function canonical_json(value jsonb) returns text
language plpgsql immutable strict parallel safe
set search_path = public, pg_temp
as $$
begin
  return case jsonb_typeof(value)
    when 'object' then (
      select '{' || coalesce(
        string_agg(to_jsonb(each.key)::text || ':' || canonical_json(each.value), ',' order by each.key collate "C"), ''
      ) || '}'
      from jsonb_each(value) as each
    )
    when 'array' then (
      select '[' || coalesce(string_agg(canonical_json(element.value), ',' order by element.ordinality), '') || ']'
      from jsonb_array_elements(value) with ordinality as element
    )
    else value::text
  end;
end
$$;

revoke execute on function canonical_json(jsonb) from public;

-- Appends an event when the row's state differs from that of its last event. Writers of the table
-- hold its row, so the events of one row are in a line.
create function record_row() returns trigger
language plpgsql security definer
set search_path = public, pg_temp
set timezone = 'UTC'
as $$
declare
  fields jsonb := to_jsonb(new);
  entity uuid := fields ->> 'id';
  who text := coalesce(fields ->> 'undone_by', fields ->> 'decided_by', fields ->> 'saved_by', session_user::text);
  fresh text := canonical_json(fields);
  kind text;
  previous record;
begin
  select entity_history.seq, entity_history.row_hash, entity_history.state into previous
  from entity_history
  where entity_history.tenant_id = new.tenant_id and entity_history.entity_type = tg_table_name
    and entity_history.entity_id = entity
  order by entity_history.seq desc limit 1;
  if previous.state = fresh then
    return null;
  end if;
  kind := case when previous.seq is null then 'CREATED' else 'UPDATED' end;
  insert into entity_history (
    tenant_id, entity_type, entity_id, seq, operation, occurred_at, sync_run_id, actor, state, delta, prev_hash, row_hash
  )
  select new.tenant_id, tg_table_name, entity, coalesce(previous.seq, 0) + 1, kind, now(), null, who, fresh,
    case when kind = 'UPDATED' then (
      select jsonb_object_agg(after_.key, jsonb_build_array(previous.state::jsonb -> after_.key, after_.value))
      from jsonb_each(fields) as after_
      where after_.value is distinct from previous.state::jsonb -> after_.key
    ) end,
    previous.row_hash,
    entity_history_hash(
      previous.row_hash, new.tenant_id, tg_table_name::text, entity, coalesce(previous.seq, 0) + 1, kind, now(), null, who,
      fresh
    );
  return null;
end
$$;

revoke execute on function record_row() from public;

create trigger identity_decisions_recorded after insert or update on identity_decisions
  for each row execute function record_row();
create trigger saved_questions_recorded after insert or update on saved_questions
  for each row execute function record_row();

-- Rows from before the triggers get their first event now: writing a row unchanged is enough. The owner is held to one
-- tenant at a time (forced row-level security).
do $$
declare
  tenant uuid;
begin
  perform ensure_partitions();
  for tenant in select id from tenant_directory loop
    perform set_config('app.current_tenant_id', tenant::text, true);
    update identity_decisions set kind = kind where tenant_id = tenant;
    update saved_questions set name = name where tenant_id = tenant;
  end loop;
  perform set_config('app.current_tenant_id', '', true);
end
$$;
