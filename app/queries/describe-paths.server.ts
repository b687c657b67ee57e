import { z } from "zod";
import { explainEdges, type TracedAccess } from "../access/explain.ts";
import type { TenantTransaction } from "../db/database.server.ts";
import { TRACED_TABLES } from "../model/traced-tables.ts";
import type { ExplainedPath } from "../model/views.ts";
import {
  EFFECTIVE_ACCESS_COLUMNS,
  EffectiveAccessColumns,
  rowOfColumns,
  toContractRow,
} from "./effective-access-row.ts";
import { findExplainFacts } from "./explain-facts.server.ts";
import { findSourceRecords } from "./source-records.server.ts";

/** A row of effective access with the record of its grant. */
export const TracedColumns = EffectiveAccessColumns.extend({
  grant_table: z.enum(TRACED_TABLES).nullable(),
  grant_id: z.string().nullable(),
});

/** What a statement selects for it. */
export const TRACED_COLUMNS = [...EFFECTIVE_ACCESS_COLUMNS, "grant_table", "grant_id"]
  .map((column) => `effective_access.${column}`)
  .join(", ");

/** @returns the row as explanations take it */
export function tracedOfColumns(columns: z.infer<typeof TracedColumns>): TracedAccess {
  const row = rowOfColumns(columns);
  const { grant_table: table, grant_id: id } = columns;
  return {
    access: toContractRow(row),
    accountId: row.subjectAccountId,
    grant: table === null || id === null ? null : { table, id },
  };
}

/**
 * Each path edge by edge, with the record that says so and the time of its last sync.
 * @param traced rows of one resource @param resourceNodeId uuid of the resource
 */
export async function describePaths(
  tx: TenantTransaction,
  traced: readonly TracedAccess[],
  resourceNodeId: string,
): Promise<ExplainedPath[]> {
  const facts = await findExplainFacts(tx, [...traced], resourceNodeId);
  const paths = traced.map((row) => ({ access: row.access, edges: explainEdges(row, facts) }));
  const refs = paths.flatMap((path) => path.edges.flatMap((edge) => edge.source ?? []));
  const records = await findSourceRecords(tx, refs);
  return paths.map(({ access, edges }) => ({
    access,
    edges: edges.map(({ source: ref, ...edge }) => {
      const record = ref === null ? undefined : records.get(ref.id);
      if (record === undefined) return { ...edge, source: null, syncedAt: null };
      const { syncedAt, ...source } = record;
      return { ...edge, source, syncedAt };
    }),
  }));
}
