import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

const closeHoldings = defineStatement(
  "access_holdings_close",
  z.object({}),
  `delete from access_holdings as holding using access_spans as span
   where span.valid_until = $1::timestamptz and holding.account_id = span.account_id
     and holding.row_hash = span.row_hash`,
);

// In the order of the resources: the rows of one lie together, which is how they are asked for.
const openHoldings = defineStatement(
  "access_holdings_open",
  z.object({}),
  `insert into access_holdings (
     tenant_id, account_id, resource_id, grant_id, row_hash, privilege_rank, role, access_path, certainty, first_hop
   )
   select app_current_tenant_id(), account_id, resource_id, grant_id, row_hash,
     array_position(array['none', 'read', 'write', 'admin', 'owner'], privilege)::smallint - 1::smallint,
     role, access_path, certainty, via -> 0 ->> 'label'
   from access_spans
   where valid_from = $1::timestamptz and valid_until is null
   order by resource_id, account_id`,
);

/**
 * Brings the narrow rows to the spans that were closed and opened at a time, in the transaction that did so.
 * @param at the time, as the spans have it; no other refresh of the tenant has the same
 */
export async function refreshHoldings(transaction: TenantTransaction, at: string): Promise<void> {
  await transaction.query(closeHoldings, [at]);
  await transaction.query(openHoldings, [at]);
}
