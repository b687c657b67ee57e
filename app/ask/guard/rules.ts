import { checkArguments } from "./argument-rules.ts";
import { checkColumn, checkColumnNames, checkIndirection } from "./attributes.ts";
import type { Findings } from "./findings.ts";
import { FUNCTIONS } from "./functions.ts";
import { checkRelation } from "./relations.ts";
import type { Scope } from "./scope.ts";
import { listOf, namesOf, type Tree, unwrap } from "./tree.ts";
import { builtinName, checkCollation, checkOperator, checkType } from "./types-operators.ts";
import { quote, Refusal } from "./verdict.ts";

/** CUBE(n) makes 2^n grouping sets. */
const MAX_CUBE = 8;

/** What the grammar cannot say, by node. Each throws Refusal. */
export const RULES: Readonly<Record<string, (node: Tree, scope: Scope, findings: Findings) => void>> = {
  SelectStmt: checkSelect,
  CommonTableExpr: checkQuery,
  RangeVar: checkRelation,
  RangeSubselect: (node) => checkSelectInside(node.subquery),
  SubLink: (node) => {
    checkSelectInside(node.subselect);
    if (node.operName !== undefined) checkOperator(node.operName);
  },
  RangeFunction: checkTableFunction,
  FuncCall: checkCall,
  ColumnRef: checkColumn,
  A_Indirection: checkIndirection,
  JoinExpr: (node) => checkColumnNames(node.usingClause),
  CTECycleClause: (node) => checkColumnNames(node.cycle_col_list),
  CTESearchClause: (node) => checkColumnNames(node.search_col_list),
  A_Expr: (node) => checkOperator(node.name),
  TypeName: checkType,
  CollateClause: checkCollation,
  GroupingSet: checkGroupingSet,
};

function checkSelect(node: Tree): void {
  if (node.limitOption === "LIMIT_OPTION_WITH_TIES") {
    throw new Refusal("limit", "WITH TIES gives more rows than it says");
  }
}

function checkQuery(node: Tree): void {
  checkSelectInside(node.ctequery);
}

/** A data-modifying statement inside a query; the grammar has no such node either. */
function checkSelectInside(query: unknown): void {
  if (unwrap(query, "SelectStmt") === null) throw new Refusal("statement", "only SELECT is allowed inside a query");
}

/** Each item is one call and its column list; SQL-syntax calls (`FROM current_user`) are no FuncCall. */
function checkTableFunction(node: Tree): void {
  for (const item of listOf(node.functions)) {
    const [call] = listOf(unwrap(item, "List")?.items);
    if (unwrap(call, "FuncCall") === null) throw new Refusal("functions", "FROM takes tables, queries and functions");
  }
}

function checkCall(node: Tree, _scope: Scope, findings: Findings): void {
  const name = builtinName(node.funcname);
  if (name === null || !FUNCTIONS.has(name)) {
    throw new Refusal("functions", `the function ${quote(namesOf(node.funcname).join("."))} is not allowed`);
  }
  checkArguments(name, node);
  findings.functions.add(name);
}

function checkGroupingSet(node: Tree): void {
  if (node.kind === "GROUPING_SET_CUBE" && listOf(node.content).length > MAX_CUBE) {
    throw new Refusal("limit", `CUBE takes at most ${MAX_CUBE} columns`);
  }
}
