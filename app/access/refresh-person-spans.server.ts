import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { withHashJoins } from "../db/hash-joins.ts";
import { defineStatement } from "../db/statement.ts";

// Later than every time before it, whatever the clock does; and as late as it can be, as for the other spans.
const refreshStatement = defineStatement(
  "access_span_people_refresh",
  z.object({ opened: z.number(), closed: z.number() }),
  `with held as materialized (
     select links.account_id, links.person_id, people.name, people.email
     from canonical_user_provider_links as links
     join canonical_users as people on people.id = links.person_id and people.deleted_at is null
     where links.deleted_at is null
   ), moment as materialized (
     select greatest(
       clock_timestamp(),
       (select max(greatest(valid_from, valid_until)) from access_span_people) + interval '1 microsecond'
     ) as at
   ), closed as (
     update access_span_people as span set valid_until = moment.at
     from moment
     where span.valid_until is null and not exists (
       select from held
       where held.account_id = span.account_id
         and (held.person_id, held.name, held.email) is not distinct from (span.person_id, span.name, span.email)
     )
     returning 1
   ), opened as (
     insert into access_span_people (tenant_id, account_id, valid_from, person_id, name, email)
     select app_current_tenant_id(), held.account_id, moment.at, held.person_id, held.name, held.email
     from held cross join moment
     where not exists (
       select from access_span_people as span
       where span.valid_until is null and span.account_id = held.account_id
         and (span.person_id, span.name, span.email) is not distinct from (held.person_id, held.name, held.email)
     )
     returning 1
   )
   select (select count(*) from opened) as opened, (select count(*) from closed) as closed`,
);

/**
 * Remembers whose each account is from now on, and whose it no longer is. In the transaction that changed people or links,
 * at its end. @returns how many spans were opened and closed
 */
export async function refreshPersonSpans(transaction: TenantTransaction): Promise<{ opened: number; closed: number }> {
  const [row] = await withHashJoins(transaction, () => transaction.query(refreshStatement));
  return row ?? { opened: 0, closed: 0 };
}
