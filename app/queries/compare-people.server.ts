import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES, RESOURCE_TYPES } from "../model/access.ts";
import { decodeCursor, encodeCursor } from "../model/cursor.ts";
import { type ComparedResource, type ComparedWay, DIFFERENCES, type Difference, type Page } from "../model/views.ts";
import { createConditions } from "./fragments.ts";
import { type PageRequest, pageOf } from "./page.ts";
import { listAccountIdsOfPeople } from "./person-ids.server.ts";

// One row for each resource that either reaches, with the highest level of each and all their ways, told without the
// account: two people never share one.
const COMPARED = `with held as (
  select access.resource_node_id, access.resource_type, access.resource_id, access.resource_name,
    access.privilege_rank, access.subject_account_id = any($1::uuid[]) as is_first,
    jsonb_build_object(
      'role', access.role, 'privilege', access.privilege, 'accessPath', access.access_path, 'via', access.via
    ) as way
  from effective_access as access
  where access.subject_account_id = any($1::uuid[] || $2::uuid[])
), sides as (
  select held.resource_node_id, held.resource_type, held.resource_id, max(held.resource_name) as resource_name,
    max(held.privilege_rank) filter (where held.is_first) as first_rank,
    max(held.privilege_rank) filter (where not held.is_first) as second_rank,
    coalesce(jsonb_agg(distinct held.way) filter (where held.is_first), '[]') as first_ways,
    coalesce(jsonb_agg(distinct held.way) filter (where not held.is_first), '[]') as second_ways
  from held
  group by held.resource_node_id, held.resource_type, held.resource_id
), compared as (
  select sides.*, case
      when sides.second_rank is null then 'first'
      when sides.first_rank is null then 'second'
      when sides.first_rank <> sides.second_rank then 'level'
      when sides.first_ways <> sides.second_ways then 'path'
      else 'same'
    end as difference
  from sides
)`;

const differenceCount = defineStatement(
  "compared_difference_count",
  z.object({ difference: z.enum(DIFFERENCES), resources: z.number() }),
  `${COMPARED}
select compared.difference, count(*) as resources from compared group by compared.difference`,
);

const Ways = z.custom<ComparedWay[]>((value) => Array.isArray(value));

const ComparedRow = z.object({
  resource_node_id: z.string(),
  resource_type: z.enum(RESOURCE_TYPES),
  resource_id: z.string(),
  resource_name: z.string().nullable(),
  first_rank: z.number().nullable(),
  second_rank: z.number().nullable(),
  first_ways: Ways,
  second_ways: Ways,
});

const ResourceKey = z.tuple([z.string(), z.string(), z.guid()]);

const levelOf = (rank: number | null) => (rank === null ? null : (PRIVILEGES[rank] ?? null));
const highestFirst = (ways: ComparedWay[]) =>
  ways.toSorted((left, right) => PRIVILEGES.indexOf(right.privilege) - PRIVILEGES.indexOf(left.privilege));

/**
 * What two people reach, side by side: how many resources differ in which way, and a page of those of one kind, by type
 * and id, bytewise.
 */
export async function comparePeople(
  tx: TenantTransaction,
  request: PageRequest & { firstId: string; secondId: string; difference: Difference },
): Promise<{ counts: Record<Difference, number>; page: Page<ComparedResource> }> {
  const conditions = createConditions();
  // $1 and $2 of the text above.
  conditions.value(await listAccountIdsOfPeople(tx, [request.firstId]));
  conditions.value(await listAccountIdsOfPeople(tx, [request.secondId]));
  const counts = Object.fromEntries(DIFFERENCES.map((kind) => [kind, 0])) as Record<Difference, number>;
  for (const row of await tx.query(differenceCount, [...conditions.values])) counts[row.difference] = row.resources;
  conditions.add("d", request.difference, (value) => `compared.difference = ${value}::text`);
  const after = decodeCursor(request.cursor, ResourceKey);
  if (after !== null) {
    conditions.add(
      "c",
      after[0],
      (type) =>
        `(compared.resource_type, compared.resource_id, compared.resource_node_id) > (${type}::text, ${conditions.value(after[1])}::text, ${conditions.value(after[2])}::uuid)`,
    );
  }
  const statement = defineStatement(
    "compared_resource_list",
    ComparedRow,
    `${COMPARED}
select compared.* from compared
where ${conditions.sql()}
order by compared.resource_type, compared.resource_id, compared.resource_node_id
limit ${conditions.value(request.limit + 1)}::integer`,
    conditions.name(),
  );
  const rows = await tx.query(statement, conditions.values);
  const page = pageOf(
    rows,
    request.limit,
    (row) => encodeCursor([row.resource_type, row.resource_id, row.resource_node_id]),
    (row): ComparedResource => ({
      resource: {
        id: row.resource_node_id,
        nativeId: row.resource_id,
        type: row.resource_type,
        name: row.resource_name,
      },
      first: { privilege: levelOf(row.first_rank), ways: highestFirst(row.first_ways) },
      second: { privilege: levelOf(row.second_rank), ways: highestFirst(row.second_ways) },
    }),
  );
  return { counts, page };
}
