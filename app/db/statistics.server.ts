import { z } from "zod";
import type { Database, TenantScope } from "./database.server.ts";
import { defineStatement } from "./statement.ts";

export const refreshStatistics = defineStatement(
  "statistics_refresh",
  z.object({ refresh_statistics: z.string() }),
  "select refresh_statistics()::text",
);

/**
 * Analyses the tables that have changed by much since they were analysed last; call it after a transaction that filled
 * some, or plans take them for empty until autovacuum comes by.
 */
export async function updateStatistics(database: Database, scope: TenantScope): Promise<void> {
  await database.write(scope, (transaction) => transaction.query(refreshStatistics));
}
