import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { type Hop, PROVIDERS, SUBJECT_STATUSES, SUBJECT_TYPES } from "../model/access.ts";
import { decodeCursor, encodeCursor } from "../model/cursor.ts";
import type { GroupMember, Page } from "../model/views.ts";
import { createConditions } from "./fragments.ts";
import { type PageRequest, pageOf } from "./page.ts";

const MemberRow = z.object({
  account_id: z.string(),
  provider: z.enum(PROVIDERS),
  type: z.enum(SUBJECT_TYPES),
  label: z.string(),
  status: z.enum(SUBJECT_STATUSES),
  person_id: z.string().nullable(),
  person_name: z.string().nullable(),
  direct: z.boolean(),
  paths: z.array(z.custom<Hop[]>((value) => Array.isArray(value))),
});

const MemberKey = z.tuple([z.string(), z.guid()]);

/**
 * Everybody in the group, directly or through groups inside it, by label; each with all the chains that lead here.
 * The graph is walked once for the whole page.
 */
export async function listGroupMembers(
  tx: TenantTransaction,
  groupId: string,
  request: PageRequest,
): Promise<Page<GroupMember>> {
  const conditions = createConditions();
  const group = conditions.value(groupId);
  const after = decodeCursor(request.cursor, MemberKey);
  if (after !== null) {
    conditions.add(
      "c",
      after[0],
      (label) =>
        `(accounts.label collate "C", accounts.id) > (${label}::text collate "C", ${conditions.value(after[1])}::uuid)`,
    );
  }
  const statement = defineStatement(
    "group_member_list",
    MemberRow,
    `with starts as materialized (
  select distinct group_chains.start_group_id as id from group_chains where group_chains.target_group_id = ${group}::uuid
  union
  select ${group}::uuid
), edges as materialized (
  select distinct access_memberships.member_id as account_id, access_memberships.group_id
  from access_memberships
  where access_memberships.member_kind = 'account' and access_memberships.group_id in (select starts.id from starts)
), page as materialized (
  select accounts.id, accounts.provider, accounts.type, accounts.label, accounts.status
  from accounts
  where accounts.deleted_at is null
    and accounts.id in (select edges.account_id from edges)
    and ${conditions.sql()}
  order by accounts.label collate "C", accounts.id limit ${conditions.value(request.limit + 1)}::integer
), chains as (
  select edges.account_id,
    bool_or(edges.group_id = ${group}::uuid) as direct,
    coalesce(
      json_agg(group_chains.hops order by cardinality(group_chains.hop_ids), group_chains.hop_ids)
        filter (where edges.group_id <> ${group}::uuid and group_chains.hops is not null),
      '[]'::json
    ) as paths
  from edges
  left join group_chains on group_chains.start_group_id = edges.group_id
    and group_chains.target_group_id = ${group}::uuid
  where edges.account_id in (select page.id from page)
  group by edges.account_id
)
select page.id as account_id, page.provider, page.type, page.label, page.status,
  canonical_users.id as person_id, canonical_users.name as person_name, chains.direct, chains.paths
from page
join chains on chains.account_id = page.id
left join canonical_user_provider_links
  on canonical_user_provider_links.account_id = page.id and canonical_user_provider_links.deleted_at is null
left join canonical_users
  on canonical_users.id = canonical_user_provider_links.person_id and canonical_users.deleted_at is null
order by page.label collate "C", page.id`,
    conditions.name(),
  );
  const rows = await tx.query(statement, conditions.values);
  return pageOf(
    rows,
    request.limit,
    (row) => encodeCursor([row.label, row.account_id]),
    ({ account_id, person_id, person_name, paths, ...member }) => ({
      accountId: account_id,
      ...member,
      person: person_id === null || person_name === null ? null : { id: person_id, name: person_name },
      paths: paths.map((hops) => hops.map((hop) => ({ kind: hop.kind, id: hop.id, label: hop.label }))),
    }),
  );
}
