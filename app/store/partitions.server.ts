import { z } from "zod";
import type { Database } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { NO_TENANT } from "../model/no-tenant.ts";

const ensureStatement = defineStatement(
  "partitions_ensure",
  z.object({ name: z.string() }),
  "select ensure_partitions() as name",
);

// Whoever writes stands in line behind it, and it behind a reader of the whole history.
const LOCK_WITHIN_MS = 5_000;

/**
 * Makes, for no tenant in particular, the partitions of the running period and of the next three, and empties the default
 * ones. @returns the names of those that were missing
 * @throws Error (55P03) when the tables are read for so long; the default partitions keep what is written meanwhile
 */
export async function ensurePartitions(database: Database): Promise<string[]> {
  const made = await database.write({ tenantId: NO_TENANT, role: "ingest" }, async (transaction) => {
    await transaction.client.query(`set local lock_timeout = ${LOCK_WITHIN_MS}`);
    return transaction.query(ensureStatement);
  });
  return made.map((row) => row.name);
}
