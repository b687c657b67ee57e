import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { ViewPage } from "../model/saved-view.ts";
import { appendAuditEntry } from "../store/audit-log.server.ts";

/** So many views of one person stand at once. */
const MOST_SAVED_VIEWS = 100;

// Two saves at once must not pass the limit together. A statement of its own: what waits inside another one counts what was
// there before it waited.
const lockViews = defineStatement(
  "saved_views_lock",
  z.object({}),
  "select from pg_advisory_xact_lock(hashtextextended(app_current_tenant_id()::text || $1::text, 6))",
);

const insertView = defineStatement(
  "saved_views_insert",
  z.object({ id: z.string() }),
  `insert into saved_views (tenant_id, saved_by, name, page, query)
select app_current_tenant_id(), $1::text, $2::text, $3::text, $4::text
where (
  select count(*) from saved_views where saved_views.saved_by = $1::text and saved_views.removed_at is null
) < ${MOST_SAVED_VIEWS}
returning id`,
);

/** Keeps a view for whoever saves it. Role: ingest. @returns null when there are a hundred already */
export async function addSavedView(
  transaction: TenantTransaction,
  given: { actor: string; name: string; page: ViewPage; query: string },
): Promise<{ id: string } | null> {
  const { actor, name, page, query } = given;
  await transaction.query(lockViews, [actor]);
  const [row] = await transaction.query(insertView, [actor, name, page, query]);
  if (row === undefined) return null;
  await appendAuditEntry(transaction, { actor, action: "view.saved", target: row.id, detail: { name, page, query } });
  return row;
}

const setRemoved = defineStatement(
  "saved_views_set_removed",
  z.object({ name: z.string() }),
  `update saved_views set removed_at = case when $3::boolean then clock_timestamp() end
where saved_views.id = $1::uuid and saved_views.saved_by = $2::text and (saved_views.removed_at is null) = $3::boolean
returning name`,
);

/**
 * Takes a view away, or brings it back. Only whoever saved it may. Role: ingest.
 * @returns false when it is not there, is somebody else's, or so already
 */
export async function setSavedViewRemoved(
  transaction: TenantTransaction,
  { id, removed, actor }: { id: string; removed: boolean; actor: string },
): Promise<boolean> {
  const [row] = await transaction.query(setRemoved, [id, actor, removed]);
  if (row === undefined) return false;
  await appendAuditEntry(transaction, {
    actor,
    action: removed ? "view.removed" : "view.restored",
    target: id,
    detail: { name: row.name },
  });
  return true;
}
