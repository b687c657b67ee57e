import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { type SavedView, VIEW_PAGES, type ViewPage } from "../model/saved-view.ts";
import { isoTime } from "./fragments.ts";

const savedViewList = defineStatement(
  "saved_view_list",
  z.object({ id: z.string(), name: z.string(), page: z.enum(VIEW_PAGES), query: z.string(), saved_at: z.string() }),
  `select saved_views.id, saved_views.name, saved_views.page, saved_views.query,
  ${isoTime("saved_views.saved_at")} as saved_at
from saved_views
where saved_views.saved_by = $1::text and saved_views.removed_at is null
  and ($2::text is null or saved_views.page = $2::text)
order by saved_views.saved_at, saved_views.id`,
);

/** The views that one person keeps, in the order in which they were saved; of one page when it is given. */
export async function listSavedViews(
  tx: TenantTransaction,
  savedBy: string,
  page: ViewPage | null = null,
): Promise<SavedView[]> {
  const rows = await tx.query(savedViewList, [savedBy, page]);
  return rows.map(({ saved_at: savedAt, ...view }) => ({ ...view, savedAt }));
}
