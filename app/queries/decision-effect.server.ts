import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES, PROVIDERS, RESOURCE_TYPES } from "../model/access.ts";
import type { ReachChange } from "../model/decision-effect.ts";

/** One account's person, before and after; null is nobody. */
export type LinkMove = { accountId: string; from: string | null; to: string | null };

const MOST_CHANGES = 100;

const Change = z.object({
  person_id: z.string(),
  resource_node_id: z.string(),
  resource_type: z.enum(RESOURCE_TYPES),
  resource_id: z.string(),
  resource_name: z.string().nullable(),
  before: z.number().nullable(),
  after: z.number().nullable(),
  total: z.number(),
  gained: z.number(),
  lost: z.number(),
});

// Only the accounts of those who are concerned are looked up; nothing is written, so nobody waits for it.
const reachChangeList = defineStatement(
  "decision_effect_list",
  Change,
  `with moved as materialized (
  select moved.account_id, moved.from_id, moved.to_id
  from unnest($1::uuid[], $2::uuid[], $3::uuid[]) as moved (account_id, from_id, to_id)
), concerned as (
  select moved.from_id as person_id from moved where moved.from_id is not null
  union
  select moved.to_id from moved where moved.to_id is not null
), owned as materialized (
  select links.person_id, links.account_id
  from canonical_user_provider_links as links
  join concerned on concerned.person_id = links.person_id
  where links.deleted_at is null
), owning as materialized (
  select owned.person_id, owned.account_id from owned
  where not exists (select from moved where moved.account_id = owned.account_id)
  union
  select moved.to_id, moved.account_id from moved where moved.to_id is not null
), reach as materialized (
  select access.subject_account_id as account_id, access.resource_node_id, access.resource_type, access.resource_id,
    access.resource_name, max(access.privilege_rank)::integer as rank
  from effective_access_rows as access
  where access.subject_type = 'user' and access.subject_account_id = any(array(
    select owned.account_id from owned union select owning.account_id from owning
  ))
  group by 1, 2, 3, 4, 5
), was as (
  select owned.person_id, reach.resource_node_id, max(reach.rank) as rank
  from owned join reach on reach.account_id = owned.account_id group by 1, 2
), will as (
  select owning.person_id, reach.resource_node_id, max(reach.rank) as rank
  from owning join reach on reach.account_id = owning.account_id group by 1, 2
), differing as (
  select coalesce(will.person_id, was.person_id) as person_id,
    coalesce(will.resource_node_id, was.resource_node_id) as resource_node_id, was.rank as before, will.rank as after
  from was
  full join will on will.person_id = was.person_id and will.resource_node_id = was.resource_node_id
  where was.rank is distinct from will.rank
), named as (
  select distinct on (reach.resource_node_id) reach.resource_node_id, reach.resource_type, reach.resource_id,
    reach.resource_name
  from reach
)
select differing.person_id, named.resource_node_id, named.resource_type, named.resource_id, named.resource_name,
  differing.before, differing.after, count(*) over () as total,
  count(*) filter (where differing.before is null) over () as gained,
  count(*) filter (where differing.after is null) over () as lost
from differing join named on named.resource_node_id = differing.resource_node_id
order by greatest(coalesce(differing.before, 0), coalesce(differing.after, 0)) desc, named.resource_type,
  named.resource_id collate "C", differing.person_id
limit ${MOST_CHANGES}`,
);

type Unnamed = Omit<ReachChange, "person"> & { personId: string };

/** Which resources people would reach at another level when accounts move, the highest levels first. */
export async function listReachChanges(
  tx: TenantTransaction,
  moves: readonly LinkMove[],
): Promise<{ changes: Unnamed[]; total: number; gained: number; lost: number }> {
  if (moves.length === 0) return { changes: [], total: 0, gained: 0, lost: 0 };
  const rows = await tx.query(reachChangeList, [
    moves.map(({ accountId }) => accountId),
    moves.map(({ from }) => from),
    moves.map(({ to }) => to),
  ]);
  const level = (rank: number | null) => (rank === null ? null : (PRIVILEGES[rank] ?? null));
  const [first] = rows;
  return {
    changes: rows.map((row) => ({
      personId: row.person_id,
      resource: { nodeId: row.resource_node_id, type: row.resource_type, id: row.resource_id, name: row.resource_name },
      before: level(row.before),
      after: level(row.after),
    })),
    total: first?.total ?? 0,
    gained: first?.gained ?? 0,
    lost: first?.lost ?? 0,
  };
}

const accountNames = defineStatement(
  "decision_effect_accounts",
  z.object({ id: z.string(), provider: z.enum(PROVIDERS), label: z.string() }),
  "select accounts.id, accounts.provider, accounts.label from accounts where accounts.id = any($1::uuid[])",
);

const personNames = defineStatement(
  "decision_effect_people",
  z.object({ id: z.string(), name: z.string() }),
  "select canonical_users.id, canonical_users.name from canonical_users where canonical_users.id = any($1::uuid[])",
);

/** What accounts and people are called, by id. */
export async function listNamesOf(tx: TenantTransaction, ids: { accounts: string[]; people: string[] }) {
  const accounts = await tx.query(accountNames, [ids.accounts]);
  const people = await tx.query(personNames, [ids.people]);
  return {
    accounts: new Map(accounts.map((account) => [account.id, account])),
    people: new Map(people.map(({ id, name }) => [id, name])),
  };
}

const waitingCount = defineStatement(
  "queue_item_count",
  z.object({ count: z.number() }),
  "select count(*) as count from identity_reconciliation_queue where deleted_at is null",
);

/** @returns how many accounts wait for a decision */
export async function countWaiting(tx: TenantTransaction): Promise<number> {
  const [row] = await tx.query(waitingCount);
  return row?.count ?? 0;
}
