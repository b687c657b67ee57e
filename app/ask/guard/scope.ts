import { isTree, listOf, type Tree, unwrap } from "./tree.ts";

/** Names of common table expressions that a table name may mean at this place. */
export type Scope = ReadonlySet<string>;

export const NO_NAMES: Scope = new Set();

/**
 * Opens the scope of a WITH clause as PostgreSQL does: without RECURSIVE a query sees the ones before it and not itself
 * (its own name there means the real table); with RECURSIVE all see all. The scope ends with the statement that has
 * the clause.
 * @param visit called for each query with the names that it sees
 * @returns the names that the statement itself sees
 */
export function openScope(clause: Tree, outer: Scope, visit: (query: unknown, visible: Scope) => void): Scope {
  const queries = listOf(clause.ctes);
  const all = new Set(outer);
  for (const query of queries) {
    const name = nameOf(query);
    if (name !== null) all.add(name);
  }
  const seen = new Set(outer);
  for (const query of queries) {
    visit(query, clause.recursive === true ? all : new Set(seen));
    const name = nameOf(query);
    if (name !== null) seen.add(name);
  }
  return all;
}

function nameOf(query: unknown): string | null {
  const expression = unwrap(query, "CommonTableExpr");
  return isTree(expression) && typeof expression.ctename === "string" ? expression.ctename : null;
}
