import type { z } from "zod";

/**
 * One SQL statement with a name: the name is the span, the metric label and the log key, so there are few of them.
 * A statement that comes in variants (by the filters that are set) has one prepared statement for each.
 * Values come only as `$n`; each row that comes back is parsed by `row`.
 */
export type Statement<Row> = { name: string; prepared: string; text: string; row: z.ZodType<Row> };

/**
 * @param name snake_case, unique in the product
 * @param variant what tells texts of the same name apart; with the name at most 62 bytes (PostgreSQL cuts longer names
 * silently)
 */
export function defineStatement<Row>(
  name: string,
  row: z.ZodType<Row>,
  text: string,
  variant?: string,
): Statement<Row> {
  const prepared = variant === undefined ? name : `${name}_${variant}`;
  if (!/^[a-z][a-z0-9_]{0,62}$/.test(prepared)) {
    throw new Error(`statement name ${JSON.stringify(prepared)} is not snake_case`);
  }
  return { name, prepared, text, row };
}
