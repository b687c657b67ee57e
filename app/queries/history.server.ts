import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { decodeCursor, encodeCursor } from "../model/cursor.ts";
import type { Json } from "../model/json.ts";
import type { RecordsRemoved } from "../model/records-removed.ts";
import type { HistoryEvent, Page } from "../model/views.ts";
import { createConditions, isoTime } from "./fragments.ts";
import { type PageRequest, pageOf } from "./page.ts";
import { findRecordsRemoved } from "./records-removed.server.ts";

const HistoryRow = z.object({
  seq: z.number(),
  operation: z.enum(["CREATED", "UPDATED", "DELETED", "RESTORED", "SNAPSHOT"]),
  occurred_at: z.string(),
  sync_run_id: z.string().nullable(),
  state: z.string(),
  delta: z.custom<Json>((value) => value !== undefined),
  hash: z.string(),
});

const SeqKey = z.tuple([z.int()]);

/**
 * What happened to one source record, newest first, and at the end what retention took out of it. Needs the database
 * role `audit`.
 * @param request.type the table of the record @param request.id its uuid
 */
export async function listHistory(
  tx: TenantTransaction,
  request: PageRequest & { type: string; id: string },
): Promise<Page<HistoryEvent> & { recordsRemoved: RecordsRemoved | null }> {
  const conditions = createConditions();
  const type = conditions.value(request.type);
  const id = conditions.value(request.id);
  const after = decodeCursor(request.cursor, SeqKey);
  if (after !== null) conditions.add("c", after[0], (seq) => `entity_history.seq < ${seq}::integer`);
  const statement = defineStatement(
    "history_event_list",
    HistoryRow,
    `select entity_history.seq, entity_history.operation, ${isoTime("entity_history.occurred_at")} as occurred_at,
  entity_history.sync_run_id, entity_history.state, entity_history.delta,
  encode(entity_history.row_hash, 'hex') as hash
from entity_history
where entity_history.entity_type = ${type}::text and entity_history.entity_id = ${id}::uuid
  and ${conditions.sql()}
order by entity_history.seq desc limit ${conditions.value(request.limit + 1)}::integer`,
    conditions.name(),
  );
  const rows = await tx.query(statement, conditions.values);
  const page = pageOf(
    rows,
    request.limit,
    (row) => encodeCursor([row.seq]),
    (row) => ({
      seq: row.seq,
      operation: row.operation,
      occurredAt: row.occurred_at,
      syncRunId: row.sync_run_id,
      state: JSON.parse(row.state) as Json,
      delta: row.delta,
      hash: row.hash,
    }),
  );
  const first = page.nextCursor === null ? page.data.at(-1) : undefined;
  const isCut = first !== undefined && first.seq > 1;
  return { ...page, recordsRemoved: isCut ? await findRecordsRemoved(tx, null) : null };
}
