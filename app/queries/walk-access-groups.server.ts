import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES } from "../model/access.ts";
import type { AccessGroups } from "../model/access-groups.ts";
import type { AccessFilters } from "../model/filters.ts";
import { addPlainFilters } from "./access-conditions.ts";
import { createConditions } from "./fragments.ts";
import { listPeople } from "./people.server.ts";
import { listResources } from "./resources.server.ts";

/** Groups that a page looks at, and rows that are looked at in each: 100,000 by indexes at the very most. */
const GROUPS = 100;
const MOST_ROWS = 1_000;

/** Which rows are those of a group. A person is joined to the rows of users alone, as in the view effective_access. */
const ROWS_OF = {
  person: `effective_access.subject_type = 'user' and effective_access.subject_account_id = any(array(
      select links.account_id from canonical_user_provider_links as links
      where links.person_id = groups.id and links.deleted_at is null
    ))`,
  resource: "effective_access.resource_node_id = groups.id",
};

const CountRow = z.object({
  id: z.string(),
  rows: z.number(),
  looked_at: z.number(),
  privilege_rank: z.number().nullable(),
});

/**
 * The next hundred people by name, or resources by type and id, with how many of their rows meet the filters.
 * @throws CursorError when the cursor is not one of this list
 */
export async function walkGroups(
  tx: TenantTransaction,
  request: { by: "person" | "resource"; filters: AccessFilters; cursor?: string | undefined },
): Promise<AccessGroups> {
  const { by, filters, cursor } = request;
  const page = await listNamed(tx, by, { limit: GROUPS, cursor, type: filters.resourceType });
  const counts = await countRows(
    tx,
    by,
    page.data.map(({ id }) => id),
    filters,
  );
  const data = page.data.flatMap(({ id, name, note }) => {
    const counted = counts.get(id);
    if (counted === undefined || counted.privilege_rank === null) return [];
    const privilege = PRIVILEGES[counted.privilege_rank] ?? "none";
    return [{ id, name, note, rows: counted.rows, isBounded: counted.looked_at >= MOST_ROWS, privilege }];
  });
  return { data, nextCursor: page.nextCursor, isCut: false };
}

async function listNamed(
  tx: TenantTransaction,
  by: "person" | "resource",
  request: { limit: number; cursor: string | undefined; type: AccessFilters["resourceType"] },
) {
  if (by === "person") {
    const { data, nextCursor } = await listPeople(tx, { limit: request.limit, cursor: request.cursor });
    return { data: data.map(({ id, name, email }) => ({ id, name, note: email })), nextCursor };
  }
  const { data, nextCursor } = await listResources(tx, request);
  return { data: data.map(({ id, name, nativeId, type }) => ({ id, name: name ?? nativeId, note: type })), nextCursor };
}

async function countRows(
  tx: TenantTransaction,
  by: "person" | "resource",
  ids: readonly string[],
  filters: AccessFilters,
): Promise<Map<string, z.infer<typeof CountRow>>> {
  const conditions = createConditions();
  addPlainFilters(conditions, filters);
  const meets = `filter (where ${conditions.sql()})`;
  const statement = defineStatement(
    `access_group_count_${by}`,
    CountRow,
    `select groups.id, counted.rows, counted.looked_at, counted.privilege_rank
from unnest(${conditions.value(ids)}::uuid[]) as groups(id)
cross join lateral (
  select count(*) ${meets} as rows, count(*) as looked_at, max(effective_access.privilege_rank) ${meets} as privilege_rank
  from (
    select effective_access.subject_provider, effective_access.resource_type, effective_access.access_path,
      effective_access.subject_status, effective_access.privilege_rank, effective_access.role
    from effective_access_rows as effective_access
    where ${ROWS_OF[by]}
    limit ${MOST_ROWS}
  ) as effective_access
) as counted`,
    conditions.name(),
  );
  const rows = await tx.query(statement, conditions.values);
  return new Map(rows.map((row) => [row.id, row]));
}
