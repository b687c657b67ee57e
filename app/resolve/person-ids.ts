import { nodeId } from "../model/node-id.ts";
import type { AccountEvidence } from "./evidence.ts";

/** The accounts of one person, the anchor first. `wanted` is the id that a merge lets survive. */
export type PersonMembers = {
  accounts: readonly AccountEvidence[];
  wanted: string | null;
  refused: ReadonlySet<string>;
};

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
 * @param links account to person of the previous run.
 * @returns the ids, in the order of `people`.
 */
export function assignPersonIds(people: readonly PersonMembers[], links: ReadonlyMap<string, string>): string[] {
  const ids: (string | undefined)[] = people.map(() => undefined);
  const used = new Set<string>();
  const give = (person: number, id: string) => {
    if (ids[person] !== undefined || used.has(id)) return;
    ids[person] = id;
    used.add(id);
  };

  const claims: { person: number; id: string; count: number }[] = [];
  people.forEach(({ accounts, wanted, refused }, person) => {
    if (wanted !== null) give(person, wanted);
    const counts = new Map<string, number>();
    for (const { id } of accounts) {
      const had = links.get(id);
      if (had !== undefined && !refused.has(had)) counts.set(had, (counts.get(had) ?? 0) + 1);
    }
    for (const [id, count] of counts) claims.push({ person, id, count });
  });
  const isMaker = ({ person, id }: { person: number; id: string }) => {
    const anchor = people[person]?.accounts[0];
    return anchor !== undefined && newPersonId(anchor) === id;
  };
  claims.sort(
    (a, b) =>
      b.count - a.count ||
      compare(a.id, b.id) ||
      Number(isMaker(b)) - Number(isMaker(a)) ||
      compare(people[a.person]?.accounts[0]?.id ?? "", people[b.person]?.accounts[0]?.id ?? ""),
  );
  for (const { person, id } of claims) give(person, id);

  people.forEach(({ accounts, refused }, person) => {
    const anchor = accounts[0];
    for (let ordinal = 1; anchor !== undefined && ids[person] === undefined; ordinal++) {
      const id = newPersonId(anchor, ordinal);
      if (!refused.has(id)) give(person, id);
    }
  });
  return ids.filter((id) => id !== undefined);
}
