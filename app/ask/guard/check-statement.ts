import { createFindings } from "./findings.ts";
import { sealStatement } from "./seal.ts";
import { checkText } from "./text.ts";
import { isTree, listOf, type Tree, unwrap } from "./tree.ts";
import { Refusal, type Verdict } from "./verdict.ts";
import { walkStatement } from "./walk.ts";

/** PostgreSQL's own parser, as libpg-query gives it; `parse` throws an error named SqlError on what is no SQL. */
export type Parser = {
  parse(sql: string): unknown;
  fingerprint(sql: string): string;
  normalize(sql: string): string;
};

export type Checked = {
  verdict: Verdict;
  /** What may run, when `rows` was given and the verdict is yes. */
  text: string | null;
  /** The parser may have lost its memory's shape (https://github.com/pganalyze/libpg_query/issues/348): throw it away. */
  spoiled: boolean;
};

/**
 * The guard's decision. Every step refuses what it does not know.
 * @param rows makes the text that runs: the same statement inside one that ends after so many rows
 */
export function checkStatement(sql: unknown, parser: Parser, rows: number | null = null): Checked {
  try {
    const text = checkText(sql);
    const { statement, source } = parseOne(text, parser);
    const findings = createFindings();
    walkStatement(statement, findings);
    const sealed = rows === null ? null : sealStatement(source, statement, rows, (wrapped) => parser.parse(wrapped));
    const verdict: Verdict = {
      ok: true,
      tables: [...findings.tables].sort(),
      functions: [...findings.functions].sort(),
      fingerprint: parser.fingerprint(source),
      normalized: parser.normalize(source).trim(),
    };
    return { verdict, text: sealed, spoiled: false };
  } catch (error) {
    if (error instanceof Refusal) {
      const { layer, message } = error;
      return { verdict: { ok: false, layer, reason: message }, text: null, spoiled: false };
    }
    if (error instanceof Error && error.name === "SqlError") {
      return {
        verdict: { ok: false, layer: "parse", reason: error.message.slice(0, 200) },
        text: null,
        spoiled: false,
      };
    }
    return {
      verdict: { ok: false, layer: "parse", reason: "the parser gave up: the statement is nested too deeply" },
      text: null,
      spoiled: true,
    };
  }
}

/** @returns the only statement and its own bytes, what stands before and after it cut off */
function parseOne(text: string, parser: Parser): { statement: Tree; source: string } {
  const parsed = parser.parse(text);
  const statements = isTree(parsed) ? listOf(parsed.stmts) : [];
  const [only] = statements;
  if (statements.length !== 1 || !isTree(only)) {
    throw new Refusal("statement", `${statements.length} statements; exactly one is allowed`);
  }
  const statement = unwrap(only.stmt, "SelectStmt");
  if (statement === null) {
    const [type = "nothing"] = isTree(only.stmt) ? Object.keys(only.stmt) : [];
    throw new Refusal("statement", `${type.replace(/Stmt$/, "")} is not a SELECT`);
  }
  // Both count bytes, not characters; no length means to the end.
  const start = typeof only.stmt_location === "number" ? only.stmt_location : 0;
  const length = typeof only.stmt_len === "number" ? only.stmt_len : undefined;
  const bytes = Buffer.from(text);
  const end = length === undefined ? bytes.length : start + length;
  return { statement, source: bytes.subarray(start, end).toString("utf8").trimEnd() };
}
