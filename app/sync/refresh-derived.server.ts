import { refreshAccess } from "../access/refresh.server.ts";
import { refreshSearch } from "../access/refresh-search.server.ts";
import type { Database } from "../db/database.server.ts";
import { updateStatistics } from "../db/statistics.server.ts";
import { refreshIdentities } from "./refresh-identities.server.ts";
import { tracePhase } from "./trace-ingest.ts";

/**
 * Works out what is made of the source records: effective access first, because readers wait for it, then who is who,
 * which is joined when it is read, and what a search finds.
 * @returns the tenant's rows of effective access, or null when nothing changed
 */
export async function refreshDerived(
  database: Database,
  run: { tenantId: string; runId: string; actor: string; changed: number },
  report: (message: string) => void,
): Promise<{ rows: number; durationMs: number } | null> {
  const scope = { tenantId: run.tenantId, role: "ingest" as const };
  report("refreshing effective access");
  const access = await tracePhase("effective access", () => refreshAccess(database, scope, { runId: run.runId }));
  if (access !== null) await updateStatistics(database, scope);
  report("working out who is who");
  const identities = await tracePhase("who is who", () => refreshIdentities(database, run));
  if (access !== null || identities + run.changed > 0) {
    await tracePhase("search", () => database.write(scope, refreshSearch));
    await updateStatistics(database, scope);
  }
  return access === null ? null : { rows: access.rows, durationMs: access.durationMs };
}
