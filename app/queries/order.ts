import { z } from "zod";
import { decodeCursor, encodeCursor } from "../model/cursor.ts";
import { readSort, type Sort, turnSort } from "../model/sorting.ts";
import type { Conditions } from "./fragments.ts";

/** One column of a list's key, never null; `given` takes the placeholder of its value in a cursor. */
type KeyPart = { sql: string; given: (placeholder: string) => string };

/** A column that a list can be sorted by, besides its key: SQL of type text or bigint. */
type SortColumn = { sql: string; type: "text" | "bigint"; isNullable: boolean };

type KeyValue = string | number;
/** What a row brings for its cursor where the list is not in the order of its key. */
export const SORTED = { sort_value: z.string().nullable().optional() };
type SortedRow = { sort_value?: string | null | undefined };

/**
 * The orders of a list.
 * - `own`: what its key's order is called; the same column turned round is the key walked backwards
 * - `key`: its columns, of which the last tells rows apart; `descends` when the largest stands first in the own order
 * - `columns`: the others. Rows that are alike in one of them keep the own order, and those without a value stand last
 */
export type ListOrder<Name extends string, Row> = {
  own: Sort<Name>;
  key: {
    parts: readonly KeyPart[];
    descends: boolean;
    shape: z.ZodType<KeyValue[]>;
    of: (row: Row) => KeyValue[];
  };
  columns: Partial<Record<Name, SortColumn>>;
};

/** What a page's statement takes from its order. */
type PageOrder<Row> = {
  /** Behind `order by`. */
  by: string;
  /** Behind the last column of the select list: what the cursor needs and the row does not have. */
  select: string;
  /** Tells the statements of different orders apart. */
  variant: () => string;
  cursorOf: (row: Row & SortedRow) => string;
};

/** Text is compared bytewise, as by every list. */
export const textPart = (sql: string): KeyPart => ({ sql: `${sql} collate "C"`, given: (value) => `${value}::text` });
export const uuidPart = (sql: string): KeyPart => ({ sql, given: (value) => `${value}::uuid` });

export const textColumn = (sql: string): SortColumn => ({
  sql: `(${sql}) collate "C"`,
  type: "text",
  isNullable: false,
});
export const numberColumn = (sql: string): SortColumn => ({
  sql: `(${sql})::bigint`,
  type: "bigint",
  isNullable: false,
});
/** A time to the microsecond, as its number of microseconds: a double would round it. */
export const timeColumn = (sql: string): SortColumn => numberColumn(`extract(epoch from ${sql}) * 1000000`);
export const orNull = (column: SortColumn): SortColumn => ({ ...column, isNullable: true });

/**
 * The order of one page; what the cursor asks for becomes a condition.
 * @throws CursorError when the cursor is not one of this list in this order
 */
export function orderPage<Name extends string, Row>(
  order: ListOrder<Name, Row>,
  request: { sort?: Sort<Name> | undefined; cursor?: string | null | undefined },
  conditions: Conditions,
): PageOrder<Row> {
  const sort = request.sort ?? order.own;
  const { name, isDescending } = readSort(sort);
  const column = order.columns[name];
  if (column === undefined) return orderByKey(order, sort, request.cursor, conditions);
  const { key } = order;
  const shape = z.tuple([valueShape(column), key.shape]);
  const after = decodeCursor(request.cursor, shape, sort);
  if (after !== null)
    addAfter(conditions, column, isDescending, after, behind(conditions, key.parts, key.descends, after[1]));
  return {
    by: `${column.sql} ${isDescending ? "desc" : "asc"} nulls last, ${byKey(key.parts, key.descends)}`,
    select: `, (${column.sql})::text as sort_value`,
    variant: () => `by_${name.toLowerCase()}_${isDescending ? "down" : "up"}_${conditions.name()}`,
    cursorOf: (row) => encodeCursor([row.sort_value ?? null, key.of(row)], sort),
  };
}

function orderByKey<Name extends string, Row>(
  { own, key }: ListOrder<Name, Row>,
  sort: Sort<Name>,
  cursor: string | null | undefined,
  conditions: Conditions,
): PageOrder<Row> {
  const isOwn = sort === own;
  if (!isOwn && sort !== turnSort(own)) throw new Error(`a list has no order ${JSON.stringify(sort)}`);
  const named = isOwn ? undefined : sort;
  const descends = isOwn ? key.descends : !key.descends;
  const after = decodeCursor(cursor, key.shape, named);
  if (after !== null) conditions.addFixed("c", behind(conditions, key.parts, descends, after));
  return {
    by: byKey(key.parts, descends),
    select: "",
    variant: () => (isOwn ? conditions.name() : `turned_${conditions.name()}`),
    cursorOf: (row) => encodeCursor(key.of(row), named),
  };
}

function byKey(parts: readonly KeyPart[], descends: boolean): string {
  return parts.map(({ sql }) => (descends ? `${sql} desc` : sql)).join(", ");
}

/** @returns SQL: the row stands behind that key */
function behind(
  conditions: Conditions,
  parts: readonly KeyPart[],
  descends: boolean,
  values: readonly KeyValue[],
): string {
  const given = parts.map((part, index) => part.given(conditions.value(values[index])));
  return `(${parts.map(({ sql }) => sql).join(", ")}) ${descends ? "<" : ">"} (${given.join(", ")})`;
}

function addAfter(
  conditions: Conditions,
  { sql, type, isNullable }: SortColumn,
  isDescending: boolean,
  [value]: readonly [string | null, KeyValue[]],
  isBehind: string,
): void {
  if (value === null) {
    conditions.addFixed("n", `${sql} is null and ${isBehind}`);
    return;
  }
  conditions.add("c", value, (placeholder) => {
    const given = `${placeholder}::${type}`;
    const orNothing = isNullable ? ` or ${sql} is null` : "";
    return `(${sql} ${isDescending ? "<" : ">"} ${given} or ${sql} = ${given} and ${isBehind}${orNothing})`;
  });
}

function valueShape({ type, isNullable }: SortColumn): z.ZodType<string | null> {
  const value = type === "text" ? z.string() : z.string().regex(/^-?\d{1,18}$/);
  return isNullable ? value.nullable() : value;
}
