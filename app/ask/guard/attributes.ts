import { ATTRIBUTE_FUNCTIONS } from "./generated/attribute-functions.ts";
import { listOf, namesOf, type Tree, textOf, unwrap } from "./tree.ts";
import { quote, Refusal } from "./verdict.ts";

const SYSTEM_COLUMNS = new Set(["ctid", "xmin", "xmax", "cmin", "cmax", "tableoid", "oid"]);

/**
 * Names that are functions of one argument and, at the same time, what people call a column or what a column is called
 * that nobody named. Called by accident they read nothing but their argument.
 */
const COLUMN_NAMES = new Set([
  "age",
  "date",
  "each",
  "format",
  "json_agg",
  "jsonb_agg",
  "max",
  "min",
  "money",
  "numeric",
  "sort",
  "system",
  "time",
  "timestamp",
  "timestamptz",
  "timezone",
]);

const MAX_PARTS = 3;

/**
 * `value.name` calls the function `name` when there is no such column (a row's, a scalar's alias), and the tree shows
 * no call: https://www.postgresql.org/docs/current/xfunc-sql.html#XFUNC-SQL-COMPOSITE-FUNCTIONS.
 * @throws Refusal
 */
export function checkColumn(node: Tree): void {
  const parts = listOf(node.fields);
  if (parts.length > MAX_PARTS) throw new Refusal("relations", "names of another database are not allowed");
  const last = textOf(parts.at(-1));
  if (last === null) return;
  if (SYSTEM_COLUMNS.has(last)) throw new Refusal("relations", `the system column ${quote(last)} is not allowed`);
  if (parts.length > 1 && ATTRIBUTE_FUNCTIONS.has(last) && !COLUMN_NAMES.has(last)) refuse(last);
}

/** `(value).name`, `(value)[1].name`. @throws Refusal */
export function checkIndirection(node: Tree): void {
  for (const step of listOf(node.indirection)) {
    if (unwrap(step, "A_Indices") !== null) continue;
    const name = textOf(step);
    if (name === null) throw new Refusal("functions", "(value).* is not allowed");
    if (SYSTEM_COLUMNS.has(name)) throw new Refusal("relations", `the system column ${quote(name)} is not allowed`);
    if (ATTRIBUTE_FUNCTIONS.has(name)) refuse(name);
  }
}

/** Columns of a USING clause and of CYCLE and SEARCH. @throws Refusal */
export function checkColumnNames(names: unknown): void {
  for (const name of namesOf(names)) {
    if (name !== null && SYSTEM_COLUMNS.has(name)) {
      throw new Refusal("relations", `the system column ${quote(name)} is not allowed`);
    }
  }
}

function refuse(name: string): never {
  throw new Refusal("functions", `.${name} would call a function of that name`);
}
