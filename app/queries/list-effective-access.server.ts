import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { decodeBytesCursor } from "../model/cursor.ts";
import type { AccessFilters } from "../model/filters.ts";
import type { Page } from "../model/views.ts";
import { addPlainFilters } from "./access-conditions.ts";
import { ACCESS, type AccessSort, KEY_WALKS, walkOf } from "./access-order.ts";
import { addIds, addSearch, listAccountsOf, planSeeks, type Seek } from "./access-seeks.server.ts";
import {
  EFFECTIVE_ACCESS_COLUMNS,
  EffectiveAccessColumns,
  type EffectiveAccessRow,
  keyOfRow,
  type ListedAccessRow,
  listedRowOfColumns,
  rowOfColumns,
} from "./effective-access-row.ts";
import { type Conditions, createConditions } from "./fragments.ts";
import { listAccessAsOf, streamAccessAsOf } from "./list-access-as-of.server.ts";
import { orderPage, SORTED } from "./order.ts";
import { type PageRequest, pageOf } from "./page.ts";
import { listResourceNodeIds } from "./resource-ids.server.ts";

export { type EffectiveAccessRow, toContractRow } from "./effective-access-row.ts";

const COLUMNS = EFFECTIVE_ACCESS_COLUMNS.map((column) => `effective_access.${column}`).join(", ");

const SortedColumns = EffectiveAccessColumns.extend(SORTED);

/**
 * Where few rows meet a filter the planner, which is not told of the limit behind a security barrier, would read and sort
 * all of them by parallel workers: 700 ms at 935,367 rows where the walk along the key takes 50 (docs/performance.md).
 */
const effectiveAccessKeepOrder = defineStatement(
  "effective_access_keep_order",
  z.object({}),
  "select set_config('enable_sort', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)",
);

type AccessRequest = PageRequest & { filters: AccessFilters; asOf?: string | undefined; sort?: AccessSort | undefined };

/**
 * One page of effective access, in the order of the export unless asked for in another one, stable while rows come and go.
 * @param request.asOf the moment to answer for, in UTC; left out is now. A past moment has no order but its own
 * @param request.sort by another column than the account's only with a filter of a person
 * @throws CursorError when the cursor is not one of this list; MomentError when nothing can be told of the moment
 */
export async function listEffectiveAccess(
  tx: TenantTransaction,
  request: AccessRequest,
): Promise<Page<ListedAccessRow>> {
  const { filters, limit, asOf, sort } = request;
  if (asOf !== undefined) return listAccessAsOf(tx, { ...request, asOf });
  const walk = walkOf(sort);
  if (walk === "column") return listByColumn(tx, request);
  const conditions = createConditions();
  let cursorOf: (row: EffectiveAccessColumns) => string = keyOfRow;
  if (walk === "key") {
    const after = decodeBytesCursor(request.cursor);
    if (after !== null) conditions.add("c", after, (value) => `effective_access.sort_key > ${value}::bytea`);
  } else {
    ({ cursorOf } = orderPage(ACCESS, request, conditions));
  }
  addFilters(conditions, filters);
  const seeks = await planSeeks(tx, filters, conditions);
  if (seeks?.every((seek) => seek.ids.length === 0)) return { data: [], nextCursor: null };
  if (seeks === null && (hasPlainFilter(filters) || filters.search !== undefined)) {
    await tx.query(effectiveAccessKeepOrder);
  }
  const rows = await tx.query(listStatement(conditions, seeks, limit + 1, walk), conditions.values);
  return pageOf(rows, limit, cursorOf, listedRowOfColumns);
}

/**
 * All rows of a person are read and sorted, some thousands at most; only those of the page are looked up whole, because a row's
 * person costs more than the row.
 */
async function listByColumn(tx: TenantTransaction, request: AccessRequest): Promise<Page<ListedAccessRow>> {
  const { filters, limit } = request;
  const conditions = createConditions();
  const order = orderPage(ACCESS, request, conditions);
  await addAllFilters(tx, conditions, filters);
  // A search looks at the person, too.
  const rows = filters.search === undefined ? "effective_access_rows" : "effective_access";
  const statement = defineStatement(
    "effective_access_list_sorted",
    SortedColumns,
    `with page as materialized (
  select effective_access.sort_key from ${rows} as effective_access where ${conditions.sql()}
  order by ${order.by} limit ${conditions.value(limit + 1)}::integer
)
select ${COLUMNS}${order.select} from effective_access
where effective_access.sort_key = any(array(select page.sort_key from page))
order by ${order.by}`,
    order.variant(),
  );
  return pageOf(await tx.query(statement, conditions.values), limit, order.cursorOf, listedRowOfColumns);
}

