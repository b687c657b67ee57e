import { hash } from "node:crypto";
import { z } from "zod";
import { defineStatement } from "../db/statement.ts";
import { readWindows } from "./read-windows.server.ts";
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
  chain_holds: z.boolean(),
  has_run: z.boolean(),
});
type Row = z.output<typeof Row>;

/** More than lengths, identifiers, number and time of an event take. */
const FIXED_BYTES = 256;

/** Microseconds since 1970, whatever TimeZone and DateStyle say. */
const MICROSECONDS = "(extract(epoch from history.occurred_at) * 1000000)::bigint::text";

/** Of two events with the same number before it one does not fit; none is there where retention took it out. */
const CHAIN_HOLDS = `case
    when (history.xid, history.gid) <= ($5::text::xid8, $6::bigint) then true
    when history.seq = 1 then history.prev_hash is null
    else coalesce((
      select bool_and(previous.row_hash = history.prev_hash) from entity_history as previous
      where previous.tenant_id = history.tenant_id and previous.entity_type = history.entity_type
        and previous.entity_id = history.entity_id and previous.seq = history.seq - 1
    ), history.occurred_at < (select max(tenants.history_since) from tenants), false)
  end`;

const rowsInOrder = defineStatement(
  "history_rows_in_order",
  Row,
  `select history.gid::text as gid, history.xid::text as xid, history.tenant_id, history.entity_type, history.entity_id,
  history.seq, history.operation, ${MICROSECONDS} as occurred_at, history.sync_run_id, history.actor, history.state,
  history.delta::text as delta, history.hash_version, encode(history.prev_hash, 'hex') as prev_hash,
  encode(history.row_hash, 'hex') as row_hash, ${CHAIN_HOLDS} as chain_holds,
  case when (history.xid, history.gid) <= ($5::text::xid8, $6::bigint) or history.sync_run_id is null then true
    else exists (
      select from sync_runs where sync_runs.id = history.sync_run_id and sync_runs.tenant_id = history.tenant_id
    )
  end as has_run
from entity_history as history
where (history.xid, history.gid) > ($1::text::xid8, $2::bigint) and ($3::text is null or history.xid < $3::text::xid8)
order by history.xid, history.gid limit $4::integer`,
);

export const entityHistoryLog: SealedLog = {
  name: "entity_history",
  async *read(tx, range) {
    const sealed = [range.sealedUpTo?.xid ?? "0", range.sealedUpTo?.id ?? "0"];
    const keyOf = ({ xid, gid }: Row) => ({ xid, id: gid });
    for await (const rows of readWindows(tx, rowsInOrder, range, keyOf, sealed)) yield rows.map(logRowOf);
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
  if (!row.chain_holds) return "chain";
  return row.has_run ? null : "run";
}

/** The twin of entity_history_hash (schema/0037); one buffer and one call, because a million rows are hashed so. */
function hashOf(row: Row): string {
  const texts = row.entity_type.length + row.operation.length + row.actor.length + row.state.length;
  // Text takes three bytes at most for each of its units, hex half of one for each digit.
  const size = FIXED_BYTES + 3 * texts + (row.prev_hash?.length ?? 0);
  const bytes = Buffer.allocUnsafe(size);
  let end = 0;
  const length = (value: number) => {
    end = bytes.writeInt32BE(value, end);
  };
  const hex = (value: string) => {
    end += bytes.write(value, end, "hex");
  };
  const text = (value: string) => {
    const written = bytes.write(value, end + 4, "utf8");
    length(written);
    end += written;
  };
  const uuid = (value: string) => hex(value.replaceAll("-", ""));
  if (row.prev_hash === null) length(-1);
  else {
    length(row.prev_hash.length / 2);
    hex(row.prev_hash);
  }
  uuid(row.tenant_id);
  text(row.entity_type);
  uuid(row.entity_id);
  length(row.seq);
  text(row.operation);
  end = bytes.writeBigInt64BE(BigInt(row.occurred_at), end);
  if (row.sync_run_id === null) length(-1);
  else {
    length(16);
    uuid(row.sync_run_id);
  }
  text(row.actor);
  text(row.state);
  return hash("sha256", bytes.subarray(0, end), "hex");
}
