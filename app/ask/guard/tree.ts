/** A node of the parsed statement, as the parser's JSON has it. */
export type Tree = { readonly [field: string]: unknown };

export const isTree = (value: unknown): value is Tree =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The items of a list field; an absent list is an empty one. */
export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What `{"String": {...}}` and the like wrap, or null when it wraps something else. */
export function unwrap(value: unknown, type: string): Tree | null {
  if (!isTree(value)) return null;
  const inner = value[type];
  return isTree(inner) ? inner : null;
}

/** The text of a String node; an empty text has no field. */
export function textOf(value: unknown): string | null {
  const node = unwrap(value, "String");
  if (node === null) return null;
  return typeof node.sval === "string" ? node.sval : "";
}

/** Names of a dotted name; null stands for what is no name (`*`, an index). */
export const namesOf = (value: unknown): (string | null)[] => listOf(value).map(textOf);

/** The value of a literal, casts of it included; undefined for everything else. */
export function constantOf(value: unknown): string | number | boolean | null | undefined {
  const cast = unwrap(value, "TypeCast");
  if (cast !== null) return constantOf(cast.arg);
  const negated = unwrap(value, "A_Expr");
  if (negated !== null && negated.kind === "AEXPR_OP" && negated.lexpr === undefined) {
    const operand = constantOf(negated.rexpr);
    return typeof operand === "number" && namesOf(negated.name).join() === "-" ? -operand : undefined;
  }
  const node = unwrap(value, "A_Const");
  if (node === null) return undefined;
  if (node.isnull === true) return null;
  if (isTree(node.ival)) return typeof node.ival.ival === "number" ? node.ival.ival : 0;
  if (isTree(node.fval)) return Number(node.fval.fval);
  if (isTree(node.boolval)) return node.boolval.boolval === true;
  if (isTree(node.sval)) return typeof node.sval.sval === "string" ? node.sval.sval : "";
  return undefined;
}
