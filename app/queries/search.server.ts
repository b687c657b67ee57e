import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

export type SearchKind = "person" | "account" | "group" | "resource";

const searchPatternSet = defineStatement(
  "search_pattern_set",
  z.object({ pattern: z.string() }),
  "select set_config('app.search_pattern', $1::text, true) as pattern",
);

/** The trigram operator is not leakproof: only a policy's own condition may run before the tenant's. */
const searchHitList = defineStatement(
  "search_hit_list",
  z.object({ entity_id: z.string() }),
  "select search_documents.entity_id from search_documents where search_documents.kind = $1::text limit $2::integer",
);

/** @returns the `like` pattern that finds the text anywhere, with its own wildcards taken literally. */
export function likePattern(text: string): string {
  return `%${text.toLowerCase().replaceAll(/[\\%_]/g, "\\$&")}%`;
}

/**
 * From here to the end of the transaction `search_documents` shows the hits of the text, and only those.
 * Lists then take `id in (<searchHits(kind)>)` as one of their conditions.
 */
export async function setSearch(tx: TenantTransaction, text: string): Promise<void> {
  await tx.query(searchPatternSet, [likePattern(text)]);
}

/** @returns SQL: the identifiers that `setSearch` found. */
export function searchHits(kind: SearchKind): string {
  return `select search_documents.entity_id from search_documents where search_documents.kind = '${kind}'`;
}

/** @returns identifiers of at most `limit` entities of the kind whose name, label, e-mail or native id holds the text. */
export async function findHits(
  tx: TenantTransaction,
  text: string,
  kind: SearchKind,
  limit: number,
): Promise<string[]> {
  await setSearch(tx, text);
  const rows = await tx.query(searchHitList, [kind, limit]);
  return rows.map((row) => row.entity_id);
}
