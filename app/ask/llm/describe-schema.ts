/** A column that analysts may read. */
export type AnalystColumn = { relation: string; column: string; type: string; comment: string | null };

// The same in every tenant table, said once in the prompt.
const EVERYWHERE = new Set(["tenant_id", "raw_response", "created_at", "updated_at", "last_synced_at", "deleted_at"]);

/**
 * The relations and their columns as one line each, `name (column type, …)`, in a fixed order, so that the beginning of
 * the prompt is the same for every question and providers can keep it.
 */
export function describeSchema(columns: readonly AnalystColumn[]): string {
  const relations = Map.groupBy(columns, ({ relation }) => relation);
  return [...relations]
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([relation, own]) => {
      const told = own.filter(({ column }) => !EVERYWHERE.has(column));
      return `${relation} (${told.map(({ column, type, comment }) => `${column} ${type}${comment === null ? "" : ` -- ${comment}`}`).join(", ")})`;
    })
    .join("\n");
}
