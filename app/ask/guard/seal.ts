import { isDeepStrictEqual } from "node:util";
import { isTree, listOf, type Tree, unwrap } from "./tree.ts";
import { Refusal } from "./verdict.ts";

/** Opens the text that runs; positions that the server reports count from here. */
export const SEAL_PREFIX = "select * from (\n";

const wrap = (source: string, rows: number) => `${SEAL_PREFIX}${source}\n) as answer limit ${rows}`;

/**
 * Puts a statement inside one that ends after `rows` rows, and proves that it is the same statement there: the text is
 * parsed again and the trees are compared. The source is never printed from its tree: printers do not quote every name,
 * so a name can become a statement. The line break ends a trailing comment.
 * @throws Refusal when the wrapped text means something else
 */
export function sealStatement(source: string, statement: Tree, rows: number, parse: (sql: string) => unknown): string {
  const text = wrap(source, rows);
  const outer = onlyStatement(parse(text));
  const [from] = listOf(outer?.fromClause);
  const inner = unwrap(unwrap(from, "RangeSubselect")?.subquery, "SelectStmt");
  if (outer === null || inner === null) throw new Refusal("parse", "the statement changes when it is put in brackets");
  const bare = onlyStatement(parse(wrap("select", rows)));
  const same =
    isDeepStrictEqual(withoutPositions(inner), withoutPositions(statement)) &&
    isDeepStrictEqual(withoutSource(outer), withoutSource(bare));
  if (!same) throw new Refusal("parse", "the statement changes when it is put in brackets");
  return text;
}

function onlyStatement(parsed: unknown): Tree | null {
  const statements = isTree(parsed) ? listOf(parsed.stmts) : [];
  const [only] = statements;
  return statements.length === 1 && isTree(only) ? unwrap(only.stmt, "SelectStmt") : null;
}

const POSITIONS = new Set(["location", "list_start", "list_end", "rexpr_list_start", "rexpr_list_end"]);

function withoutPositions(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutPositions);
  if (!isTree(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !POSITIONS.has(name))
      .map(([name, content]) => [name, withoutPositions(content)]),
  );
}

/** The wrapping alone: everything but what stands in the brackets. */
function withoutSource(outer: Tree | null): unknown {
  const [from] = listOf(outer?.fromClause);
  const { subquery: _, ...brackets } = unwrap(from, "RangeSubselect") ?? {};
  return withoutPositions({ ...outer, fromClause: [brackets] });
}
