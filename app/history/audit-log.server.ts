import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { readWindows } from "./read-windows.server.ts";
import type { RowRange, SealedLog } from "./sealed-log.ts";

const Row = z.object({
  id: z.string(),
  xid: z.string(),
  tenant_id: z.string(),
  occurred_at: z.string(),
  actor: z.string(),
  action: z.string(),
  target: z.string().nullable(),
  detail: z.string(),
});

/** One entry; `occurred_at` in microseconds since 1970, `detail` is JSON as PostgreSQL writes it. */
export type AuditRow = z.output<typeof Row>;

const rowsInOrder = defineStatement(
  "audit_rows_in_order",
  Row,
  `select entries.id::text as id, entries.xid::text as xid, entries.tenant_id,
  (extract(epoch from entries.occurred_at) * 1000000)::bigint::text as occurred_at, entries.actor, entries.action,
  entries.target, entries.detail::text as detail
from audit_log as entries
where (entries.xid, entries.id) > ($1::text::xid8, $2::bigint) and ($3::text is null or entries.xid < $3::text::xid8)
order by entries.xid, entries.id limit $4::integer`,
);

/** Entries in the order of commits, in batches. Role: audit. */
export function readAuditRows(tx: TenantTransaction, range: RowRange): AsyncGenerator<AuditRow[]> {
  return readWindows(tx, rowsInOrder, range, ({ xid, id }) => ({ xid, id }));
}

export const auditLog: SealedLog = {
  name: "audit_log",
  async *read(tx, range) {
    for await (const rows of readAuditRows(tx, range)) {
      yield rows.map((row) => ({
        key: { xid: row.xid, id: row.id },
        leaf: leafOfEntry(row),
        subject: row.target,
        at: row.occurred_at,
        name: `audit_log ${row.id} (${row.action})`,
        fault: null,
      }));
    }
  },
};

/** @returns canonical JSON of an entry: members in the order of RFC 8785; all are text or null */
export function leafOfEntry(row: AuditRow): string {
  return JSON.stringify({
    action: row.action,
    actor: row.actor,
    detail: row.detail,
    id: row.id,
    occurredAt: row.occurred_at,
    target: row.target,
    tenantId: row.tenant_id,
    xid: row.xid,
  });
}
