import { z } from "zod";
import type { Database } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

/**
 * What was counted of one objective in one minute; `minute` in minutes since 1970. `traces` are ids of bad events whose
 * traces are kept, three at most.
 */
export type SloMinuteCount = {
  minute: number;
  objective: string;
  good: number;
  total: number;
  traces?: readonly string[];
};

/** What one instance counted since its flush before; `sequence` counts its flushes. */
export type SloFlush = { instance: string; sequence: number; counts: readonly SloMinuteCount[] };

const addStatement = defineStatement(
  "slo_flush_add",
  z.object({ added: z.boolean() }),
  "select add_slo_flush($1, $2, $3::jsonb) as added",
);

/** Longer than any answer takes; then the connection is given up and the flush is sent again. */
const WITHIN_MS = 5_000;

/** Adds the counts and traces, whatever tenant there is. @returns false when this flush was added before */
export async function addSloMinutes(database: Pick<Database, "query">, flush: SloFlush): Promise<boolean> {
  const counts = flush.counts.map(({ minute, ...count }) => ({
    minute: new Date(minute * 60_000).toISOString(),
    ...count,
  }));
  const values = [flush.instance, flush.sequence, JSON.stringify(counts)];
  const [row] = await database.query(addStatement, values, WITHIN_MS);
  return row?.added ?? false;
}
