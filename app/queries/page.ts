import { JsonText } from "../model/json-text.ts";
import type { SORTS, SortOf } from "../model/sorting.ts";
import type { Page } from "../model/views.ts";

/** What every list takes besides its filters. */
export type PageRequest = { limit: number; cursor?: string | null | undefined };

/** The same of a list that can be sorted; without `sort` it is in its own order. */
export type SortedRequest<List extends keyof typeof SORTS> = PageRequest & { sort?: SortOf<List> | undefined };

/**
 * Makes a page of `limit + 1` rows at most; the one too many only says that there is a next page.
 * @param cursorOf the key of a row, as the list's own cursor
 */
export function pageOf<Row, View>(
  rows: readonly Row[],
  limit: number,
  cursorOf: (row: Row) => string,
  viewOf: (row: Row) => View,
): Page<View> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return {
    data: shown.map(viewOf),
    nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
  };
}

/** @param page whose rows are the texts of JSON values @returns the page as JSON */
export function jsonOfPage({ data, nextCursor }: Page<string>): JsonText {
  return new JsonText(`{"data":[${data.join(",")}],"nextCursor":${JSON.stringify(nextCursor)}}`);
}
