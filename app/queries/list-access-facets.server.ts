import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { ACCESS_PATHS, PRIVILEGES, PROVIDERS, RESOURCE_TYPES, SUBJECT_STATUSES } from "../model/access.ts";
import { type AccessFacets, countFacets, type KindOfAccess } from "../model/access-facets.ts";
import type { AccessFilters } from "../model/filters.ts";
import { listHits, planSeeks, type Seek } from "./access-seeks.server.ts";
import { type Conditions, createConditions } from "./fragments.ts";

/** Rows that are looked at where the counts that refreshes keep do not say it: 10,000 take 30 ms. */
const MOST_COUNTED = 10_000;

const KindRow = z.object({
  provider: z.enum(PROVIDERS),
  resource_type: z.enum(RESOURCE_TYPES),
  access_path: z.enum(ACCESS_PATHS),
  status: z.enum(SUBJECT_STATUSES),
  privilege_rank: z.number(),
  rows: z.number(),
});

const KIND = "subject_provider, resource_type, access_path, subject_status, privilege_rank";
const KIND_AS = "subject_provider as provider, resource_type, access_path, subject_status as status, privilege_rank";

const kindsOfAll = defineStatement(
  "access_facet_list",
  KindRow,
  `select ${KIND_AS}, sum(access_facets.rows)::bigint as rows
from access_facets
where $1::text is null or access_facets.role = $1::text
group by ${KIND}`,
);

/**
 * How many rows of effective access each choice would leave beside the other filters. Over everybody they are kept counts;
 * of a person, a resource or a search they are counted, up to 10,000 rows.
 */
export async function listAccessFacets(tx: TenantTransaction, filters: AccessFilters): Promise<AccessFacets> {
  const { person, resource, search, role } = filters;
  if (person === undefined && resource === undefined && search === undefined) {
    const rows = await tx.query(kindsOfAll, [role ?? null]);
    return { ...countFacets(rows.map(kindOfRow), filters), isBounded: false };
  }
  const conditions = createConditions();
  if (role !== undefined) conditions.add("o", role, (given) => `effective_access.role = ${given}::text`);
  const isAboutOne = person !== undefined || resource !== undefined;
  const found = isAboutOne
    ? { seeks: (await planSeeks(tx, filters, conditions)) ?? [], isCut: false }
    : await listHits(tx, search ?? "");
  // Only a search beside a person or a resource is held against people.
  const view = isAboutOne && search !== undefined ? "effective_access" : "effective_access_rows";
  const rows = await tx.query(countStatement(view, found.seeks, conditions), conditions.values);
  const counted = rows.reduce((sum, kind) => sum + kind.rows, 0);
  return { ...countFacets(rows.map(kindOfRow), filters), isBounded: found.isCut || counted >= MOST_COUNTED };
}

/** A row may be hit twice, as somebody's and as a resource's; the limit stands inside, where the walk ends at it. */
function countStatement(
  view: "effective_access" | "effective_access_rows",
  seeks: readonly Seek[],
  conditions: Conditions,
) {
  const walks = seeks.map(
    (seek) => `(select effective_access.sort_key, ${KIND.replaceAll(/\w+/g, "effective_access.$&")}
from ${view} as effective_access
where effective_access.${seek.column} = any(${conditions.value(seek.ids)}::uuid[]) and ${conditions.sql()}
limit ${MOST_COUNTED})`,
  );
  return defineStatement(
    `access_facet_count_${seeks.map((seek) => seek.column.slice(0, 1)).join("")}`,
    KindRow,
    `select ${KIND_AS}, count(*) as rows
from (${walks.join("\nunion\n")}) as walked
group by ${KIND}`,
    conditions.name(),
  );
}

function kindOfRow(row: z.infer<typeof KindRow>): KindOfAccess {
  return {
    provider: row.provider,
    resourceType: row.resource_type,
    accessPath: row.access_path,
    status: row.status,
    privilege: PRIVILEGES[row.privilege_rank] ?? "none",
    rows: row.rows,
  };
}
