import type { Findings } from "./findings.ts";
import { NODE_SCHEMA } from "./generated/node-schema.ts";
import { ENUMERATIONS, GRAMMAR, SPOKEN } from "./grammar.ts";
import { RULES } from "./rules.ts";
import { NO_NAMES, openScope, type Scope } from "./scope.ts";
import { isTree, type Tree } from "./tree.ts";
import { quote, Refusal } from "./verdict.ts";

/** Deeper trees come from generators of SQL, and cost the parser its stack. */
const MAX_DEPTH = 200;
const MAX_NODES = 20_000;

const SCALARS: Readonly<Record<string, string>> = {
  string: "string",
  bool: "boolean",
  int32: "number",
  uint32: "number",
};

const REFERENCE = "Node";

/**
 * Walks a statement along the parser's own description of its nodes, so that nothing in it is passed over: every field
 * is a node, an enumeration or a scalar that the grammar names, or the statement is refused.
 * @throws Refusal
 */
export function walkStatement(statement: Tree, findings: Findings): void {
  const state = { nodes: 0 };

  function node(type: string, value: unknown, scope: Scope, depth: number): void {
    if (!isTree(value)) throw new Refusal("parse", `${type} is not a node`);
    const allowed = GRAMMAR[type];
    const described = NODE_SCHEMA[type];
    if (allowed === undefined || described === undefined) refuseNode(type);
    if (depth > MAX_DEPTH) throw new Refusal("limit", `nested deeper than ${MAX_DEPTH} nodes`);
    state.nodes += 1;
    if (state.nodes > MAX_NODES) throw new Refusal("limit", `more than ${MAX_NODES} nodes`);
    for (const name of Object.keys(value)) {
      if (!allowed.has(name)) throw new Refusal("keywords", SPOKEN[name] ?? `${type}.${name} is not allowed`);
    }
    RULES[type]?.(value, scope, findings);
    const inner = type === "SelectStmt" ? withClause(value, scope, depth) : scope;
    for (const [name, content] of Object.entries(value)) {
      if (type === "SelectStmt" && name === "withClause") continue;
      field(type, name, described[name] ?? "", content, inner, depth);
    }
  }

  function field(type: string, name: string, kind: string, content: unknown, scope: Scope, depth: number): void {
    if (kind.endsWith("[]")) {
      if (!Array.isArray(content)) throw new Refusal("parse", `${type}.${name} is not a list`);
      for (const item of content) field(type, name, kind.slice(0, -2), item, scope, depth);
      return;
    }
    if (kind === REFERENCE) {
      reference(type, content, scope, depth);
      return;
    }
    if (NODE_SCHEMA[kind] !== undefined) {
      node(kind, content, scope, depth + 1);
      return;
    }
    const scalar = SCALARS[kind];
    const fits =
      scalar === undefined
        ? typeof content === "string" && ENUMERATIONS[kind]?.has(content) === true
        : typeof content === scalar;
    if (!fits) throw new Refusal("keywords", `${quote(String(content))} is not allowed as ${type}.${name}`);
  }

  /** A field of any node: an object with one key, the node's type. ROWS FROM has empty ones for "no column list". */
  function reference(type: string, content: unknown, scope: Scope, depth: number): void {
    if (!isTree(content)) throw new Refusal("parse", `a part of ${type} is not a node`);
    const [entry, ...more] = Object.entries(content);
    if (more.length > 0) throw new Refusal("parse", `a part of ${type} is more than one node`);
    if (entry === undefined) {
      if (type === "List" || type === "SelectStmt") return;
      throw new Refusal("parse", `a part of ${type} is empty`);
    }
    node(entry[0], entry[1], scope, depth + 1);
  }

  /** @returns what the rest of the statement sees */
  function withClause(select: Tree, scope: Scope, depth: number): Scope {
    const clause = select.withClause;
    if (clause === undefined) return scope;
    if (!isTree(clause)) throw new Refusal("parse", "WITH is not a node");
    for (const name of Object.keys(clause)) {
      if (!GRAMMAR.WithClause?.has(name)) throw new Refusal("keywords", `WithClause.${name} is not allowed`);
    }
    return openScope(clause, scope, (item, visible) => reference("WithClause", item, visible, depth + 1));
  }

  node("SelectStmt", statement, NO_NAMES, 0);
}

function refuseNode(type: string): never {
  if (type.endsWith("Stmt")) {
    const spoken = type.slice(0, -4).replace(/([a-z])([A-Z])/g, "$1 $2");
    throw new Refusal("statement", `${spoken.toUpperCase()} is not a SELECT`);
  }
  throw new Refusal("keywords", SPOKEN[type] ?? `${type} is not allowed`);
}
