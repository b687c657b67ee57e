import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

const refreshMembershipsStatement = defineStatement(
  "access_memberships_refresh",
  z.object({ written: z.number() }),
  `with wanted as materialized (
     select distinct group_id, member_kind, member_id, source_table, source_id, scope from access_membership_edges
   ), written as (
     insert into access_memberships (tenant_id, group_id, member_kind, member_id, source_table, source_id, scope)
     select app_current_tenant_id(), group_id, member_kind, member_id, source_table, source_id, scope from wanted
     on conflict (tenant_id, group_id, member_id, source_id) do nothing
     returning 1
   ), removed as (
     delete from access_memberships as target
     where not exists (
       select from wanted
       where wanted.group_id = target.group_id and wanted.member_id = target.member_id
         and wanted.source_id = target.source_id
     )
     returning 1
   )
   select (select count(*) from written) + (select count(*) from removed) as written`,
);

/** Brings the resolved memberships to what the source tables say. @returns how many were written or removed */
export async function refreshMemberships(transaction: TenantTransaction): Promise<number> {
  const [row] = await transaction.query(refreshMembershipsStatement);
  return row?.written ?? 0;
}
