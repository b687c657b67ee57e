import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { decodeBytesCursor } from "../model/cursor.ts";
import type { ExplainedPath } from "../model/views.ts";
import { describePaths, TRACED_COLUMNS, TracedColumns, tracedOfColumns } from "./describe-paths.server.ts";

const accessRowFind = defineStatement(
  "effective_access_find",
  TracedColumns,
  `select ${TRACED_COLUMNS}
from effective_access_in_order as effective_access
where effective_access.sort_key = $1::bytea
limit 1`,
);

/**
 * One row of effective access with its path, edge by edge.
 * @param key as `listEffectiveAccess` gives it
 * @returns null when the row does not stand any more
 * @throws CursorError when the key is none
 */
export async function findAccessRow(
  tx: TenantTransaction,
  key: string,
): Promise<{ key: string; resourceNodeId: string; path: ExplainedPath } | null> {
  const [columns] = await tx.query(accessRowFind, [decodeBytesCursor(key)]);
  if (columns === undefined) return null;
  const [path] = await describePaths(tx, [tracedOfColumns(columns)], columns.resource_node_id);
  return path === undefined ? null : { key, resourceNodeId: columns.resource_node_id, path };
}
