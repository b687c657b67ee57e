import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES } from "../model/access.ts";
import type { AccessGroup, AccessGroups, Grouping } from "../model/access-groups.ts";
import type { AccessFilters } from "../model/filters.ts";
import { addPlainFilters } from "./access-conditions.ts";
import { listHits, planSeeks } from "./access-seeks.server.ts";
import { createConditions } from "./fragments.ts";
import { walkGroups } from "./walk-access-groups.server.ts";

/** Rows that are gathered where a filter names a person, a resource or a search. */
const MOST_GATHERED = 10_000;
const MOST_GROUPS = 500;

const GroupRow = z.object({
  id: z.string().nullable(),
  name: z.string().nullable(),
  note: z.string().nullable(),
  rows: z.number(),
  privilege_rank: z.number(),
  gathered: z.number(),
});

const ORDER = `order by privilege_rank desc, rows desc, name, id limit ${MOST_GROUPS + 1}`;

/** What a group is told by, called and described with, of a row of the view. */
const KEYS: Record<Grouping, { id: string; name: string; note: string }> = {
  person: { id: "person_id", name: "person_name", note: "person_email" },
  resource: { id: "resource_node_id", name: "coalesce(resource_name, resource_id)", note: "resource_type" },
  role: { id: "role", name: "role", note: "null" },
};

/**
 * Effective access gathered by person, resource or role, under the filters. Over everybody roles come from the counts that
 * refreshes keep, people and resources page by page in the order of their lists; what names a person, a resource or a search
 * is gathered at once, of at most 10,000 rows, highest privilege first.
 * @throws CursorError when the cursor is not one of this list
 */
export async function listAccessGroups(
  tx: TenantTransaction,
  request: { by: Grouping; filters: AccessFilters; cursor?: string | undefined },
): Promise<AccessGroups> {
  const { by, filters, cursor } = request;
  const { person, resource, search } = filters;
  if (person !== undefined || resource !== undefined || search !== undefined) return gather(tx, by, filters);
  return by === "role" ? sumRoles(tx, filters) : walkGroups(tx, { by, filters, cursor });
}

async function sumRoles(tx: TenantTransaction, filters: AccessFilters): Promise<AccessGroups> {
  const conditions = createConditions();
  addPlainFilters(conditions, filters);
  const statement = defineStatement(
    "access_group_sum_role",
    GroupRow,
    `select effective_access.role as id, effective_access.role as name, null as note,
  sum(effective_access.rows)::bigint as rows, max(effective_access.privilege_rank) as privilege_rank, 0 as gathered
from access_facets as effective_access
where ${conditions.sql()}
group by effective_access.role
${ORDER}`,
    conditions.name(),
  );
  const rows = await tx.query(statement, conditions.values);
  return { data: rows.slice(0, MOST_GROUPS).map(groupOfRow), nextCursor: null, isCut: rows.length > MOST_GROUPS };
}

async function gather(tx: TenantTransaction, by: Grouping, filters: AccessFilters): Promise<AccessGroups> {
  const conditions = createConditions();
  addPlainFilters(conditions, filters);
  const isAboutOne = filters.person !== undefined || filters.resource !== undefined;
  const found = isAboutOne
    ? { seeks: (await planSeeks(tx, filters, conditions)) ?? [], isCut: false }
    : await listHits(tx, filters.search ?? "");
  const { id, name, note } = KEYS[by];
  const walks = found.seeks.map(
    (seek) => `(select effective_access.sort_key, effective_access.privilege_rank, effective_access.role,
  effective_access.person_id, effective_access.person_name, effective_access.person_email,
  effective_access.resource_node_id, effective_access.resource_name, effective_access.resource_id,
  effective_access.resource_type
from effective_access
where effective_access.${seek.column} = any(${conditions.value(seek.ids)}::uuid[]) and ${conditions.sql()}
limit ${MOST_GATHERED})`,
  );
  const statement = defineStatement(
    `access_group_gather_${by}_${found.seeks.map((seek) => seek.column.slice(0, 1)).join("")}`,
    GroupRow,
    `select walked.*, sum(walked.rows) over ()::bigint as gathered
from (
  select ${id} as id, ${name} as name, ${note} as note, count(*) as rows, max(privilege_rank) as privilege_rank
  from (${walks.join("\nunion\n")}) as row
  group by 1, 2, 3
) as walked
${ORDER}`,
    conditions.name(),
  );
  const rows = await tx.query(statement, conditions.values);
  const isCut = found.isCut || rows.length > MOST_GROUPS || (rows[0]?.gathered ?? 0) >= MOST_GATHERED;
  const data = rows.slice(0, MOST_GROUPS).map((row) => ({ ...groupOfRow(row), isBounded: isCut }));
  return { data, nextCursor: null, isCut };
}

function groupOfRow(row: z.infer<typeof GroupRow>): AccessGroup {
  const { id, name, note, rows } = row;
  return { id, name: name ?? "", note, rows, isBounded: false, privilege: PRIVILEGES[row.privilege_rank] ?? "none" };
}
