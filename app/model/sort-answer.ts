import type { AnswerColumn, AnswerRow } from "./answer.ts";

/** The column that rows are sorted by; null leaves them as the answer has them. */
export type AnswerOrder = { key: string; descending: boolean } | null;

// One collation on server and browser, so that both render the same rows.
const COLLATOR = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** @returns what the parameters `sort` and `order` of a URL mean for these columns. */
export function readOrder(parameters: URLSearchParams, columns: readonly AnswerColumn[]): AnswerOrder {
  const key = parameters.get("sort");
  if (key === null || !columns.some((column) => column.key === key)) return null;
  return { key, descending: parameters.get("order") === "descending" };
}

/** Rows that are alike keep their order; what is unknown stands last either way. */
export function sortAnswer(rows: readonly AnswerRow[], order: AnswerOrder): AnswerRow[] {
  if (order === null) return [...rows];
  const { key, descending } = order;
  const sign = descending ? -1 : 1;
  return rows.toSorted((left, right) => {
    const a = left[key] ?? null;
    const b = right[key] ?? null;
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * COLLATOR.compare(String(a), String(b));
  });
}
