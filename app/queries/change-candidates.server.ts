import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { type ChangeFilters, isUuid } from "../model/filters.ts";
import { readMoment } from "../model/moment.ts";
import { type Conditions, createConditions } from "./fragments.ts";
import { listPersonIds } from "./person-ids.server.ts";
import { listResourceNodes } from "./resource-ids.server.ts";

/** Of whom and on what something changed, and when: a place in the order of the feed. */
export type Candidate = { at: string; accountId: string; resourceId: string };

export const CandidateKey = z.tuple([z.string().refine((at) => readMoment(at) !== null), z.guid(), z.guid()]);

const CandidateRow = z.object({ at: z.string(), account_id: z.string(), resource_id: z.string() });

/** To the microsecond: a time of the feed is a key. */
export const AT = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

/** Spans by their beginning, when a path came, or by their end, when it went. */
const SIDES = {
  came: `select spans.account_id, spans.resource_id, spans.via, spans.valid_from as at, spans.from_run as run
    from access_spans as spans`,
  went: `select spans.account_id, spans.resource_id, spans.via, spans.valid_until as at, spans.until_run as run
    from access_spans as spans`,
};

function sidesOf(kind: ChangeFilters["kind"]): (keyof typeof SIDES)[] {
  if (kind === "gained") return ["came"];
  return kind === "lost" ? ["went"] : ["came", "went"];
}

/**
 * The first pairs of account and resource between which a path came or went, newest first or oldest first, whatever kind of change it is.
 * Both sides of a time are walked by their indexes (schema/0089), so the cost is that of the page.
 * @param from exclusive @param to inclusive @param isTurned oldest first
 */
export async function listCandidates(
  tx: TenantTransaction,
  request: {
    filters: ChangeFilters;
    from: string;
    to: string;
    after: Candidate | null;
    limit: number;
    isTurned: boolean;
  },
): Promise<Candidate[]> {
  const { filters, from, to, after, limit, isTurned } = request;
  const order = (isTurned ? ["at", "account_id", "resource_id"] : ["at desc", "account_id desc", "resource_id desc"])
    .map((part) => `moved.${part}`)
    .join(", ");
  const conditions = createConditions();
  const range = [conditions.value(from), conditions.value(to)];
  if (after !== null) {
    conditions.add("c", after.at, (at) => {
      const key = [
        `${at}::timestamptz`,
        `${conditions.value(after.accountId)}::uuid`,
        `${conditions.value(after.resourceId)}::uuid`,
      ];
      return `(moved.at, moved.account_id, moved.resource_id) ${isTurned ? ">" : "<"} (${key.join(", ")})`;
    });
  }
  await addFilters(tx, conditions, filters);
  const size = `${conditions.value(limit)}::integer`;
  const sides = sidesOf(filters.kind);
  const walks = sides.map(
    (side) => `(
  select distinct moved.at, moved.account_id, moved.resource_id
  from (
    ${SIDES[side]}
  ) as moved
  where moved.at > ${range[0]}::timestamptz and moved.at <= ${range[1]}::timestamptz and ${conditions.sql()}
  order by ${order} limit ${size}
)`,
  );
  const statement = defineStatement(
    "change_candidate_list",
    CandidateRow,
    `select to_char(moved.at at time zone 'UTC', ${AT}) as at, moved.account_id, moved.resource_id
from (${walks.join("\nunion\n")}) as moved
order by ${order} limit ${size}`,
    `${isTurned ? "turned_" : ""}${sides.join("_")}_${conditions.name()}`,
  );
  const rows = await tx.query(statement, conditions.values);
  return rows.map((row) => ({ at: row.at, accountId: row.account_id, resourceId: row.resource_id }));
}

async function addFilters(tx: TenantTransaction, conditions: Conditions, filters: ChangeFilters): Promise<void> {
  if (filters.run !== undefined) conditions.add("n", filters.run, (run) => `moved.run = ${run}::uuid`);
  if (filters.person !== undefined) {
    const accounts = await listAccountsEver(tx, filters.person);
    conditions.add("u", accounts, (ids) => `moved.account_id = any(${ids}::uuid[])`);
  }
  if (filters.resource !== undefined) {
    conditions.add("r", listResourceNodes(filters.resource), (ids) => `moved.resource_id = any(${ids}::uuid[])`);
  }
  if (filters.system !== undefined) {
    conditions.add(
      "s",
      filters.system,
      (provider) => `exists (
    select from accounts where accounts.id = moved.account_id and accounts.provider = ${provider}::text
  )`,
    );
  }
  if (filters.group !== undefined) {
    const rows = await tx.query(groupsEver, [isUuid(filters.group) ? filters.group : null, filters.group]);
    // None is a list of hops that no path has.
    const hops =
      rows.length === 0 ? [[{ kind: "none" }]] : rows.map(({ kind, native_id }) => [{ kind, id: native_id }]);
    conditions.add(
      "g",
      hops.map((hop) => JSON.stringify(hop)),
      (given) => `moved.via @> any(${given}::jsonb[])`,
    );
  }
}

// Whose an account is, or was last: the leaver's losses are told, too.
const accountsEver = defineStatement(
  "person_account_id_list_ever",
  z.object({ account_id: z.string() }),
  `select canonical_user_provider_links.account_id
from canonical_user_provider_links
where canonical_user_provider_links.person_id = any($1::uuid[])`,
);

async function listAccountsEver(tx: TenantTransaction, person: string): Promise<string[]> {
  const rows = await tx.query(accountsEver, [await listPersonIds(tx, person)]);
  return rows.map((row) => row.account_id);
}

const groupsEver = defineStatement(
  "group_hop_list_ever",
  z.object({ kind: z.enum(["group", "team"]), native_id: z.string() }),
  `select distinct access_groups.kind, access_groups.native_id
from access_groups
where access_groups.id = $1::uuid or access_groups.native_id = $2::text`,
);
