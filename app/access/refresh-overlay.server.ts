import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

const removeAffected = defineStatement(
  "effective_access_overlay_remove",
  z.object({ removed: z.number() }),
  `with removed as (
     delete from effective_access_overlay
     where subject_account_id in (select account_id from access_affected)
     returning 1
   )
   select count(*) as removed from removed`,
);

const writeAffected = defineStatement(
  "effective_access_overlay_write",
  z.object({ written: z.number() }),
  `with written as (
     insert into effective_access_overlay
     select * from compute_access_of_accounts(array(select account_id from access_affected))
     returning 1
   ), entered as (
     insert into effective_access_overlay_accounts (tenant_id, account_id)
     select app_current_tenant_id(), account_id from access_affected
     on conflict do nothing
   )
   select count(*) as written from written`,
);

const clearRows = defineStatement(
  "effective_access_overlay_clear",
  z.object({}),
  "delete from effective_access_overlay",
);
const clearAccounts = defineStatement(
  "effective_access_overlay_accounts_clear",
  z.object({}),
  "delete from effective_access_overlay_accounts",
);

/** Computes the rows of the accounts in access_affected anew. @returns how many rows more the overlay has */
export async function refreshOverlay(transaction: TenantTransaction): Promise<number> {
  const [before] = await transaction.query(removeAffected);
  const [after] = await transaction.query(writeAffected);
  return (after?.written ?? 0) - (before?.removed ?? 0);
}

/** Empties the tenant's overlay, before the view is refreshed in the same transaction. */
export async function clearOverlay(transaction: TenantTransaction): Promise<void> {
  await transaction.query(clearRows);
  await transaction.query(clearAccounts);
}
