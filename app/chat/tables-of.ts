/** Relations that a statement of the catalogue reads, in alphabetical order: what stands after from and join and is no part of itself. */
export function tablesOf(sql: string): string[] {
  const own = new Set(
    [...sql.matchAll(/\b([a-z_]+)\s*(?:\([a-z_, ]*\))?\s+as\s+(?:(?:not\s+)?materialized\s+)?\(/g)].map(
      ([, name]) => name,
    ),
  );
  const read = [...sql.matchAll(/\b(?<!distinct )(?:from|join)\s+(?:only\s+)?([a-z_]+)\b(?!\s*[.(])/g)].map(
    ([, name]) => name ?? "",
  );
  return [...new Set(read)].filter((name) => !own.has(name) && !NO_RELATION.has(name)).sort();
}

const NO_RELATION = new Set(["lateral", "unnest", "select"]);
