import { z } from "zod";
import type { Database, TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { type AuditEvent, auditEventOf } from "../model/audit-event.ts";
import { type AuditRow, leafOfEntry, readAuditRows } from "./audit-log.server.ts";
import { findCommitHorizon } from "./commit-horizon.server.ts";
import { hashLeaf } from "./merkle.ts";
import type { RowKey } from "./seal.ts";

/** Entries in memory at once, and told again if the process dies while it tells them. */
const ENTRIES_AT_ONCE = 500;

const Position = z.object({ xid: z.string(), id: z.string() });

const shippedUpTo = defineStatement(
  "audit_shipment_find",
  Position,
  "select audit_shipments.xid::text as xid, audit_shipments.id::text as id from audit_shipments",
);

const beginShipping = defineStatement(
  "audit_shipment_begin",
  z.object({}),
  "insert into audit_shipments (tenant_id) values (app_current_tenant_id()) on conflict do nothing",
);

// Whoever is late finds the row held or moved on, and waits for nobody.
const moveOn = defineStatement(
  "audit_shipment_move",
  z.object({ tenant_id: z.string() }),
  `with mine as (
  select audit_shipments.tenant_id from audit_shipments
  where audit_shipments.xid = $1::text::xid8 and audit_shipments.id = $2::bigint
  for update skip locked
)
update audit_shipments set xid = $3::text::xid8, id = $4::bigint, shipped_at = clock_timestamp()
from mine where mine.tenant_id = audit_shipments.tenant_id
returning audit_shipments.tenant_id`,
);

// Entries stand in the order of commits; an older one that committed later is told later, and counts then.
const oldestUnshipped = defineStatement(
  "audit_shipment_oldest",
  z.object({ at: z.number() }),
  `select extract(epoch from entries.occurred_at)::float8 as at
from audit_log as entries
where (entries.xid, entries.id) > (
  coalesce((select audit_shipments.xid from audit_shipments), '0'),
  coalesce((select audit_shipments.id from audit_shipments), 0)
)
order by entries.xid, entries.id limit 1`,
);

export type AuditShipping = {
  database: Database;
  tell: (event: AuditEvent) => void;
  /** Resolves when what was told has left the process. */
  told: () => Promise<void>;
  /** Waited for after each batch; false ends it. */
  goOn: () => Promise<boolean>;
};

/**
 * Tells the entries of an organisation's audit log that were not told before, in the order of commits. A batch is told
 * and then noted in one transaction: none is lost, and only a process that ends between the two lets the next one tell
 * that batch again, with the same `metadata.uid`. Of several at once one tells.
 * @returns how many entries were told
 */
export async function shipAudit(shipping: AuditShipping, tenantId: string): Promise<number> {
  const { database, tell, told, goOn } = shipping;
  let count = 0;
  do {
    const next = await database.read({ tenantId, role: "audit" }, findNext);
    if (next.after === null) {
      await database.write({ tenantId, role: "ingest" }, (tx) => tx.query(beginShipping));
      continue;
    }
    const { after, rows } = next;
    const last = rows.at(-1);
    if (last === undefined) return count;
    const isMine = await database.write({ tenantId, role: "ingest" }, async (tx) => {
      const [moved] = await tx.query(moveOn, [after.xid, after.id, last.xid, last.id]);
      if (moved === undefined) return false;
      for (const row of rows) tell(eventOf(row));
      await told();
      return true;
    });
    if (!isMine) return count;
    count += rows.length;
  } while (await goOn());
  return count;
}

/** @returns when the first entry was written that was not told yet, in seconds since 1970; null when all were. Role: audit. */
export async function findOldestUnshipped(tx: TenantTransaction): Promise<number | null> {
  const [oldest] = await tx.query(oldestUnshipped);
  return oldest?.at ?? null;
}

async function findNext(tx: TenantTransaction): Promise<{ after: RowKey | null; rows: AuditRow[] }> {
  const [after = null] = await tx.query(shippedUpTo);
  const below = await findCommitHorizon(tx);
  const rows: AuditRow[] = [];
  if (after === null) return { after, rows };
  for await (const more of readAuditRows(tx, { after, below, atMost: ENTRIES_AT_ONCE })) rows.push(...more);
  return { after, rows };
}

const Detail = z.record(z.string(), z.unknown());

function eventOf(row: AuditRow): AuditEvent {
  const { id, tenant_id: tenantId, occurred_at: occurredAt, actor, action, target } = row;
  const leafHash = hashLeaf(leafOfEntry(row)).toString("hex");
  // Written by somebody else it may be any JSON, which must not hold up what comes after it.
  const detail = Detail.safeParse(JSON.parse(row.detail)).data ?? { detail: row.detail };
  return auditEventOf({ id, tenantId, occurredAt, actor, action, target, detail, leafHash });
}
