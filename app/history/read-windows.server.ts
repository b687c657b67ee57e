import type { TenantTransaction } from "../db/database.server.ts";
import { readAhead } from "../db/read-ahead.ts";
import type { Statement } from "../db/statement.ts";
import type { RowKey } from "./seal.ts";
import type { RowRange } from "./sealed-log.ts";

/** By an index in the order of commits; without a limit the planner sorts the whole log instead, rows and all. */
const WINDOW_ROWS = 50_000;

/**
 * Streams the rows of a range, window after window.
 * @param statement its values: xid and number of the row before, bound of xid, limit, then `more`
 */
export async function* readWindows<Row>(
  tx: TenantTransaction,
  statement: Statement<Row>,
  { after, below = null, atMost = Number.POSITIVE_INFINITY }: RowRange,
  keyOf: (row: Row) => RowKey,
  more: readonly unknown[] = [],
): AsyncGenerator<Row[]> {
  let last = after;
  let left = atMost;
  while (left > 0) {
    const limit = Math.min(WINDOW_ROWS, left);
    let read = 0;
    const values = [last?.xid ?? "0", last?.id ?? "0", below, limit, ...more];
    for await (const rows of readAhead(tx.stream(statement, values))) {
      read += rows.length;
      const newest = rows.at(-1);
      if (newest !== undefined) last = keyOf(newest);
      yield rows;
    }
    if (read < limit) return;
    left -= read;
  }
}
