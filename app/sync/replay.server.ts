import { refreshEffectiveAccess, refreshGraph } from "../access/refresh.server.ts";
import { refreshPersonSpans } from "../access/refresh-person-spans.server.ts";
import { refreshSearch } from "../access/refresh-search.server.ts";
import type { Database } from "../db/database.server.ts";
import { type ReplayedTenant, replayTenant } from "../history/replay.server.ts";
import { listTenants } from "../store/tenants.server.ts";

/**
 * Rebuilds every tenant of `source` in `target`, a migrated database without tenants, from history, and works out what
 * is derived. Who is who is not worked out anew: people and links are history, too.
 * @param options.until ISO 8601: the state of that moment
 * @returns the tenants that existed then, with what was replayed
 */
export async function replayHistory(
  source: Database,
  target: Database,
  options: { until: string | null; onProgress: (message: string) => void },
): Promise<(ReplayedTenant & { accessRows: number })[]> {
  const replayed = [];
  for (const tenant of await listTenants(source)) {
    const scope = { tenantId: tenant.id, role: "ingest" as const };
    const rebuilt = await replayTenant(source, target, tenant, options.until, options.onProgress);
    if (rebuilt === null) continue;
    options.onProgress(`${tenant.slug}: working out effective access`);
    await refreshGraph(target, scope);
    await target.write(scope, refreshPersonSpans);
    await target.write(scope, refreshSearch);
    const { rows } = await refreshEffectiveAccess(target, scope);
    replayed.push({ ...rebuilt, accessRows: rows });
  }
  return replayed;
}
