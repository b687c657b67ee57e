import type pg from "pg";

/**
 * Tables that a replay copies as they are, in this order. They hold what happened once and never changes (the log, what
 * a run read, what was asked); `until` is the condition for what was there at that time, `$until` its literal.
 */
export const CARRIED_TABLES: readonly { table: string; key: string; until: string }[] = [
  { table: "tenants", key: "id", until: "created_at <= $until" },
  { table: "tenant_directory", key: "id", until: "true" },
  { table: "entity_history", key: "tenant_id", until: "occurred_at <= $until" },
  { table: "audit_log", key: "tenant_id", until: "occurred_at <= $until" },
  // Of a run that went on after `until` the end is carried as well: its start alone says that it was there.
  { table: "sync_runs", key: "tenant_id", until: "started_at <= $until" },
  { table: "sync_scopes", key: "tenant_id", until: "synced_at <= $until" },
  { table: "sync_totals", key: "tenant_id", until: "true" },
  {
    table: "sync_files",
    key: "tenant_id",
    until: `exists (
      select from sync_runs as run
      where run.tenant_id = sync_files.tenant_id and run.id = sync_files.sync_run_id and run.started_at <= $until
    )`,
  },
  { table: "asked_questions", key: "tenant_id", until: "asked_at <= $until" },
  { table: "llm_usage", key: "tenant_id", until: "day <= ($until at time zone 'UTC')::date" },
];

/** Runs of saved questions point at the questions, which are rebuilt first. */
export const CARRIED_LATER = {
  table: "saved_question_runs",
  key: "tenant_id",
  until: "ran_at <= $until",
} as const;

/** Tables whose rows are the last states of their events; read from the catalogue, so that a new one is not forgotten. */
export async function listRebuiltTables(client: pg.ClientBase): Promise<{ stored: string[]; recorded: string[] }> {
  const { rows: stored } = await client.query<{ name: string }>(
    `select pg_class.relname as name
     from pg_class join pg_attribute on pg_attribute.attrelid = pg_class.oid and pg_attribute.attname = 'history_hash'
     where pg_class.relnamespace = 'public'::regnamespace and pg_class.relkind = 'r' and pg_class.relname <> 'source_row'
     order by name`,
  );
  const { rows: recorded } = await client.query<{ name: string }>(
    `select pg_class.relname as name
     from pg_trigger join pg_class on pg_class.oid = pg_trigger.tgrelid
     where pg_trigger.tgfoid = 'record_row'::regproc order by name`,
  );
  return { stored: stored.map((row) => row.name), recorded: recorded.map((row) => row.name) };
}

/** The columns that another database can take over: a transaction's number means nothing there. */
export async function listPortableColumns(client: pg.ClientBase, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''
       and atttypid <> 'xid8'::regtype
     order by attnum`,
    [table],
  );
  return rows.map((row) => row.name);
}
