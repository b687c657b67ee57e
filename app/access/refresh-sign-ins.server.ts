import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { withHashJoins } from "../db/hash-joins.ts";
import { defineStatement } from "../db/statement.ts";

const refreshStatement = defineStatement(
  "account_sign_ins_refresh",
  z.object({ written: z.number() }),
  `with wanted as materialized (
     select account_id, mfa, last_sign_in from account_sign_in_facts
   ), differing as materialized (
     select wanted.account_id, wanted.mfa, wanted.last_sign_in
     from wanted
     left join account_sign_ins as current on current.account_id = wanted.account_id
     where current.account_id is null
       or (current.mfa, current.last_sign_in) is distinct from (wanted.mfa, wanted.last_sign_in)
   ), written as (
     insert into account_sign_ins (tenant_id, account_id, mfa, last_sign_in)
     select app_current_tenant_id(), account_id, mfa, last_sign_in from differing
     order by account_id
     on conflict (tenant_id, account_id) do update set mfa = excluded.mfa, last_sign_in = excluded.last_sign_in
     returning 1
   ), removed as (
     delete from account_sign_ins as target
     where not exists (select from wanted where wanted.account_id = target.account_id)
     returning 1
   )
   select (select count(*) from written) + (select count(*) from removed) as written`,
);

/**
 * Brings what is known of the second factor and the last sign-in of each account to what the records and links say. In the
 * transaction that changed records or links, after accounts were made; equal rows are left alone.
 * @returns how many rows were written or removed
 */
export async function refreshSignIns(transaction: TenantTransaction): Promise<number> {
  const [row] = await withHashJoins(transaction, () => transaction.query(refreshStatement));
  return row?.written ?? 0;
}
