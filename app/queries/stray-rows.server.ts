import { z } from "zod";
import type { Database } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

const strayRowsFind = defineStatement(
  "stray_rows_find",
  z.object({ table: z.string(), rows: z.number() }),
  `select table_name as "table", waiting as rows from stray_rows() order by table_name`,
);

/**
 * How many rows wait in the default partition of each append-only table, over all tenants; `partitions ensure` moves them.
 * @param withinMs longest time that it may hold a connection
 */
export function findStrayRows(database: Database, withinMs: number): Promise<{ table: string; rows: number }[]> {
  return database.query(strayRowsFind, [], withinMs);
}
