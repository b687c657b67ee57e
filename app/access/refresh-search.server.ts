import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { withHashJoins } from "../db/hash-joins.ts";
import { defineStatement } from "../db/statement.ts";

const refreshSearchStatement = defineStatement(
  "search_documents_refresh",
  z.object({ written: z.number() }),
  `with wanted as materialized (
     select 'person' as kind, canonical_users.id as entity_id,
       lower(concat_ws(' ', canonical_users.name, canonical_users.email, emails.all_emails)) as search_text
     from canonical_users
     left join (
       select canonical_emails.person_id, string_agg(canonical_emails.email, ' ' order by canonical_emails.email) as all_emails
       from canonical_emails where canonical_emails.deleted_at is null
       group by canonical_emails.person_id
     ) as emails on emails.person_id = canonical_users.id
     where canonical_users.deleted_at is null
     union all
     select 'account', id, lower(concat_ws(' ', label, name, email, native_id)) from accounts where deleted_at is null
     union all
     select 'group', id, lower(concat_ws(' ', label, name, email, native_id)) from access_groups where deleted_at is null
     union all
     select 'resource', id, lower(concat_ws(' ', native_id, name)) from resources where deleted_at is null
   ), written as (
     insert into search_documents as target (tenant_id, kind, entity_id, search_text)
     select app_current_tenant_id(), kind, entity_id, search_text from wanted
     on conflict (tenant_id, kind, entity_id) do update set search_text = excluded.search_text
     where target.search_text <> excluded.search_text
     returning 1
   ), removed as (
     delete from search_documents as target
     where not exists (
       select from wanted where wanted.kind = target.kind and wanted.entity_id = target.entity_id
     )
     returning 1
   )
   select (select count(*) from written) + (select count(*) from removed) as written`,
);

/** Brings the search documents to the names of now. @returns how many changed */
export async function refreshSearch(transaction: TenantTransaction): Promise<number> {
  const [row] = await withHashJoins(transaction, () => transaction.query(refreshSearchStatement));
  return row?.written ?? 0;
}
