import type { AnswerRow } from "../../model/answer.ts";

/** @returns how many different values the column holds; null counts for nothing. */
export function countDistinct(rows: readonly AnswerRow[], key: string): number {
  return new Set(rows.map((row) => row[key]).filter((value) => value !== null && value !== undefined)).size;
}

/** `1 person`, `3 people`, `at least 3 people`. */
export function counted(number: number, one: string, many: string, more = false): string {
  return `${more ? "at least " : ""}${number.toLocaleString("en-GB")} ${number === 1 ? one : many}`;
}

/** Names each value of a column with its number of distinct `of`, largest first: `admin 3, read 1`. */
export function tally(rows: readonly AnswerRow[], key: string, of?: string): string {
  const groups = Map.groupBy(rows, (row) => String(row[key] ?? "unknown"));
  return [...groups]
    .map(([value, members]) => ({ value, number: of === undefined ? members.length : countDistinct(members, of) }))
    .toSorted((left, right) => right.number - left.number || (left.value < right.value ? -1 : 1))
    .map(({ value, number }) => `${value} ${number.toLocaleString("en-GB")}`)
    .join(", ");
}

/** Whom rows speak of: distinct people, and beside them distinct accounts that belong to nobody. */
export function whom(rows: readonly AnswerRow[], more: boolean): string {
  const people = counted(countDistinct(rows, "person_id"), "person", "people", more);
  const unlinked = countDistinct(
    rows.filter((row) => row.person_id === null),
    "account",
  );
  return unlinked === 0 ? people : `${people} and ${counted(unlinked, "account", "accounts", more)} linked to nobody`;
}
