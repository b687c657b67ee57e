import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { Json } from "../model/json.ts";
import type { RecordsRemoved } from "../model/records-removed.ts";
import { TRACED_TABLES } from "../model/traced-tables.ts";
import type { RecordThen } from "../model/views.ts";
import { isoTime } from "./fragments.ts";
import { findRecordsRemoved } from "./records-removed.server.ts";

export const RecordRefRow = z.object({ table: z.enum(TRACED_TABLES), id: z.string() });

/** A source record, whether it still stands or not. */
export type RecordRef = z.output<typeof RecordRefRow>;

const recordsThen = defineStatement(
  "record_list_as_of",
  z.object({ table: z.string(), id: z.string(), operation: z.string(), occurred_at: z.string(), state: z.string() }),
  `select wanted.entity_type as table, wanted.entity_id as id, last.operation,
  ${isoTime("last.occurred_at")} as occurred_at, last.state
from unnest($1::text[], $2::uuid[]) with ordinality as wanted (entity_type, entity_id, ordinality)
cross join lateral (
  select entity_history.operation, entity_history.occurred_at, entity_history.state
  from entity_history
  where entity_history.entity_type = wanted.entity_type and entity_history.entity_id = wanted.entity_id
    and entity_history.occurred_at <= $3::timestamptz
  order by entity_history.seq desc limit 1
) as last
where last.operation <> 'DELETED' and not exists (
  select from tenants where tenants.history_since > $3::timestamptz
)
order by wanted.ordinality`,
);

/**
 * What these records said at a moment, by their history; without those that did not stand then. Of a moment before what
 * retention took out it says nothing rather than what may have been superseded. Needs the database role
 * `audit`.
 */
export async function listRecordsThen(
  tx: TenantTransaction,
  refs: readonly RecordRef[],
  asOf: string,
): Promise<RecordThen[]> {
  if (refs.length === 0) return [];
  const rows = await tx.query(recordsThen, [refs.map(({ table }) => table), refs.map(({ id }) => id), asOf]);
  return rows.map(({ occurred_at, state, ...row }) => ({
    ...row,
    occurredAt: occurred_at,
    state: JSON.parse(state) as Json,
  }));
}

/** The same, with what retention took out of that moment. Needs the database role `audit`. */
export async function tellRecordsThen(
  tx: TenantTransaction,
  refs: readonly RecordRef[],
  asOf: string,
): Promise<{ records: RecordThen[]; recordsRemoved: RecordsRemoved | null }> {
  return { records: await listRecordsThen(tx, refs, asOf), recordsRemoved: await findRecordsRemoved(tx, asOf) };
}
