import { z } from "zod";
import type { Database } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { NO_TENANT } from "../model/no-tenant.ts";

const ensureStatement = defineStatement(
  "partitions_ensure",
  z.object({ name: z.string() }),
  "select ensure_partitions() as name",
);

/** Makes, for no tenant in particular, the partitions of the running period and of the next three. @returns the names of those that were missing */
export async function ensurePartitions(database: Database): Promise<string[]> {
  const made = await database.write({ tenantId: NO_TENANT, role: "ingest" }, (transaction) =>
    transaction.query(ensureStatement),
  );
  return made.map((row) => row.name);
}
