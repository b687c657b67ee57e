import type { z } from "zod";

/**
 * One SQL statement with a name: the name is the prepared statement, the span, the metric label and the log key.
 * Values come only as `$n`; each row that comes back is parsed by `row`.
 */
export type Statement<Row> = { name: string; text: string; row: z.ZodType<Row> };

/** @param name snake_case, unique in the product, at most 63 bytes (PostgreSQL cuts longer names silently). */
export function defineStatement<Row>(name: string, row: z.ZodType<Row>, text: string): Statement<Row> {
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(name)) throw new Error(`statement name ${JSON.stringify(name)} is not snake_case`);
  return { name, text, row };
}
