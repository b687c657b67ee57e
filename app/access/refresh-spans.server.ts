import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { withHashJoins } from "../db/hash-joins.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES } from "../model/access.ts";
import { refreshHoldings } from "./refresh-holdings.server.ts";

const Moved = z.object({ privilege: z.enum(PRIVILEGES), opened: z.number(), closed: z.number() });
type Moved = z.infer<typeof Moved>;

/** When it happened and by which run; `at` is later than every time before it. */
export type SpanTime = { at: string; runId: string | null };

const HASH = "access_row_hash(sort_key, resource_node_id, via, chains_truncated, grant_table, grant_id)";

const SPAN_COLUMNS = `account_id, resource_id, grant_id, chains_truncated, row_hash, role, privilege, access_path, certainty,
  grant_table, via, condition`;

/** Rows as spans have them, of one of the relations that have the columns of effective access. */
function rowsOf(relation: string): string {
  return `select subject_account_id as account_id, resource_node_id as resource_id, grant_id, chains_truncated,
       ${HASH} as row_hash, role, privilege, access_path, certainty, grant_table, via, condition
     from ${relation}`;
}

const refreshAffectedSpans = defineStatement(
  "access_spans_refresh_affected",
  Moved,
  `with fresh as materialized (
     ${rowsOf("effective_access_overlay")} where subject_account_id in (select account_id from access_affected)
   ), open as materialized (
     select account_id, row_hash, ctid as place from access_spans
     where valid_until is null and account_id in (select account_id from access_affected)
   ), closed as (
     update access_spans as span set valid_until = $1::timestamptz, until_run = $2::uuid
     from open
     where span.ctid = open.place and not exists (
       select from fresh where fresh.account_id = open.account_id and fresh.row_hash = open.row_hash
     )
     returning span.privilege
   ), opened as (
     insert into access_spans (tenant_id, valid_from, from_run, ${SPAN_COLUMNS})
     select app_current_tenant_id(), $1::timestamptz, $2::uuid, ${SPAN_COLUMNS}
     from fresh
     where not exists (
       select from open where open.account_id = fresh.account_id and open.row_hash = fresh.row_hash
     )
     returning privilege
   )
   select privilege, sum(opened) as opened, sum(closed) as closed
   from (
     select privilege, 1 as opened, 0 as closed from opened union all select privilege, 0, 1 from closed
   ) as moved
   group by privilege`,
);

// All rows at once: their hashes are made once and stand in a table, which the planner knows the size of.
const makeHashes = defineStatement(
  "access_hashes_make",
  z.object({}),
  `create temporary table access_hashes on commit drop as
   select subject_account_id as account_id, ${HASH} as row_hash from effective_access_rows`,
);

const makeUnseen = defineStatement(
  "access_unseen_make",
  z.object({}),
  `create temporary table access_unseen on commit drop as
   select account_id, row_hash from access_hashes as fresh
   where not exists (
     select from access_spans as span
     where span.valid_until is null and span.account_id = fresh.account_id and span.row_hash = fresh.row_hash
   )`,
);

const closeSpans = defineStatement(
  "access_spans_close",
  z.object({}),
  `update access_spans as span set valid_until = $1::timestamptz, until_run = $2::uuid
   where span.valid_until is null and not exists (
     select from access_hashes as fresh where fresh.account_id = span.account_id and fresh.row_hash = span.row_hash
   )`,
);

const openSpans = defineStatement(
  "access_spans_open",
  z.object({}),
  `insert into access_spans (tenant_id, valid_from, from_run, ${SPAN_COLUMNS})
   select app_current_tenant_id(), $1::timestamptz, $2::uuid, ${SPAN_COLUMNS}
   from (${rowsOf("effective_access_rows")} where subject_account_id in (select account_id from access_unseen)) as fresh
   where (account_id, row_hash) in (select account_id, row_hash from access_unseen)`,
);

/** Names of the nodes of one kind; of all of them, or of those that are noted in access_touched. */
function namesStatement(name: string, kind: "account" | "resource", columns: string[], isAll: boolean) {
  const table = `access_span_${kind}s`;
  const only = (id: string) => (isAll ? "true" : `${id} in (select id from access_touched where kind = '${kind}')`);
  const list = (prefix: string) => columns.map((column) => `${prefix}${column}`).join(", ");
  return defineStatement(
    name,
    z.object({ closed: z.number() }),
    `with closed as (
     update ${table} as span set valid_until = $1::timestamptz
     where span.valid_until is null and ${only(`span.${kind}_id`)} and not exists (
       select from ${kind}s as node
       where node.id = span.${kind}_id and node.deleted_at is null and (${list("node.")}) is not distinct from (${list("span.")})
     )
     returning 1
   ), opened as (
     insert into ${table} (tenant_id, ${kind}_id, valid_from, ${list("")})
     select app_current_tenant_id(), node.id, $1::timestamptz, ${list("node.")}
     from ${kind}s as node
     where node.deleted_at is null and ${only("node.id")} and not exists (
       select from ${table} as span
       where span.${kind}_id = node.id and span.valid_until is null
         and (${list("span.")}) is not distinct from (${list("node.")})
     )
     returning 1
   )
   select count(*) as closed from closed`,
  );
}

const ACCOUNT = ["provider", "type", "native_id", "label", "status"];
const RESOURCE = ["provider", "type", "native_id", "name"];
const refreshNames = {
  all: [
    namesStatement("access_span_accounts_refresh", "account", ACCOUNT, true),
    namesStatement("access_span_resources_refresh", "resource", RESOURCE, true),
  ],
  touched: [
    namesStatement("access_span_accounts_refresh_touched", "account", ACCOUNT, false),
    namesStatement("access_span_resources_refresh_touched", "resource", RESOURCE, false),
  ],
};

/**
 * Closes the spans of the rows that the accounts in access_affected had and have no more, and opens those of new ones;
 * what they have now stands in the overlay. The narrow rows follow. @returns how many were opened and closed, by privilege
 */
export async function refreshSpansOfAffected(transaction: TenantTransaction, time: SpanTime): Promise<Moved[]> {
  for (const statement of refreshNames.touched) await transaction.query(statement, [time.at]);
  const moved = await transaction.query(refreshAffectedSpans, [time.at, time.runId]);
  await refreshHoldings(transaction, time.at);
  return moved;
}

/** The same for every account, from the rows that readers see. */
export async function refreshAllSpans(transaction: TenantTransaction, time: SpanTime): Promise<void> {
  await withHashJoins(transaction, async () => {
    for (const statement of refreshNames.all) await transaction.query(statement, [time.at]);
    await transaction.query(makeHashes);
    await transaction.client.query("analyze access_hashes");
    await transaction.query(makeUnseen);
    await transaction.client.query("analyze access_unseen");
    await transaction.query(closeSpans, [time.at, time.runId]);
    await transaction.query(openSpans, [time.at, time.runId]);
    await refreshHoldings(transaction, time.at);
  });
}
