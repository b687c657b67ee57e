import type pg from "pg";
import { readColumns } from "../store/table-columns.server.ts";

/** Live records of history from before their scope was kept in it: whose they are cannot be told. */
class HistoryWithoutScopeError extends Error {
  override name = "HistoryWithoutScopeError";
}

/**
 * Fills a table of source records from the tenant's history in the caller's transaction: each record as its last event
 * left it. @returns how many records
 */
export async function rebuildStored(client: pg.PoolClient, table: string): Promise<number> {
  const columns = await readColumns(client, table);
  const names = columns.map(({ name }) => name);
  const values = columns.map(({ name, fallback }) =>
    fallback === null ? `record.${name}` : `coalesce(record.${name}, ${fallback})`,
  );
  const { rows: unknown } = await client.query<{ count: string }>(
    `${lastEvents(table)}
     select count(*) as count from last where operation <> 'DELETED' and not (state::jsonb ? 'scope')`,
  );
  if (Number(unknown[0]?.count) > 0) {
    throw new HistoryWithoutScopeError(
      `${unknown[0]?.count} live records of ${table} were last written by a release that kept no scope in history. ` +
        "Ingest every scope once with this release, then replay.",
    );
  }
  const { rowCount } = await client.query(
    `${lastEvents(table)}
     insert into ${table} (
       id, tenant_id, scope, raw_response, content_hash, history_seq, history_hash, sync_run_id,
       created_at, updated_at, last_synced_at, deleted_at, ${names.join(", ")}
     )
     select last.entity_id, last.tenant_id, coalesce(record.scope, ''), record.raw_response,
       sha256(convert_to(last.state, 'UTF8')), last.seq, last.row_hash, last.sync_run_id, last.created_at,
       last.occurred_at, last.occurred_at, case when last.operation = 'DELETED' then last.occurred_at end,
       ${values.join(", ")}
     from last cross join lateral jsonb_populate_record(null::${table}, last.state::jsonb) as record`,
  );
  return rowCount ?? 0;
}

/** The same for a table whose triggers record each whole row (schema/0065). */
export async function rebuildRecorded(client: pg.PoolClient, table: string): Promise<number> {
  const { rowCount } = await client.query(
    `${lastEvents(table)}
     insert into ${table}
     select record.* from last cross join lateral jsonb_populate_record(null::${table}, last.state::jsonb) as record`,
  );
  return rowCount ?? 0;
}

function lastEvents(table: string): string {
  return `
    with last as materialized (
      select distinct on (entity_id) entity_history.*,
        min(occurred_at) over (partition by entity_id) as created_at
      from entity_history
      where tenant_id = app_current_tenant_id() and entity_type = '${table}'
      order by entity_id, seq desc
    )`;
}
