import { createHash } from "node:crypto";
import { z } from "zod";
import { defineStatement } from "../db/statement.ts";
import type { LogRow, RowFault, SealedLog } from "./sealed-log.ts";

const Row = z.object({
  gid: z.string(),
  xid: z.string(),
  tenant_id: z.string(),
  entity_type: z.string(),
  entity_id: z.string(),
  seq: z.number(),
  operation: z.string(),
  occurred_at: z.string(),
  sync_run_id: z.string().nullable(),
  actor: z.string(),
  state: z.string(),
  delta: z.string().nullable(),
  hash_version: z.number(),
  prev_hash: z.string().nullable(),
  row_hash: z.string(),
  hash_before: z.string().nullable(),
  has_run: z.boolean(),
});
type Row = z.output<typeof Row>;

/** Microseconds since 1970, whatever TimeZone and DateStyle say. */
const MICROSECONDS = "(extract(epoch from history.occurred_at) * 1000000)::bigint::text";

const rowsInOrder = defineStatement(
  "history_rows_in_order",
  Row,
  `select history.gid::text as gid, history.xid::text as xid, history.tenant_id, history.entity_type, history.entity_id,
  history.seq, history.operation, ${MICROSECONDS} as occurred_at, history.sync_run_id, history.actor, history.state,
  history.delta::text as delta, history.hash_version, encode(history.prev_hash, 'hex') as prev_hash,
  encode(history.row_hash, 'hex') as row_hash, encode(previous.row_hash, 'hex') as hash_before,
  history.sync_run_id is null or exists (
    select from sync_runs where sync_runs.id = history.sync_run_id and sync_runs.tenant_id = history.tenant_id
  ) as has_run
from entity_history as history
left join entity_history as previous on history.seq > 1 and previous.tenant_id = history.tenant_id
  and previous.entity_type = history.entity_type and previous.entity_id = history.entity_id
  and previous.seq = history.seq - 1
where (history.xid, history.gid) > ($1::text::xid8, $2::bigint) and ($3::text is null or history.xid < $3::text::xid8)
order by history.xid, history.gid`,
);

export const entityHistoryLog: SealedLog = {
  name: "entity_history",
  async *read(tx, after, below) {
    for await (const rows of tx.stream(rowsInOrder, [after?.xid ?? "0", after?.id ?? "0", below])) {
      yield rows.map(logRowOf);
    }
  },
};

function logRowOf(row: Row): LogRow {
  return {
    key: { xid: row.xid, id: row.gid },
    leaf: leafOf(row),
    subject: row.entity_id,
    at: row.occurred_at,
    name: `entity_history gid ${row.gid} (${row.entity_type} ${row.entity_id}, event ${row.seq})`,
    fault: faultOf(row),
  };
}

/** Members in the order of RFC 8785; all are text, whole numbers or null. */
function leafOf(row: Row): string {
  return JSON.stringify({
    actor: row.actor,
    delta: row.delta,
    entityId: row.entity_id,
    entityType: row.entity_type,
    hashVersion: row.hash_version,
    id: row.gid,
    occurredAt: row.occurred_at,
    operation: row.operation,
    prevHash: row.prev_hash,
    rowHash: row.row_hash,
    seq: row.seq,
    state: row.state,
    syncRunId: row.sync_run_id,
    tenantId: row.tenant_id,
    xid: row.xid,
  });
}

function faultOf(row: Row): RowFault | null {
  if (row.hash_version === 1 && hashOf(row) !== row.row_hash) return "changed";
  if (row.prev_hash !== row.hash_before) return "chain";
  return row.has_run ? null : "run";
}

/** The twin of entity_history_hash (schema/0037). */
function hashOf(row: Row): string {
  const hash = createHash("sha256");
  const bytes = (value: Buffer | null) => {
    const length = Buffer.alloc(4);
    length.writeInt32BE(value === null ? -1 : value.length);
    hash.update(length);
    if (value !== null) hash.update(value);
  };
  const text = (value: string) => bytes(Buffer.from(value, "utf8"));
  const uuid = (value: string) => Buffer.from(value.replaceAll("-", ""), "hex");
  const seq = Buffer.alloc(4);
  seq.writeInt32BE(row.seq);
  const at = Buffer.alloc(8);
  at.writeBigInt64BE(BigInt(row.occurred_at));
  bytes(row.prev_hash === null ? null : Buffer.from(row.prev_hash, "hex"));
  hash.update(uuid(row.tenant_id));
  text(row.entity_type);
  hash.update(uuid(row.entity_id)).update(seq);
  text(row.operation);
  hash.update(at);
  bytes(row.sync_run_id === null ? null : uuid(row.sync_run_id));
  text(row.actor);
  text(row.state);
  return hash.digest("hex");
}
