import { refreshPersonSpans } from "../access/refresh-person-spans.server.ts";
import { refreshSignIns } from "../access/refresh-sign-ins.server.ts";
import type { Database, TenantTransaction } from "../db/database.server.ts";
import { IDENTITY_TABLES } from "../model/source.ts";
import { IDENTITY_SCOPE, identityRows, resolveAccounts } from "../resolve/refresh.server.ts";
import { applyStage } from "../store/apply-stage.server.ts";
import { createStage } from "../store/stage.server.ts";

/**
 * Works out who is who and writes what differs, with history.
 * @returns how many rows of people, e-mails, links and queue changed
 */
export async function applyIdentities(
  transaction: TenantTransaction,
  run: { tenantId: string; runId: string; actor: string },
): Promise<number> {
  const resolution = await resolveAccounts(transaction);
  const stage = await createStage(transaction.client, IDENTITY_SCOPE);
  for (const row of identityRows(resolution)) await stage.add({ file: 0, record: null }, row);
  await stage.finish();
  const { added, updated, closed } = await applyStage(transaction.client, {
    tenantId: run.tenantId,
    scope: IDENTITY_SCOPE,
    syncRunId: run.runId,
    actor: run.actor,
    tables: IDENTITY_TABLES,
    complete: true,
    // Derived from sources that have their own brake.
    allowMassRemoval: true,
  });
  const changed = added + updated + closed;
  if (changed > 0) {
    const spans = await refreshPersonSpans(transaction);
    // Identity Center is signed in to by the Workspace accounts of the same person.
    if (spans.opened + spans.closed > 0) await refreshSignIns(transaction);
  }
  return changed;
}

/** The same in a transaction of its own. */
export async function refreshIdentities(
  database: Database,
  run: { tenantId: string; runId: string; actor: string },
): Promise<number> {
  return database.write({ tenantId: run.tenantId, role: "ingest" }, (transaction) => applyIdentities(transaction, run));
}
