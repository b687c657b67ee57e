import { refreshEffectiveAccess, refreshGraph } from "../access/refresh.server.ts";
import { refreshSearch } from "../access/refresh-search.server.ts";
import type { Database } from "../db/database.server.ts";
import { refreshIdentities } from "./refresh-identities.server.ts";
import { tracePhase } from "./trace-ingest.ts";

/**
 * Works out what is made of the source records: graph, who is who and, only when something changed, search and
 * effective access.
 * @param run.changed how many source records the run changed
 * @returns the tenant's rows of effective access, or null when it was not refreshed
 */
export async function refreshDerived(
  database: Database,
  run: { tenantId: string; runId: string; actor: string; changed: number },
  report: (message: string) => void,
): Promise<{ rows: number; durationMs: number } | null> {
  const scope = { tenantId: run.tenantId, role: "ingest" as const };
  report("working out accounts, groups and resources");
  const graph = await tracePhase("graph", () => refreshGraph(database, scope));
  report("working out who is who");
  const identities = await tracePhase("who is who", () => refreshIdentities(database, run));
  if (graph + identities + run.changed === 0) return null;
  await tracePhase("search", () => database.write(scope, refreshSearch));
  report("refreshing effective access");
  return tracePhase("effective access", () => refreshEffectiveAccess(database, scope));
}
