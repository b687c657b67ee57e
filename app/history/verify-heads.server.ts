import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

const tablesStatement = defineStatement(
  "history_record_tables",
  z.object({ name: z.string() }),
  `select columns.table_name as name
from information_schema.columns
join pg_class on pg_class.oid = format('public.%I', columns.table_name)::regclass and pg_class.relkind = 'r'
where columns.table_schema = 'public' and columns.column_name = 'history_hash'
order by columns.table_name collate "C"`,
);

const Head = z.object({ id: z.string(), history_seq: z.number(), last_seq: z.number().nullable() });

/**
 * Compares every record with the last event of its history. Role: ingest, which alone may read both.
 * @returns the first record that disagrees, for people; null when all agree
 */
export async function findDisagreement(tx: TenantTransaction): Promise<string | null> {
  for (const { name } of await tx.query(tablesStatement)) {
    const [head] = await tx.query(
      defineStatement(
        "history_head_disagreement",
        Head,
        `select record.id, record.history_seq, event.seq as last_seq
from ${name} as record
left join lateral (
  select entity_history.seq, entity_history.row_hash, entity_history.operation, entity_history.state
  from entity_history
  where entity_history.tenant_id = record.tenant_id and entity_history.entity_type = $1
    and entity_history.entity_id = record.id
  order by entity_history.seq desc limit 1
) as event on true
where event.seq is distinct from record.history_seq or event.row_hash is distinct from record.history_hash
  or (event.operation = 'DELETED') is distinct from (record.deleted_at is not null)
limit 1`,
        name,
      ),
      [name],
    );
    if (head !== undefined) {
      return `${name} ${head.id} is at event ${head.history_seq}, its history at ${head.last_seq ?? "none"}`;
    }
  }
  return null;
}
