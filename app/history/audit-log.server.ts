import { z } from "zod";
import { defineStatement } from "../db/statement.ts";
import { readWindows } from "./read-windows.server.ts";
import type { SealedLog } from "./sealed-log.ts";

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
type Row = z.output<typeof Row>;

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

export const auditLog: SealedLog = {
  name: "audit_log",
  async *read(tx, range) {
    for await (const rows of readWindows(tx, rowsInOrder, range, ({ xid, id }) => ({ xid, id }))) {
      yield rows.map((row) => ({
        key: { xid: row.xid, id: row.id },
        leaf: leafOf(row),
        subject: row.target,
        at: row.occurred_at,
        name: `audit_log ${row.id} (${row.action})`,
        fault: null,
      }));
    }
  },
};

/** Members in the order of RFC 8785; all are text or null. */
function leafOf(row: Row): string {
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
