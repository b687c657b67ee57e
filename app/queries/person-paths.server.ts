import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import {
  type Certainty,
  type Hop,
  PRIVILEGES,
  PROVIDERS,
  type Privilege,
  RESOURCE_TYPES,
  type ResourceType,
  SUBJECT_STATUSES,
} from "../model/access.ts";
import { createPathGraph, type PathGraph } from "../model/path-graph.ts";
import { listAccountIdsOfPeople } from "./person-ids.server.ts";

/** Lines that are read for one drawing, the highest privilege first. */
const MOST_LINES = 400;
/** Resources of one type and level that are drawn one by one without being asked for. */
const FEW = 4;

/** Resources of one type that a person reaches at one level, by whatever path. */
export type ReachedResources = { type: ResourceType; privilege: Privilege; resources: number };

const reachedCount = defineStatement(
  "person_reached_resource_count",
  z.object({ type: z.enum(RESOURCE_TYPES), privilege: z.enum(PRIVILEGES), resources: z.number() }),
  `select effective_access.resource_type as type, effective_access.privilege,
  count(distinct effective_access.resource_node_id) as resources
from effective_access
where effective_access.subject_account_id = any($1::uuid[])
group by effective_access.resource_type, effective_access.privilege, effective_access.privilege_rank
order by effective_access.resource_type, effective_access.privilege_rank desc`,
);

// The hop into the resource where the grant is attached is always the last one. What is not opened stands as one line
// for all resources of its type and level that the same grant gives.
const pathList = defineStatement(
  "person_path_list",
  z.object({
    account_id: z.string(),
    account_label: z.string(),
    provider: z.enum(PROVIDERS),
    status: z.enum(SUBJECT_STATUSES),
    hops: z.custom<Hop[]>((value) => Array.isArray(value)),
    attached: z.custom<Hop | null>((value) => value === null || typeof value === "object"),
    role: z.string(),
    privilege: z.enum(PRIVILEGES),
    certainty: z.custom<Certainty>((value) => typeof value === "string"),
    resource_type: z.enum(RESOURCE_TYPES),
    resource_id: z.string().nullable(),
    resource_label: z.string().nullable(),
    resources: z.number(),
  }),
  `select lines.*
from (
  select access.subject_account_id as account_id, access.subject_label as account_label,
    access.subject_provider as provider, access.subject_status as status,
    case when last_hop.is_resource then access.via - -1 else access.via end as hops,
    case when last_hop.is_resource then access.via -> -1 end as attached,
    access.role, access.privilege, access.privilege_rank, access.certainty, access.resource_type,
    case when opened.is_opened then access.resource_node_id end as resource_id,
    case when opened.is_opened then max(coalesce(access.resource_name, access.resource_id)) end as resource_label,
    count(distinct access.resource_node_id) as resources
  from effective_access as access
  cross join lateral (select access.via -> -1 ->> 'kind' is not distinct from 'resource' as is_resource) as last_hop
  cross join lateral (select access.resource_type || '.' || access.privilege = any($2::text[]) as is_opened) as opened
  where access.subject_account_id = any($1::uuid[])
  group by access.subject_account_id, access.subject_label, access.subject_provider, access.subject_status, 5, 6,
    access.role, access.privilege, access.privilege_rank, access.certainty, access.resource_type,
    opened.is_opened, 12
) as lines
order by lines.privilege_rank desc, lines.resources desc, lines.provider, lines.role, lines.resource_label,
  lines.account_id, lines.hops::text
limit ${MOST_LINES + 1}`,
);

/**
 * What a person reaches: how many resources of each type at each level, and the paths there as a graph. Resources that
 * the same grant gives stand together; those of which there are few, or which are opened, stand one by one.
 * @param opened kinds of resources, `<type>.<privilege>`
 * @returns `isCut` when there are more paths than are drawn; those of the highest privilege are
 */
export async function findPersonPaths(
  tx: TenantTransaction,
  person: { id: string; name: string },
  opened: readonly string[],
): Promise<{ reached: ReachedResources[]; graph: PathGraph; isCut: boolean }> {
  const accounts = await listAccountIdsOfPeople(tx, [person.id]);
  const reached = await tx.query(reachedCount, [accounts]);
  const keyOf = ({ type, privilege }: Pick<ReachedResources, "type" | "privilege">) => `${type}.${privilege}`;
  const few = reached.filter(({ resources }) => resources <= FEW).map(keyOf);
  const rows = await tx.query(pathList, [accounts, [...few, ...opened]]);
  const counts = new Map(reached.map((one) => [keyOf(one), one.resources]));
  const lines = rows.slice(0, MOST_LINES).map((row) => ({
    person,
    account: { id: row.account_id, label: row.account_label, provider: row.provider, status: row.status },
    hops: row.hops,
    attached: row.attached,
    role: row.role,
    privilege: row.privilege,
    certainty: row.certainty,
    resource: {
      type: row.resource_type,
      id: row.resource_id,
      label: row.resource_label,
      // A box of many resources is reached by several grants, which may overlap.
      count: row.resource_id === null ? (counts.get(`${row.resource_type}.${row.privilege}`) ?? row.resources) : 1,
    },
  }));
  return { reached, graph: createPathGraph(lines), isCut: rows.length > MOST_LINES };
}
