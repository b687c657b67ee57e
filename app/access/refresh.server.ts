import { z } from "zod";
import type { Database, TenantScope, TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { refreshStatistics, updateStatistics } from "../db/statistics.server.ts";
import { PRIVILEGES } from "../model/access.ts";
import { createNotes, listAffected } from "./affected-accounts.server.ts";
import { listChanges, refreshChangedRows } from "./refresh-changed.server.ts";
import { addAffectedFacets, refreshAllFacets, subtractAffectedFacets } from "./refresh-facets.server.ts";
import { refreshDirectory, refreshGrants } from "./refresh-grants.server.ts";
import { refreshGroupChains } from "./refresh-group-chains.server.ts";
import { refreshIamGrants } from "./refresh-iam-grants.server.ts";
import { refreshMemberships } from "./refresh-memberships.server.ts";
import { refreshNodes } from "./refresh-nodes.server.ts";
import { clearOverlay, refreshOverlay } from "./refresh-overlay.server.ts";
import { refreshPrivileges } from "./refresh-privileges.server.ts";
import { refreshSignIns } from "./refresh-sign-ins.server.ts";
import { refreshAllSpans, refreshSpansOfAffected, type SpanTime } from "./refresh-spans.server.ts";

/** What the graph is made by. A release that rates or resolves otherwise raises it, and every tenant is made anew once. */
const MADE_BY = 1;

/** Above a tenth of the tenant's rows, or so many, the view is refreshed as a whole; small tenants are never. */
const OVERLAY_SHARE = 0.1;
const OVERLAY_FLOOR = 20_000;

/**
 * `how`: `rows` looked at the changed records alone, `graph` went over the whole graph, both then at the accounts concerned;
 * `all` refreshed the view.
 */
export type AccessRefresh = { rows: number; durationMs: number; how: "rows" | "graph" | "all" };

const State = z.object({
  history_gid: z.number(),
  newest_gid: z.number(),
  overlay_rows: z.number(),
  made_by: z.number(),
  rows: z.number(),
  by_privilege: z.partialRecord(z.enum(PRIVILEGES), z.number()),
  is_known: z.boolean(),
});
type State = z.infer<typeof State>;

// One refresh a tenant at a time. A statement of its own: what waits inside another one reads what was before it waited.
const lockRefresh = defineStatement(
  "access_refresh_lock",
  z.object({}),
  "select from pg_advisory_xact_lock(hashtextextended(app_current_tenant_id()::text, 2))",
);

const readState = defineStatement(
  "access_state_read",
  State,
  `select coalesce(state.history_gid, 0) as history_gid,
     coalesce((select max(gid) from entity_history where gid > coalesce(state.history_gid, 0)), state.history_gid, 0)
       as newest_gid,
     coalesce(state.overlay_rows, 0) as overlay_rows, coalesce(state.made_by, 0) as made_by,
     coalesce(state.rows, 0) as rows, coalesce(state.by_privilege, '{}') as by_privilege,
     state.tenant_id is not null as is_known
   from (select) as always
   left join access_refreshes as state on true`,
);

// Later than the time of the refresh before, whatever the clock does.
const readTime = defineStatement(
  "access_time_read",
  z.object({ at: z.string() }),
  `select to_char(
     greatest(clock_timestamp(), (select refreshed_at from access_refreshes) + interval '1 millisecond')
       at time zone 'UTC',
     'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
   ) as at`,
);

const recordRefresh = defineStatement(
  "access_refreshes_write",
  z.object({}),
  `insert into access_refreshes (
     tenant_id, refreshed_at, duration_ms, rows, by_privilege, history_gid, overlay_rows, made_by
   )
   values (app_current_tenant_id(), $1::timestamptz, $2, $3, $4::jsonb, $5, $6, $7)
   on conflict (tenant_id) do update set
     refreshed_at = excluded.refreshed_at, duration_ms = excluded.duration_ms, rows = excluded.rows,
     by_privilege = excluded.by_privilege, history_gid = excluded.history_gid, overlay_rows = excluded.overlay_rows,
     made_by = excluded.made_by`,
);

const logRefresh = defineStatement(
  "access_refresh_log_write",
  z.object({}),
  `insert into access_refresh_log (tenant_id, refreshed_at, run_id, from_gid, until_gid)
   values (app_current_tenant_id(), $1::timestamptz, $2::uuid, $3, $4)`,
);

const refreshView = defineStatement(
  "effective_access_refresh",
  z.object({ privilege: z.enum(PRIVILEGES), rows: z.number() }),
  "select privilege, rows from refresh_effective_access()",
);

/**
 * Brings the graph that effective access is computed from (accounts, groups, resources, chains, ratings, grants) to what
 * the source tables say. @returns how many of its rows changed
 */
export async function refreshGraph(database: Database, scope: TenantScope): Promise<number> {
  // Right after a first load the planner would guess one row a table.
  await updateStatistics(database, scope);
  return database.write(scope, async (transaction) => {
    await createNotes(transaction);
    return refreshWholeGraph(transaction, false);
  });
}

async function refreshWholeGraph(transaction: TenantTransaction, isNoted: boolean): Promise<number> {
  let changed = await refreshDirectory(transaction);
  // What was never analysed is taken for empty, and everything is looked up in this one.
  if (changed > 1_000) await transaction.query(refreshStatistics);
  changed += await refreshNodes(transaction, isNoted);
  await refreshSignIns(transaction);
  changed += await refreshMemberships(transaction, isNoted);
  changed += await refreshGroupChains(transaction, isNoted);
  changed += await refreshPrivileges(transaction);
  changed += await refreshIamGrants(transaction, isNoted);
  changed += await refreshGrants(transaction, isNoted);
  return changed;
}

/**
 * Refreshes mv_effective_access as a whole; readers keep reading the old rows until it is done. The graph stays as it is.
 * @returns the tenant's rows and how long it took
 */
export async function refreshEffectiveAccess(
  database: Database,
  scope: TenantScope,
): Promise<{ rows: number; durationMs: number }> {
  await updateStatistics(database, scope);
  return database.write(scope, async (transaction) => {
    const started = performance.now();
    const state = await stateOf(transaction);
    return refreshAll(transaction, { ...state, newest_gid: state.history_gid }, null, started);
  });
}

/** Takes back what a refresh did when it turns out to be more than it was asked for. */
class NotByRowsError extends Error {}

/**
 * Works out effective access after source records changed, in one transaction: graph, rows, spans. Few changes cost what
 * they concern (docs/decisions/0021); many, or a first load, refresh the view as a whole.
 * @param run.reach `all` works out everything anew, whatever changed; `rows` does nothing but where the changed records
 * can be looked at alone
 * @returns null when nothing changed, or nothing was done
 */
export async function refreshAccess(
  database: Database,
  scope: TenantScope,
  run: { runId: string | null; reach?: "rows" | "all" },
): Promise<AccessRefresh | null> {
  const isQuick = run.reach === "rows";
  if (!isQuick) await updateStatistics(database, scope);
  const work = (transaction: TenantTransaction) => refreshChanged(transaction, run);
  const refreshed = await database.write(scope, work).catch((error: unknown) => {
    if (error instanceof NotByRowsError) return null;
    throw error;
  });
  if (refreshed === null) return null;
  const { isOverlayLarge, ...result } = refreshed;
  // Readers have the changes already; what follows only makes the overlay small again.
  if (isOverlayLarge && !isQuick) await refreshEffectiveAccess(database, scope);
  return result;
}

async function refreshChanged(
  transaction: TenantTransaction,
  { runId, reach }: { runId: string | null; reach?: "rows" | "all" },
): Promise<(AccessRefresh & { isOverlayLarge: boolean }) | null> {
  const started = performance.now();
  const state = await stateOf(transaction);
  const all = async () => ({
    ...(await refreshAll(transaction, state, runId, started)),
    how: "all" as const,
    isOverlayLarge: false,
  });
  await createNotes(transaction);
  if (reach === "all" || !state.is_known || state.made_by !== MADE_BY) {
    if (reach === "rows") return null;
    await refreshWholeGraph(transaction, false);
    return all();
  }
  const changes = await listChanges(transaction, state.history_gid);
  if (changes.tables.size === 0) return null;
  const isByRows = await refreshChangedRows(transaction, changes);
  if (!isByRows) {
    if (reach === "rows") throw new NotByRowsError();
    await refreshWholeGraph(transaction, true);
  }
  const affected = await listAffected(transaction);
  if (isLarge(affected.rows, state.rows) || affected.accounts > OVERLAY_FLOOR) {
    if (reach === "rows") throw new NotByRowsError();
    return all();
  }
  const { overlayRows, ...result } = await refreshAffected(transaction, state, runId, started);
  return { ...result, how: isByRows ? "rows" : "graph", isOverlayLarge: isLarge(overlayRows, result.rows) };
}

/** Waits until no other refresh of the tenant runs. */
async function stateOf(transaction: TenantTransaction): Promise<State> {
  await transaction.query(lockRefresh);
  const [state] = await transaction.query(readState);
  if (state === undefined) throw new Error("the state of effective access could not be read");
  return state;
}

function isLarge(rows: number, of: number): boolean {
  return rows > Math.max(OVERLAY_FLOOR, of * OVERLAY_SHARE);
}

async function refreshAll(
  transaction: TenantTransaction,
  state: State,
  runId: string | null,
  started: number,
): Promise<{ rows: number; durationMs: number }> {
  await clearOverlay(transaction);
  const counts = await transaction.query(refreshView);
  await refreshAllFacets(transaction);
  const at = await timeOf(transaction);
  await refreshAllSpans(transaction, { at, runId });
  const rows = counts.reduce((sum, count) => sum + count.rows, 0);
  const byPrivilege = Object.fromEntries(counts.map((count) => [count.privilege, count.rows]));
  const durationMs = Math.round(performance.now() - started);
  await record(transaction, state, { at, runId }, { durationMs, rows, byPrivilege, overlayRows: 0 });
  return { rows, durationMs };
}

async function refreshAffected(
  transaction: TenantTransaction,
  state: State,
  runId: string | null,
  started: number,
): Promise<{ rows: number; durationMs: number; overlayRows: number }> {
  await subtractAffectedFacets(transaction);
  const overlayRows = state.overlay_rows + (await refreshOverlay(transaction));
  await addAffectedFacets(transaction);
  const at = await timeOf(transaction);
  const byPrivilege: Partial<Record<string, number>> = { ...state.by_privilege };
  let rows = state.rows;
  for (const { privilege, opened, closed } of await refreshSpansOfAffected(transaction, { at, runId })) {
    byPrivilege[privilege] = (byPrivilege[privilege] ?? 0) + opened - closed;
    rows += opened - closed;
  }
  const durationMs = Math.round(performance.now() - started);
  await record(transaction, state, { at, runId }, { durationMs, rows, byPrivilege, overlayRows });
  return { rows, durationMs, overlayRows };
}

/** When readers see it: taken as late as it can be, just before the spans are written. */
async function timeOf(transaction: TenantTransaction): Promise<string> {
  const [row] = await transaction.query(readTime);
  if (row === undefined) throw new Error("the database tells no time");
  return row.at;
}

async function record(
  transaction: TenantTransaction,
  state: State,
  { at, runId }: SpanTime,
  result: { durationMs: number; rows: number; byPrivilege: object; overlayRows: number },
): Promise<void> {
  await transaction.query(recordRefresh, [
    at,
    result.durationMs,
    result.rows,
    JSON.stringify(result.byPrivilege),
    state.newest_gid,
    result.overlayRows,
    MADE_BY,
  ]);
  await transaction.query(logRefresh, [at, runId, state.history_gid, state.newest_gid]);
}
