import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { RESOURCE_TYPES } from "../model/access.ts";
import { isUuid } from "../model/filters.ts";
import { nodeId } from "../model/node-id.ts";

/** The types are named so that the index on (tenant, type, native id) serves a native id of any type. */
const resourceNodeIdList = defineStatement(
  "resource_node_id_list",
  z.object({ id: z.string() }),
  `select resources.id
from resources
where resources.type = any($1::text[]) and resources.native_id = $2::text and resources.deleted_at is null
order by resources.type, resources.id`,
);

/**
 * @param resource the uuid of the node, or the provider's own id (`billing-prod`, `organizations/1`); the latter may
 * name several resources of different types, which are then all meant
 */
export async function listResourceNodeIds(tx: TenantTransaction, resource: string): Promise<string[]> {
  const rows = await tx.query(resourceNodeIdList, [RESOURCE_TYPES, resource]);
  if (rows.length === 0 && isUuid(resource)) return [resource.toLowerCase()];
  return rows.map((row) => row.id);
}

/**
 * Every node that the words may mean, whether it is, was or never was: identifiers are made from what the provider says.
 * @param resource as for `listResourceNodeIds`
 */
export function listResourceNodes(resource: string): string[] {
  const nodes = RESOURCE_TYPES.map((type) => nodeId("resource", type, resource));
  return isUuid(resource) ? [resource.toLowerCase(), ...nodes] : nodes;
}
