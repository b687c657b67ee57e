import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

const horizonStatement = defineStatement(
  "history_seal_horizon",
  z.object({ horizon: z.string() }),
  "select pg_snapshot_xmin(pg_current_snapshot())::text as horizon",
);

/**
 * A transaction that still runs may hold a lower number than one that is done, so only rows of transactions below the
 * oldest running one stand in the order of commits for good.
 * @returns that transaction
 */
export async function findCommitHorizon(tx: TenantTransaction): Promise<string | null> {
  const [bound] = await tx.query(horizonStatement);
  return bound?.horizon ?? null;
}
