import { nodeId } from "../model/node-id.ts";
import type { AccountEvidence } from "./evidence.ts";

/** The accounts of one person, the anchor first. `wanted` is the id that a merge lets survive. */
export type PersonMembers = {
  accounts: readonly AccountEvidence[];
  wanted: string | null;
  refused: ReadonlySet<string>;
};

/** A list of people, or what makes them when asked. */
type PeopleToName = { readonly length: number; at(index: number): PersonMembers | undefined };

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** The id of a person that nobody had before, made from the account that it begins with. */
export function newPersonId(anchor: AccountEvidence, ordinal = 1): string {
  const parts: [string, ...string[]] = ["person", anchor.provider, anchor.nativeId];
  return ordinal === 1 ? nodeId(...parts) : nodeId(...parts, String(ordinal));
}

/**
 * Gives every person an id: the survivor of a merge, else the id that most of its accounts had (ties: the smallest id;
 * two people after one id: the one with more accounts that had it, then the one whose first account made it), else one
 * made from its anchor. No id is given twice, and none that an analyst refused to one of the accounts.
 * @param people asked for one at a time, so that they need not all be there at once.
 * @param links account to person of the previous run.
 * @returns the ids, in the order of `people`.
 */
export function assignPersonIds(people: PeopleToName, links: ReadonlyMap<string, string>): string[] {
  const ids = new Array<string | undefined>(people.length).fill(undefined);
  const used = new Set<string>();
  const give = (person: number, id: string) => {
    if (ids[person] !== undefined || used.has(id)) return;
    ids[person] = id;
    used.add(id);
  };

  const claims: { person: number; id: string; count: number }[] = [];
  const anchorOf = (person: number) => people.at(person)?.accounts[0];
  for (let person = 0; person < people.length; person++) {
    const { accounts, wanted, refused } = people.at(person) as PersonMembers;
    if (wanted !== null) give(person, wanted);
    const counts = new Map<string, number>();
    for (const { id } of accounts) {
      const had = links.get(id);
      if (had !== undefined && !refused.has(had)) counts.set(had, (counts.get(had) ?? 0) + 1);
    }
    for (const [id, count] of counts) claims.push({ person, id, count });
  }
  const isMaker = ({ person, id }: { person: number; id: string }) => {
    const anchor = anchorOf(person);
    return anchor !== undefined && newPersonId(anchor) === id;
  };
  claims.sort(
    (a, b) =>
      b.count - a.count ||
      compare(a.id, b.id) ||
      Number(isMaker(b)) - Number(isMaker(a)) ||
      compare(anchorOf(a.person)?.id ?? "", anchorOf(b.person)?.id ?? ""),
  );
  for (const { person, id } of claims) give(person, id);

  for (let person = 0; person < people.length; person++) {
    if (ids[person] !== undefined) continue;
    const { accounts, refused } = people.at(person) as PersonMembers;
    const anchor = accounts[0];
    for (let ordinal = 1; anchor !== undefined && ids[person] === undefined; ordinal++) {
      const id = newPersonId(anchor, ordinal);
      if (!refused.has(id)) give(person, id);
    }
  }
  return ids.filter((id) => id !== undefined);
}
