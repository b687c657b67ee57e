import { once } from "node:events";
import { from as copyFrom } from "pg-copy-streams";
import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { Hop } from "../model/access.ts";
import { enumerateChains } from "./group-chains.ts";

const groupNodes = defineStatement(
  "group_chains_groups",
  z.object({ id: z.string(), kind: z.enum(["group", "team"]), native_id: z.string(), label: z.string() }),
  "select id, kind, native_id, label from access_groups where deleted_at is null order by id",
);

const groupEdges = defineStatement(
  "group_chains_edges",
  z.object({ child: z.string(), parent: z.string() }),
  `select distinct member_id as child, group_id as parent
   from access_memberships where member_kind = 'group' order by 1, 2`,
);

// A chain starts where an account is: members of the group, or a group that is itself a subject inside it.
const startGroups = defineStatement(
  "group_chains_starts",
  z.object({ id: z.string() }),
  `select distinct group_id as id from access_memberships where member_kind = 'account'
   union
   select access_memberships.group_id
   from access_memberships
   join access_groups on access_groups.id = access_memberships.member_id and not access_groups.explained
   where access_memberships.member_kind = 'group'
   order by id`,
);

const applyChains = defineStatement(
  "group_chains_apply",
  z.object({ written: z.number() }),
  `with written as (
     insert into group_chains as target (
       tenant_id, target_group_id, start_group_id, ordinal, hops, hop_ids, truncated
     )
     select app_current_tenant_id(), target_group_id, start_group_id, ordinal, hops, hop_ids, truncated
     from fresh_group_chains
     on conflict (tenant_id, target_group_id, start_group_id, ordinal) do update set
       hops = excluded.hops, hop_ids = excluded.hop_ids, truncated = excluded.truncated
     where (target.hops, target.hop_ids, target.truncated)
       is distinct from (excluded.hops, excluded.hop_ids, excluded.truncated)
     returning target.start_group_id, target.target_group_id
   ), removed as (
     delete from group_chains as target
     where not exists (
       select from fresh_group_chains as fresh
       where fresh.target_group_id = target.target_group_id and fresh.start_group_id = target.start_group_id
         and fresh.ordinal = target.ordinal
     )
     returning target.start_group_id, target.target_group_id
   ), touched as (
     insert into access_touched (kind, id, other)
     select distinct 'chain', start_group_id, target_group_id
     from (select * from written union all select * from removed) as changed where $1::boolean
   )
   select (select count(*) from written) + (select count(*) from removed) as written`,
);

/**
 * Enumerates the chains of nested groups anew and writes what differs.
 * @param isNoted whether what differs is noted in access_touched
 * @returns how many chains were written or removed
 */
export async function refreshGroupChains(transaction: TenantTransaction, isNoted: boolean): Promise<number> {
  const groups = new Map((await transaction.query(groupNodes)).map((group) => [group.id, group]));
  const edges = (await transaction.query(groupEdges)).filter(
    ({ child, parent }) => groups.has(child) && groups.has(parent),
  );
  const starts = (await transaction.query(startGroups)).map(({ id }) => id).filter((id) => groups.has(id));
  const { client } = transaction;
  await client.query(
    `create temporary table fresh_group_chains (
       target_group_id uuid, start_group_id uuid, ordinal smallint, hops jsonb, hop_ids text[] collate "C",
       truncated boolean
     ) on commit drop`,
  );
  const copy = client.query(copyFrom("copy fresh_group_chains from stdin"));
  const finished = once(copy, "finish");
  const hopOf = (id: string): Hop => {
    const group = groups.get(id);
    return { kind: group?.kind ?? "group", id: group?.native_id ?? id, label: group?.label ?? id };
  };
  for (const { start, reached } of enumerateChains(edges, starts, { hopIdOf: (id) => hopOf(id).id })) {
    for (const { target, chains, truncated } of reached) {
      for (const [ordinal, chain] of chains.entries()) {
        const hops = chain.map(hopOf);
        const line = [
          target,
          start,
          String(ordinal),
          escapeCopy(JSON.stringify(hops)),
          escapeCopy(textArray(hops.map((hop) => hop.id))),
          truncated ? "t" : "f",
        ].join("\t");
        if (!copy.write(`${line}\n`)) await once(copy, "drain");
      }
    }
  }
  copy.end();
  await finished;
  await client.query("analyze fresh_group_chains");
  const [row] = await transaction.query(applyChains, [isNoted]);
  await client.query("drop table fresh_group_chains");
  return row?.written ?? 0;
}

function textArray(values: string[]): string {
  return `{${values.map((value) => `"${value.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`).join(",")}}`;
}

const COPY_ESCAPES: Record<string, string> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" };

function escapeCopy(text: string): string {
  return text.replace(/[\\\t\n\r]/g, (character) => COPY_ESCAPES[character] ?? character);
}
