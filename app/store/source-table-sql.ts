import type { Column } from "./table-columns.server.ts";

// Table and column names come from SourceTable and the catalogue, never from a bundle.
// Values of every statement: $1 tenant, $2 scope, $3 sync run, $4 actor.

/**
 * Writes the staged rows of one table that are new, changed or back again, and their history events, in one statement.
 * The hash of an event needs the hash of the one before: it is kept on the row itself, so no event is read back.
 */
export function upsertStaged(table: string, columns: readonly Column[]): string {
  const names = columns.map((column) => column.name);
  const values = columns.map((column) =>
    column.fallback === null ? `record.${column.name}` : `coalesce(record.${column.name}, ${column.fallback})`,
  );
  return `
    with changed as materialized (
      select fresh.*, ${eventHash(table, "fresh.history_hash", "fresh.seq", "fresh.operation", "fresh.state")} as event_hash
      from (
        select stage.id, stage.file_no, stage.record_no, stage.content_hash, stage.state,
          current.history_hash, coalesce(current.history_seq, 0) + 1 as seq,
          case
            when current.id is null then 'CREATED'
            when current.deleted_at is not null then 'RESTORED'
            else 'UPDATED'
          end as operation
        from stage
        left join ${table} as current on current.id = stage.id and current.tenant_id = $1
        where stage.target = '${table}'
          and (current.id is null or current.deleted_at is not null or current.content_hash <> stage.content_hash)
      ) as fresh
    ), written as (
      insert into ${table} as target (
        id, tenant_id, scope, raw_response, content_hash, history_seq, history_hash, sync_run_id,
        created_at, updated_at, last_synced_at, ${names.join(", ")}
      )
      select changed.id, $1, $2, record.raw_response, changed.content_hash, changed.seq, changed.event_hash, $3,
        now(), now(), now(), ${values.join(", ")}
      from changed
      cross join lateral jsonb_populate_record(null::${table}, changed.state::jsonb) as record
      on conflict (id, tenant_id) do update set
        scope = excluded.scope,
        raw_response = excluded.raw_response, content_hash = excluded.content_hash,
        history_seq = excluded.history_seq, history_hash = excluded.history_hash, sync_run_id = excluded.sync_run_id,
        updated_at = now(), last_synced_at = now(), deleted_at = null,
        ${names.map((name) => `${name} = excluded.${name}`).join(", ")}
    ), recorded as (
      insert into entity_history (
        tenant_id, entity_type, entity_id, seq, operation, occurred_at, sync_run_id, actor, state, delta,
        prev_hash, row_hash
      )
      select $1, '${table}', changed.id, changed.seq, changed.operation, now(), $3, $4, changed.state,
        case when changed.operation <> 'CREATED' then ${delta(table)} end, changed.history_hash, changed.event_hash
      from changed
    ), counted as (
      insert into changed_records select changed.file_no, changed.record_no
      from changed where changed.record_no is not null
    )
    select count(*) filter (where operation <> 'UPDATED') as added, count(*) filter (where operation = 'UPDATED') as updated
    from changed`;
}

/** Closes the live rows of the scope that the stage does not hold. */
export function closeMissing(table: string): string {
  return `
    with absent as materialized (
      select target.id, target.history_hash, target.history_seq
      from ${table} as target
      where target.tenant_id = $1 and target.scope = $2 and target.deleted_at is null
        and not exists (select from stage where stage.id = target.id)
    ), gone as materialized (
      select missing.*, ${eventHash(table, "missing.history_hash", "missing.seq", "'DELETED'", "missing.state")} as event_hash
      from (
        select absent.id, absent.history_hash, absent.history_seq + 1 as seq, previous.state
        from absent
        join entity_history as previous on previous.tenant_id = $1 and previous.entity_type = '${table}'
          and previous.entity_id = absent.id and previous.seq = absent.history_seq
      ) as missing
    ), closed as (
      update ${table} as target set
        deleted_at = now(), updated_at = now(), last_synced_at = now(), sync_run_id = $3,
        history_seq = gone.seq, history_hash = gone.event_hash
      from gone where target.id = gone.id and target.tenant_id = $1
    ), recorded as (
      insert into entity_history (
        tenant_id, entity_type, entity_id, seq, operation, occurred_at, sync_run_id, actor, state, prev_hash, row_hash
      )
      select $1, '${table}', gone.id, gone.seq, 'DELETED', now(), $3, $4, gone.state, gone.history_hash, gone.event_hash
      from gone
    )
    select count(*) as closed from gone`;
}

/** Counts the live rows of the scope and those that closeMissing would close. Values: $1 tenant, $2 scope. */
export function countClosing(table: string): string {
  return `
    select count(*) as live, count(*) filter (where stage.id is null) as closing
    from ${table} as target
    left join stage on stage.id = target.id
    where target.tenant_id = $1 and target.scope = $2 and target.deleted_at is null`;
}

function eventHash(table: string, previous: string, seq: string, operation: string, state: string): string {
  return `entity_history_hash(${previous}, $1, '${table}', id, ${seq}, ${operation}, now(), $3, $4, ${state})`;
}

/** {"column": [before, after]} against the state of the event before. */
function delta(table: string): string {
  return `(
    select jsonb_object_agg(
      coalesce(after_.key, before_.key),
      jsonb_build_array(before_.value, after_.value)
    )
    from jsonb_each(changed.state::jsonb) as after_
    full join (
      select each.key, each.value
      from entity_history as previous
      cross join lateral jsonb_each(previous.state::jsonb) as each
      where previous.tenant_id = $1 and previous.entity_type = '${table}' and previous.entity_id = changed.id
        and previous.seq = changed.seq - 1
    ) as before_ on before_.key = after_.key
    where before_.value is distinct from after_.value
  )`;
}
