import type { TenantTransaction } from "../db/database.server.ts";
import type { AccessFilters } from "../model/filters.ts";
import type { Conditions } from "./fragments.ts";
import { listAccountIdsOfPeople, listPersonIds } from "./person-ids.server.ts";
import { listResourceNodeIds } from "./resource-ids.server.ts";
import { findHits, searchHits, setSearch } from "./search.server.ts";

/** Above it, one scan along sort_key with hashed hits costs less than one short index scan for each hit. */
const MAX_SEEKS = 200;

type Key = "subject_account_id" | "resource_node_id";
/** Rows that are found by an index, by one of its keys. */
export type Seek = { column: Key; ids: string[] };

/**
 * Chooses the index to walk: by the accounts of a person, else by resource, else by the hits of a search when they are few.
 * What is not walked becomes a condition.
 * @returns null for a walk along sort_key
 */
export async function planSeeks(
  tx: TenantTransaction,
  filters: AccessFilters,
  conditions: Conditions,
): Promise<Seek[] | null> {
  const accounts = filters.person === undefined ? null : await listAccountsOf(tx, filters.person);
  const resources = filters.resource === undefined ? null : await listResourceNodeIds(tx, filters.resource);
  if (accounts !== null || resources !== null) await addSearch(tx, conditions, filters.search);
  if (accounts !== null) {
    if (resources !== null) addIds(conditions, "r", "resource_node_id", resources);
    return [{ column: "subject_account_id", ids: accounts }];
  }
  if (resources !== null) return [{ column: "resource_node_id", ids: resources }];
  if (filters.search === undefined) return null;
  const { seeks, isCut } = await listHits(tx, filters.search);
  if (!isCut) return seeks;
  await addSearch(tx, conditions, filters.search);
  return null;
}

/** @returns the accounts of a person, who is given by uuid or e-mail. */
export async function listAccountsOf(tx: TenantTransaction, person: string): Promise<string[]> {
  return listAccountIdsOfPeople(tx, await listPersonIds(tx, person));
}

/** Only rows of these accounts, or resources. */
export function addIds(conditions: Conditions, letter: string, column: Key, ids: string[]): void {
  conditions.add(letter, ids, (given) => `effective_access.${column} = any(${given}::uuid[])`);
}

/** Only rows whose person, account or resource meets the search. */
export async function addSearch(
  tx: TenantTransaction,
  conditions: Conditions,
  search: string | undefined,
): Promise<void> {
  if (search === undefined) return;
  await setSearch(tx, search);
  conditions.addFixed(
    "q",
    `(effective_access.person_id in (${searchHits("person")})
    or effective_access.subject_account_id in (${searchHits("account")})
    or effective_access.resource_node_id in (${searchHits("resource")}))`,
  );
}

/** @returns whose and which rows a search hits, at most 200 of each kind; `isCut` when there are more */
export async function listHits(tx: TenantTransaction, search: string): Promise<{ seeks: Seek[]; isCut: boolean }> {
  const people = await findHits(tx, search, "person", MAX_SEEKS + 1);
  const subjects = await findHits(tx, search, "account", MAX_SEEKS + 1);
  const targets = await findHits(tx, search, "resource", MAX_SEEKS + 1);
  const few = (ids: string[]) => ids.slice(0, MAX_SEEKS);
  const accountsOfPeople = await listAccountIdsOfPeople(tx, few(people));
  return {
    seeks: [
      { column: "subject_account_id", ids: [...new Set([...accountsOfPeople, ...few(subjects)])] },
      { column: "resource_node_id", ids: few(targets) },
    ],
    isCut: [people, subjects, targets].some((hits) => hits.length > MAX_SEEKS),
  };
}
