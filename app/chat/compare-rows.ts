import type { AnswerRow } from "../model/answer.ts";

/**
 * What changed between two answers to the same question. Rows are compared whole, as often as they stand there.
 * @returns rows that are new and rows that are gone, each in the order of its answer
 */
export function compareRows<Row extends Record<string, unknown> = AnswerRow>(
  before: readonly Row[],
  after: readonly Row[],
): { added: Row[]; removed: Row[] } {
  return { added: without(after, before), removed: without(before, after) };
}

function without<Row extends Record<string, unknown>>(rows: readonly Row[], others: readonly Row[]): Row[] {
  const left = new Map<string, number>();
  for (const row of others) left.set(keyOf(row), (left.get(keyOf(row)) ?? 0) + 1);
  return rows.filter((row) => {
    const count = left.get(keyOf(row)) ?? 0;
    left.set(keyOf(row), count - 1);
    return count <= 0;
  });
}

/** The database hands back the keys of stored rows in an order of its own. */
function keyOf(row: Record<string, unknown>): string {
  return JSON.stringify(Object.entries(row).sort(([left], [right]) => (left < right ? -1 : 1)));
}
