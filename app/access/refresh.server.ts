import { z } from "zod";
import type { Database, TenantScope } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES } from "../model/access.ts";
import { refreshGroupChains } from "./refresh-group-chains.server.ts";
import { refreshIamGrants } from "./refresh-iam-grants.server.ts";
import { refreshMemberships } from "./refresh-memberships.server.ts";
import { refreshNodes } from "./refresh-nodes.server.ts";
import { refreshPrivileges } from "./refresh-privileges.server.ts";

const refreshView = defineStatement(
  "effective_access_refresh",
  z.object({ privilege: z.enum(PRIVILEGES), rows: z.number() }),
  "select privilege, rows from refresh_effective_access()",
);

const recordRefresh = defineStatement(
  "access_refreshes_write",
  z.object({}),
  `insert into access_refreshes (tenant_id, refreshed_at, duration_ms, rows, by_privilege)
   values (app_current_tenant_id(), clock_timestamp(), $1, $2, $3::jsonb)
   on conflict (tenant_id) do update set
     refreshed_at = excluded.refreshed_at, duration_ms = excluded.duration_ms, rows = excluded.rows,
     by_privilege = excluded.by_privilege`,
);

const refreshStatistics = defineStatement(
  "statistics_refresh",
  z.object({ refresh_statistics: z.string() }),
  "select refresh_statistics()::text",
);

/**
 * Brings the graph that effective access is computed from (accounts, groups, resources, chains, ratings) to what the
 * source tables say. @returns how many of its rows changed
 */
export async function refreshGraph(database: Database, scope: TenantScope): Promise<number> {
  // Right after a first load the planner would guess one row a table.
  await database.write(scope, (transaction) => transaction.query(refreshStatistics));
  return database.write(scope, async (transaction) => {
    let changed = await refreshNodes(transaction);
    changed += await refreshMemberships(transaction);
    changed += await refreshGroupChains(transaction);
    changed += await refreshPrivileges(transaction);
    changed += await refreshIamGrants(transaction);
    return changed;
  });
}

/**
 * Refreshes mv_effective_access; readers keep reading the old rows until it is done.
 * @returns the tenant's rows and how long it took
 */
export async function refreshEffectiveAccess(
  database: Database,
  scope: TenantScope,
): Promise<{ rows: number; durationMs: number }> {
  await database.write(scope, (transaction) => transaction.query(refreshStatistics));
  const started = performance.now();
  return database.write(scope, async (transaction) => {
    const counts = await transaction.query(refreshView);
    const durationMs = Math.round(performance.now() - started);
    const rows = counts.reduce((sum, count) => sum + count.rows, 0);
    const byPrivilege = Object.fromEntries(counts.map((count) => [count.privilege, count.rows]));
    await transaction.query(recordRefresh, [durationMs, rows, JSON.stringify(byPrivilege)]);
    return { rows, durationMs };
  });
}
