import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { ChangeFilters } from "../model/filters.ts";
import { isUuid } from "../model/filters.ts";
import { type Conditions, createConditions } from "./fragments.ts";
import { listPersonIds } from "./person-ids.server.ts";

/** Of whom and on what something changed, and when: a place in the order of the feed. */
export type Candidate = { at: string; accountId: string; resourceId: string };

export const CandidateKey = z.tuple([z.iso.datetime(), z.guid(), z.guid()]);

const CandidateRow = z.object({ at: z.string(), account_id: z.string(), resource_id: z.string() });

/** To the microsecond: a time of the feed is a key. */
export const AT = `'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'`;

type Side = "valid_from" | "valid_until";

/** A path came at the beginning of a span and went at its end. */
const SIDES: Readonly<Record<NonNullable<ChangeFilters["kind"]> | "any", readonly Side[]>> = {
  any: ["valid_from", "valid_until"],
  gained: ["valid_from"],
  lost: ["valid_until"],
  changed: ["valid_from", "valid_until"],
  rerouted: ["valid_from", "valid_until"],
};

/**
 * The first pairs of account and resource between which a path came or went, newest first, whatever kind of change it is.
 * Both sides of a time are walked by their indexes (schema/0089), so the cost is that of the page.
 * @param from exclusive @param to inclusive
 */
export async function listCandidates(
  tx: TenantTransaction,
  request: { filters: ChangeFilters; from: string; to: string; after: Candidate | null; limit: number },
): Promise<Candidate[]> {
  const { filters, from, to, after, limit } = request;
  const conditions = createConditions();
  const sideOf: ((side: Side) => string)[] = [];
  const [since, until] = [conditions.value(from), conditions.value(to)];
  sideOf.push((side) => `spans.${side} > ${since}::timestamptz and spans.${side} <= ${until}::timestamptz`);
  if (after !== null) {
    conditions.add("c", after.at, (at) => {
      const key = `(${at}::timestamptz, ${conditions.value(after.accountId)}::uuid, ${conditions.value(after.resourceId)}::uuid)`;
      sideOf.push((side) => `(spans.${side}, spans.account_id, spans.resource_id) < ${key}`);
      return "true";
    });
  }
  if (filters.run !== undefined) {
    conditions.add("n", filters.run, (run) => {
      sideOf.push((side) => `spans.${side === "valid_from" ? "from_run" : "until_run"} = ${run}::uuid`);
      return "true";
    });
  }
  await addFilters(tx, conditions, filters);
  const size = conditions.value(limit);
  const sides = SIDES[filters.kind ?? "any"];
  const walks = sides.map(
    (side) => `(
  select distinct spans.${side} as at, spans.account_id, spans.resource_id
  from access_spans as spans
  where ${[...sideOf.map((make) => make(side)), conditions.sql()].join("\n    and ")}
  order by spans.${side} desc, spans.account_id desc, spans.resource_id desc limit ${size}::integer
)`,
  );
  const statement = defineStatement(
    "change_candidate_list",
    CandidateRow,
    `select to_char(moved.at at time zone 'UTC', ${AT}) as at, moved.account_id, moved.resource_id
from (${walks.join("\nunion\n")}) as moved
order by moved.at desc, moved.account_id desc, moved.resource_id desc limit ${size}::integer`,
    `${sides.length}${sides[0]?.slice(6, 7)}_${conditions.name()}`,
  );
  const rows = await tx.query(statement, conditions.values);
  return rows.map((row) => ({ at: row.at, accountId: row.account_id, resourceId: row.resource_id }));
}

async function addFilters(tx: TenantTransaction, conditions: Conditions, filters: ChangeFilters): Promise<void> {
  if (filters.person !== undefined) {
    const accounts = await listAccountsEver(tx, filters.person);
    conditions.add("u", accounts, (ids) => `spans.account_id = any(${ids}::uuid[])`);
  }
  if (filters.resource !== undefined) {
    const rows = await tx.query(resourcesEver, [isUuid(filters.resource) ? filters.resource : null, filters.resource]);
    conditions.add(
      "r",
      rows.map(({ id }) => id),
      (ids) => `spans.resource_id = any(${ids}::uuid[])`,
    );
  }
  if (filters.system !== undefined) {
    conditions.add(
      "s",
      filters.system,
      (provider) => `exists (
    select from accounts where accounts.id = spans.account_id and accounts.provider = ${provider}::text
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
      (given) => `spans.via @> any(${given}::jsonb[])`,
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

const resourcesEver = defineStatement(
  "resource_node_id_list_ever",
  z.object({ id: z.string() }),
  "select resources.id from resources where resources.id = $1::uuid or resources.native_id = $2::text order by resources.id",
);

const groupsEver = defineStatement(
  "group_hop_list_ever",
  z.object({ kind: z.enum(["group", "team"]), native_id: z.string() }),
  `select distinct access_groups.kind, access_groups.native_id
from access_groups
where access_groups.id = $1::uuid or access_groups.native_id = $2::text`,
);
