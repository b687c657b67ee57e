import type { AskColumn } from "../ask/run/result.ts";
import type { AnswerColumn, AnswerColumnKind, AnswerRow } from "../model/answer.ts";
import type { Json } from "../model/json.ts";

const LINKED = {
  person_id: "person",
  group_id: "group",
  resource_id: "resource",
  resource_node_id: "resource",
} as const;
type LinkedName = keyof typeof LINKED;

const isLinked = (name: string): name is LinkedName => Object.hasOwn(LINKED, name);

/** Rows of SQL in the shape of an answer: identifiers become the links of what they identify. */
export function tableOf(columns: readonly AskColumn[], rows: readonly Json[][]) {
  const shown: AnswerColumn[] = [];
  for (const [at, { name, type }] of columns.entries()) {
    const key = keyOf(name, at, columns);
    const column: AnswerColumn = { key, label: name.replaceAll("_", " "), kind: kindOf(type) };
    if (isLinked(name)) {
      const link = { to: LINKED[name], keys: [key] };
      const named = shown.find(({ label, link: taken }) => taken === undefined && isNameOf(label, LINKED[name]));
      if (named === undefined) shown.push({ ...column, link });
      else named.link = link;
    } else {
      shown.push(column);
    }
  }
  for (const column of shown) {
    if (column.link !== undefined) continue;
    const id = columns.findIndex(({ name }) => isLinked(name) && isNameOf(column.label, LINKED[name]));
    const name = columns[id]?.name;
    if (name === undefined || !isLinked(name)) continue;
    const key = keyOf(name, id, columns);
    column.link = { to: LINKED[name], keys: [key] };
  }
  const named = new Set(shown.flatMap(({ key, link }) => (link && link.keys[0] !== key ? link.keys : [])));
  return {
    columns: shown.filter(({ key }) => !named.has(key)),
    rows: rows.map(
      (row): AnswerRow =>
        Object.fromEntries(columns.map(({ name }, at) => [keyOf(name, at, columns), cellOf(row[at] ?? null)])),
    ),
  };
}

/** A name may stand twice; the second one is told apart by its place. */
function keyOf(name: string, at: number, columns: readonly AskColumn[]): string {
  return columns.findIndex((other) => other.name === name) === at ? name : `${name}_${at + 1}`;
}

function isNameOf(label: string, thing: string): boolean {
  return label === thing || label === `${thing} name` || label === thing.replace("person", "name");
}

function kindOf(type: string): AnswerColumnKind {
  if (/^(small|big)?int|^integer|^numeric|^double|^real/.test(type)) return "number";
  if (/^timestamp|^date$/.test(type)) return "time";
  if (type === "boolean") return "yes-no";
  return type.endsWith("[]") ? "list" : "text";
}

function cellOf(value: Json): AnswerRow[string] {
  if (Array.isArray(value) && value.every((one) => typeof one !== "object")) return value.join(", ");
  return typeof value === "object" && value !== null ? JSON.stringify(value) : value;
}

/** Made of the rows alone: how many there are, and how many people where the rows say who. */
export function summariseRows(rows: readonly AnswerRow[], truncated: boolean): string {
  if (rows.length === 0)
    return "No row matches. That is what the collected data says; what was not collected cannot show.";
  const atLeast = truncated ? "At least " : "";
  const count = `${atLeast}${rows.length} ${rows.length === 1 ? "row" : "rows"}`;
  const people = new Set(rows.map(({ person_id }) => person_id).filter((id) => id !== null && id !== undefined));
  return people.size === 0 ? `${count}.` : `${count} about ${people.size} ${people.size === 1 ? "person" : "people"}.`;
}
