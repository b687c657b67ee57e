import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { decodeCursor, encodeCursor } from "../model/cursor.ts";
import type { JsonText } from "../model/json-text.ts";
import type { AuditEntry, Page } from "../model/views.ts";
import { createConditions, isoTime } from "./fragments.ts";
import { jsonOfPage, type PageRequest, pageOf } from "./page.ts";

/** An entry as the text of a JSON object: PostgreSQL writes it, and the API sends it on unread. */
const AuditRow = z.object({ id: z.number(), key_time: z.string(), entry: z.string() });
type AuditRow = z.output<typeof AuditRow>;

/** Microseconds since 1970 as text: a double would round them. */
const AuditKey = z.tuple([z.string().regex(/^\d{1,17}$/), z.int()]);

const MICROSECONDS = "(extract(epoch from audit_log.occurred_at) * 1000000)::bigint";

type AuditRequest = PageRequest & { search?: string | undefined; action?: string | undefined };

/**
 * Who did what, newest first. Needs the database role `audit`.
 * @param request.search found in actor, action or target, without case
 */
export async function listAuditEntries(tx: TenantTransaction, request: AuditRequest): Promise<Page<AuditEntry>> {
  return pageOf(await findRows(tx, request), request.limit, cursorOf, ({ entry }) => JSON.parse(entry) as AuditEntry);
}

/** @returns the page of `listAuditEntries` as JSON */
export async function writeAuditEntries(tx: TenantTransaction, request: AuditRequest): Promise<JsonText> {
  return jsonOfPage(pageOf(await findRows(tx, request), request.limit, cursorOf, ({ entry }) => entry));
}

const cursorOf = ({ key_time, id }: AuditRow) => encodeCursor([key_time, id]);

async function findRows(tx: TenantTransaction, request: AuditRequest): Promise<AuditRow[]> {
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
    `select audit_log.id, ${MICROSECONDS}::text as key_time, row_to_json(entry)::text as entry
from audit_log
cross join lateral (
  select audit_log.id::text as id, ${isoTime("audit_log.occurred_at")} as "occurredAt", audit_log.actor,
    audit_log.action, audit_log.target, audit_log.detail
) as entry
where ${conditions.sql()}
order by audit_log.occurred_at desc, audit_log.id desc limit ${conditions.value(request.limit + 1)}::integer`,
    conditions.name(),
  );
  return tx.query(statement, conditions.values);
}
