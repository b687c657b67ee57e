import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES } from "../model/access.ts";
import { isoTime } from "./fragments.ts";

const RefreshRow = z.object({
  refreshed_at: z.string(),
  rows: z.number(),
  by_privilege: z.partialRecord(z.enum(PRIVILEGES), z.number()),
});

// Counted once by each refresh: a million rows take half a second to group.
const accessRefreshFind = defineStatement(
  "access_refresh_find",
  RefreshRow,
  `select ${isoTime("access_refreshes.refreshed_at")} as refreshed_at, access_refreshes.rows, access_refreshes.by_privilege
from access_refreshes`,
);

/** @returns when effective access was last worked out and what came out, or null when it never was. */
export async function findAccessRefresh(tx: TenantTransaction): Promise<z.infer<typeof RefreshRow> | null> {
  const [refresh] = await tx.query(accessRefreshFind);
  return refresh ?? null;
}
