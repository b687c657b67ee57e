import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { JsonText } from "../model/json-text.ts";
import type { SortName } from "../model/sorting.ts";
import type { AuditEntry, Page } from "../model/views.ts";
import { createConditions, isoTime } from "./fragments.ts";
import { type ListOrder, orderPage } from "./order.ts";
import { jsonOfPage, pageOf, type SortedRequest } from "./page.ts";

/** An entry as the text of a JSON object: PostgreSQL writes it, and the API sends it on unread. */
const AuditRow = z.object({ id: z.number(), key_time: z.string(), entry: z.string() });
type AuditRow = z.output<typeof AuditRow>;

const MICROSECONDS = "(extract(epoch from audit_log.occurred_at) * 1000000)::bigint";

/** The index of its key is walked both ways; another column of a log that only grows would be sorted whole. */
const ENTRIES: ListOrder<SortName<"audit">, AuditRow> = {
  own: "-occurredAt",
  key: {
    parts: [
      {
        sql: "audit_log.occurred_at",
        given: (time) => `'epoch'::timestamptz + ${time}::bigint * interval '1 microsecond'`,
      },
      { sql: "audit_log.id", given: (id) => `${id}::bigint` },
    ],
    descends: true,
    // Microseconds since 1970 as text: a double would round them.
    shape: z.tuple([z.string().regex(/^\d{1,17}$/), z.int()]),
    of: ({ key_time, id }) => [key_time, id],
  },
  columns: {},
};

type AuditRequest = SortedRequest<"audit"> & { search?: string | undefined; action?: string | undefined };

/**
 * Who did what, newest first unless asked for in the other order. Needs the database role `audit`.
 * @param request.search found in actor, action or target, without case
 */
export async function listAuditEntries(tx: TenantTransaction, request: AuditRequest): Promise<Page<AuditEntry>> {
  return findPage(tx, request, ({ entry }) => JSON.parse(entry) as AuditEntry);
}

/** @returns the page of `listAuditEntries` as JSON */
export async function writeAuditEntries(tx: TenantTransaction, request: AuditRequest): Promise<JsonText> {
  return jsonOfPage(await findPage(tx, request, ({ entry }) => entry));
}

async function findPage<View>(
  tx: TenantTransaction,
  request: AuditRequest,
  viewOf: (row: AuditRow) => View,
): Promise<Page<View>> {
  const conditions = createConditions();
  const order = orderPage(ENTRIES, request, conditions);
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
    `select audit_log.id, ${MICROSECONDS}::text as key_time, row_to_json(entry)::text as entry
from audit_log
cross join lateral (
  select audit_log.id::text as id, ${isoTime("audit_log.occurred_at")} as "occurredAt", audit_log.actor,
    audit_log.action, audit_log.target, audit_log.detail
) as entry
where ${conditions.sql()}
order by ${order.by} limit ${conditions.value(request.limit + 1)}::integer`,
    order.variant(),
  );
  return pageOf(await tx.query(statement, conditions.values), request.limit, order.cursorOf, viewOf);
}
