import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { decodeCursor, encodeCursor } from "../model/cursor.ts";
import type { Json } from "../model/json.ts";
import type { AuditEntry, Page } from "../model/views.ts";
import { createConditions, isoTime } from "./fragments.ts";
import { type PageRequest, pageOf } from "./page.ts";

const AuditRow = z.object({
  id: z.number(),
  occurred_at: z.string(),
  key_time: z.string(),
  actor: z.string(),
  action: z.string(),
  target: z.string().nullable(),
  detail: z.custom<Json>((value) => value !== undefined),
});

/** Microseconds since 1970 as text: a double would round them. */
const AuditKey = z.tuple([z.string().regex(/^\d{1,17}$/), z.int()]);

const MICROSECONDS = "(extract(epoch from audit_log.occurred_at) * 1000000)::bigint";

/**
 * Who did what, newest first. Needs the database role `audit`.
 * @param request.search found in actor, action or target, without case
 */
export async function listAuditEntries(
  tx: TenantTransaction,
  request: PageRequest & { search?: string | undefined; action?: string | undefined },
): Promise<Page<AuditEntry>> {
  const conditions = createConditions();
  const after = decodeCursor(request.cursor, AuditKey);
  if (after !== null) {
    conditions.add(
      "c",
      after[0],
      (time) =>
        `(audit_log.occurred_at, audit_log.id) < ('epoch'::timestamptz + ${time}::bigint * interval '1 microsecond', ${conditions.value(after[1])}::bigint)`,
    );
  }
  if (request.action !== undefined)
    conditions.add("a", request.action, (action) => `audit_log.action = ${action}::text`);
  if (request.search !== undefined) {
    conditions.add(
      "q",
      request.search.toLowerCase(),
      (text) => `strpos(lower(concat_ws(' ', audit_log.actor, audit_log.action, audit_log.target)), ${text}::text) > 0`,
    );
  }
  const statement = defineStatement(
    "audit_entry_list",
    AuditRow,
    `select audit_log.id, ${isoTime("audit_log.occurred_at")} as occurred_at, ${MICROSECONDS}::text as key_time,
  audit_log.actor, audit_log.action, audit_log.target, audit_log.detail
from audit_log
where ${conditions.sql()}
order by audit_log.occurred_at desc, audit_log.id desc limit ${conditions.value(request.limit + 1)}::integer`,
    conditions.name(),
  );
  const rows = await tx.query(statement, conditions.values);
  return pageOf(
    rows,
    request.limit,
    (row) => encodeCursor([row.key_time, row.id]),
    (row) => ({
      id: String(row.id),
      occurredAt: row.occurred_at,
      actor: row.actor,
      action: row.action,
      target: row.target,
      detail: row.detail,
    }),
  );
}