/**
 * Every row that meets the filters, in batches, in the order of docs/effective-access.md, at constant memory.
 * @param chosen as in `listEffectiveAccess`
 */
export async function* streamEffectiveAccess(
  tx: TenantTransaction,
  filters: AccessFilters,
  { asOf, sort }: { asOf?: string | undefined; sort?: AccessSort | undefined } = {},
): AsyncGenerator<EffectiveAccessRow[]> {
  if (asOf !== undefined) return yield* streamAccessAsOf(tx, filters, asOf);
  const conditions = createConditions();
  const order = orderPage(ACCESS, { sort }, conditions);
  await addAllFilters(tx, conditions, filters);
  const walk = walkOf(sort);
  const statement = defineStatement(
    "effective_access_stream",
    EffectiveAccessColumns,
    `select ${COLUMNS} from ${walk === "column" ? "effective_access" : KEY_WALKS[walk].view} as effective_access
where ${conditions.sql()} order by ${order.by}`,
    order.variant(),
  );
  for await (const batch of tx.stream(statement, conditions.values)) yield batch.map(rowOfColumns);
}

async function addAllFilters(tx: TenantTransaction, conditions: Conditions, filters: AccessFilters): Promise<void> {
  addFilters(conditions, filters);
  if (filters.person !== undefined) {
    addIds(conditions, "u", "subject_account_id", await listAccountsOf(tx, filters.person));
  }
  if (filters.resource !== undefined) {
    addIds(conditions, "r", "resource_node_id", await listResourceNodeIds(tx, filters.resource));
  }
  await addSearch(tx, conditions, filters.search);
}

function addFilters(conditions: Conditions, filters: AccessFilters): void {
  addPlainFilters(conditions, filters);
  if (filters.provider === undefined) return;
  // The key begins with the provider and U+0001: all of its rows lie together, and nothing before them is read.
  const [from, to] = ["\u0001", "\u0002"].map((end) => Buffer.from(`${filters.provider}${end}`));
  conditions.add(
    "k",
    from,
    (given) => `effective_access.sort_key between ${given}::bytea and ${conditions.value(to)}::bytea`,
  );
}

function hasPlainFilter({ resourceType, accessPath, status, privilege, role }: AccessFilters): boolean {
  return [resourceType, accessPath, status, privilege, role].some((filter) => filter !== undefined);
}

function listStatement(conditions: Conditions, seeks: Seek[] | null, rows: number, walk: keyof typeof KEY_WALKS) {
  const { view, by, name: turned } = KEY_WALKS[walk];
  const name = `${turned}${conditions.name()}`;
  const where = conditions.sql();
  const limit = `limit ${conditions.value(rows)}::integer`;
  const only = seeks?.length === 1 ? seeks[0] : undefined;
  if (seeks === null) {
    return defineStatement(
      "effective_access_list",
      EffectiveAccessColumns,
      `select ${COLUMNS} from ${view} as effective_access where ${where} order by ${by} ${limit}`,
      name,
    );
  }
  if (only !== undefined && only.ids.length === 1) {
    const id = conditions.value(only.ids[0]);
    return defineStatement(
      `effective_access_list_by_${only.column}`,
      EffectiveAccessColumns,
      `select ${COLUMNS} from ${view} as effective_access
where effective_access.${only.column} = ${id}::uuid
  and ${where}
order by ${by} ${limit}`,
      name,
    );
  }
  // Each hit gives its first rows by an index scan that ends at the limit; the first of all of them are the page.
  // A row may be hit twice, as somebody's and as a resource's.
  const walks = seeks.map(
    (seek) => `select walked.*
from unnest(${conditions.value(seek.ids)}::uuid[]) as hit(id)
cross join lateral (
  select ${COLUMNS} from ${view} as effective_access
  where effective_access.${seek.column} = hit.id
    and ${where}
  order by ${by} ${limit}
) as walked`,
  );
  return defineStatement(
    `effective_access_list_seek_${seeks.map((seek) => seek.column.slice(0, 1)).join("")}`,
    EffectiveAccessColumns,
    `select distinct on (effective_access.sort_key) effective_access.*
from (${walks.join("\nunion all\n")}) as effective_access
order by ${by} ${limit}`,
    name,
  );
}
