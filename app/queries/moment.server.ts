import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { MomentError } from "../model/moment.ts";
import { isoTime } from "./fragments.ts";

const momentCheck = defineStatement(
  "moment_check",
  z.object({
    first: z.string().nullable(),
    now: z.string(),
    kept_since: z.string().nullable(),
    place: z.enum(["before", "within", "after"]),
  }),
  `select ${isoTime("known.first")} as first, ${isoTime("known.now")} as now,
  ${isoTime("known.kept_since")} as kept_since,
  case when $1::timestamptz > known.now then 'after' when $1::timestamptz >= known.first then 'within' else 'before' end
    as place
from (
  select clock_timestamp() as now, (select max(tenants.history_since) from tenants) as kept_since, (
    select access_span_accounts.valid_from from access_span_accounts order by access_span_accounts.valid_from limit 1
  ) as first
) as known`,
);

/**
 * @param at ISO 8601 in UTC
 * @throws MomentError when nothing can be told of the moment: before the first ingest, or later than now
 */
export async function checkMoment(tx: TenantTransaction, at: string): Promise<void> {
  const [row] = await tx.query(momentCheck, [at]);
  if (row === undefined || row.place === "within") return;
  if (row.place === "after") {
    throw new MomentError(`${at} has not come yet: give a time until now, which is ${row.now}, or leave it out`);
  }
  if (row.first === null) throw new MomentError("nothing has been read yet, so there is no time to look back to");
  const removed =
    row.kept_since === null
      ? ""
      : `; versions of records that were superseded before ${row.kept_since} were removed under retention`;
  throw new MomentError(
    `${at} is before anything was read: give a time from ${row.first} on, or leave it out${removed}`,
  );
}
