import { z } from "zod";
import { sortPaths } from "../access/explain.ts";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { RESOURCE_TYPES } from "../model/access.ts";
import type { Explanation } from "../model/views.ts";
import { describePaths, TRACED_COLUMNS, TracedColumns, tracedOfColumns } from "./describe-paths.server.ts";
import { findPersonName } from "./person-ids.server.ts";
import { listResourceNodeIds } from "./resource-ids.server.ts";

const explainedResourceFind = defineStatement(
  "explained_resource_find",
  z.object({ node_id: z.string(), type: z.enum(RESOURCE_TYPES), id: z.string(), name: z.string().nullable() }),
  `select resources.id as node_id, resources.type, resources.native_id as id, resources.name
from resources
where resources.id = any($1::uuid[]) and resources.deleted_at is null
order by resources.type, resources.id
limit 1`,
);

const explainedAccessList = defineStatement(
  "explained_access_list",
  TracedColumns,
  `select ${TRACED_COLUMNS}
from effective_access
where effective_access.person_id = $1::uuid and effective_access.resource_node_id = $2::uuid
order by effective_access.sort_key`,
);

/**
 * Why a person has access to a resource: every path, shortest first, each edge with the record that says so and the
 * time of its last sync. No path at all is an answer too: `paths` is empty.
 * @param request.person uuid or e-mail @param request.resource the provider's own id or the uuid of the node
 * @returns null when there is no such person or no such resource
 */
export async function explainAccess(
  tx: TenantTransaction,
  request: { person: string; resource: string },
): Promise<Explanation | null> {
  const person = await findPersonName(tx, request.person);
  const [resource] = await tx.query(explainedResourceFind, [await listResourceNodeIds(tx, request.resource)]);
  if (person === null || resource === undefined) return null;
  const rows = await tx.query(explainedAccessList, [person.id, resource.node_id]);
  const traced = sortPaths(rows.map(tracedOfColumns));
  return {
    person,
    resource: { type: resource.type, id: resource.id, name: resource.name },
    paths: await describePaths(tx, traced, resource.node_id),
  };
}
