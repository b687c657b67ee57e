import { z } from "zod";
import { explainEdges, sortPaths, type TracedAccess } from "../access/explain.ts";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { RESOURCE_TYPES } from "../model/access.ts";
import { TRACED_TABLES } from "../model/traced-tables.ts";
import type { Explanation } from "../model/views.ts";
import {
  EFFECTIVE_ACCESS_COLUMNS,
  EffectiveAccessColumns,
  rowOfColumns,
  toContractRow,
} from "./effective-access-row.ts";
import { findExplainFacts } from "./explain-facts.server.ts";
import { findPersonName } from "./person-ids.server.ts";
import { listResourceNodeIds } from "./resource-ids.server.ts";
import { findSourceRecords } from "./source-records.server.ts";

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
  EffectiveAccessColumns.extend({ grant_table: z.enum(TRACED_TABLES).nullable(), grant_id: z.string().nullable() }),
  `select ${EFFECTIVE_ACCESS_COLUMNS.map((column) => `effective_access.${column}`).join(", ")},
  effective_access.grant_table, effective_access.grant_id
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
  const traced = sortPaths(
    rows.map((columns): TracedAccess => {
      const row = rowOfColumns(columns);
      const { grant_table: table, grant_id: id } = columns;
      return {
        access: toContractRow(row),
        accountId: row.subjectAccountId,
        grant: table === null || id === null ? null : { table, id },
      };
    }),
  );
  const facts = await findExplainFacts(tx, traced, resource.node_id);
  const paths = traced.map((row) => ({ access: row.access, edges: explainEdges(row, facts) }));
  const refs = paths.flatMap((path) => path.edges.flatMap((edge) => edge.source ?? []));
  const records = await findSourceRecords(tx, refs);
  return {
    person,
    resource: { type: resource.type, id: resource.id, name: resource.name },
    paths: paths.map(({ access, edges }) => ({
      access,
      edges: edges.map(({ source: ref, ...edge }) => {
        const record = ref === null ? undefined : records.get(ref.id);
        if (record === undefined) return { ...edge, source: null, syncedAt: null };
        const { syncedAt, ...source } = record;
        return { ...edge, source, syncedAt };
      }),
    })),
  };
}
