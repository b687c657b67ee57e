import type { Database } from "../db/database.server.ts";
import { type Evaluation, evaluateFindings } from "../findings/evaluate.server.ts";
import { withTenantLock } from "./tenant-lock.server.ts";

/** Evaluates every rule now; waits while an ingest of the tenant runs. */
export async function evaluateNow(
  database: Database,
  tenantId: string,
  report: (message: string) => void,
): Promise<Evaluation> {
  return withTenantLock(database, tenantId, report, () => evaluateFindings(database, tenantId));
}
