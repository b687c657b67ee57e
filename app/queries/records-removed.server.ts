import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { type RecordsRemoved, recordsRemovedOf } from "../model/records-removed.ts";
import { isoTime } from "./fragments.ts";

// Canonical JSON begins with archive, at and before; behind them may be megabytes of places.
const SAID = "left(history_withdrawals.body, 256)";

const recordsRemoved = defineStatement(
  "records_removed_find",
  z.object({ before: z.string(), withdrawal: z.number().nullable(), withdrawn_at: z.string().nullable() }),
  `select ${isoTime("tenants.history_since")} as before, withdrawn.number as withdrawal, withdrawn.at as withdrawn_at
from tenants
left join lateral (
  select history_withdrawals.number, substring(${SAID} from '"at":"([^"]+)"') as at
  from history_withdrawals
  where history_withdrawals.log = 'entity_history' and substring(${SAID} from '"before":"([^"]+)"')::timestamptz
    > coalesce($1::timestamptz, tenants.history_since - interval '1 microsecond')
  order by history_withdrawals.number limit 1
) as withdrawn on true
where tenants.history_since > coalesce($1::timestamptz, '-infinity')`,
);

/**
 * Whether records of a moment may be missing because retention took them out. Needs the database role `audit`.
 * @param asOf ISO 8601; null asks for whatever was taken out, and the withdrawal that went furthest
 * @returns null when none are
 */
export async function findRecordsRemoved(tx: TenantTransaction, asOf: string | null): Promise<RecordsRemoved | null> {
  const [row] = await tx.query(recordsRemoved, [asOf]);
  if (row === undefined) return null;
  const { before, withdrawal, withdrawn_at: withdrawnAt } = row;
  return recordsRemovedOf({ before, withdrawal, withdrawnAt });
}
