import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

/** Whom a change of memberships concerns: the member, and the group, whose chains may begin or end with it. */
const NOTE = `
   touched as (
     insert into access_touched (kind, id, other)
     select case member_kind when 'account' then 'account' else 'group' end, member_id, null::uuid from changed
     union all
     select 'members', group_id, case member_kind when 'group' then member_id end from changed
   )`;

function membershipsStatement(name: string, ofSources: boolean) {
  const only = (column: string) => (ofSources ? `${column} = any($2::uuid[])` : "true");
  return defineStatement(
    name,
    z.object({ written: z.number() }),
    `with wanted as materialized (
     select distinct group_id, member_kind, member_id, source_table, source_id, scope
     from ${ofSources ? "access_membership_edges_by_record" : "access_membership_edges"}
     where ${only("source_id")}
   ), written as (
     insert into access_memberships (tenant_id, group_id, member_kind, member_id, source_table, source_id, scope)
     select app_current_tenant_id(), group_id, member_kind, member_id, source_table, source_id, scope from wanted
     on conflict (tenant_id, group_id, member_id, source_id) do nothing
     returning group_id, member_kind, member_id
   ), removed as (
     delete from access_memberships as target
     where ${only("target.source_id")} and not exists (
       select from wanted
       where wanted.group_id = target.group_id and wanted.member_id = target.member_id
         and wanted.source_id = target.source_id
     )
     returning group_id, member_kind, member_id
   ), changed as (
     select * from written where $1::boolean union all select * from removed where $1::boolean
   ), ${NOTE}
   select (select count(*) from written) + (select count(*) from removed) as written`,
  );
}

const refreshAll = membershipsStatement("access_memberships_refresh", false);
const refreshOfSources = membershipsStatement("access_memberships_refresh_sources", true);

/**
 * Brings the resolved memberships to what the source tables say.
 * @param isNoted whether what differs is noted in access_touched
 * @returns how many were written or removed
 */
export async function refreshMemberships(transaction: TenantTransaction, isNoted: boolean): Promise<number> {
  const [row] = await transaction.query(refreshAll, [isNoted]);
  return row?.written ?? 0;
}

/** The same for the memberships that come of these source records. */
export async function refreshMembershipsOf(transaction: TenantTransaction, sources: string[]): Promise<number> {
  const [row] = await transaction.query(refreshOfSources, [true, sources]);
  return row?.written ?? 0;
}
