import type { Merge, Rulings } from "./decisions.ts";
import type { AccountEvidence } from "./evidence.ts";
import { newPersonId } from "./person-ids.ts";

/** Accounts by which a person of a previous run, known by its id only, is found again. All are positions. */
export type PersonHandles = {
  holders: (personId: string) => readonly number[];
  /** Whether the account is the one that the person's id was made from. */
  isMaker: (account: number, personId: string) => boolean;
  mergedSides: (merge: Merge) => readonly number[];
};

// An account whose id collided once, or that was split off its own person, made its person's id with a higher ordinal.
const ORDINALS = [2, 3];
const PROVIDER_ORDER = ["google_workspace", "aws_identity_center", "github", "aws_iam", "gcp"];

/** @param links account to person of the previous run. */
export function createPersonHandles(
  accounts: readonly AccountEvidence[],
  links: ReadonlyMap<string, string>,
  { byAccount, merges }: Rulings,
): PersonHandles {
  const had = new Map<string, number[]>();
  const makers = new Map<string, number>();
  const mentioned = new Set(merges.flatMap(({ personId, otherPersonId }) => [personId, otherPersonId]));
  for (const { accepted, rejected } of byAccount.values()) {
    if (accepted !== null) mentioned.add(accepted.personId);
    for (const personId of rejected) mentioned.add(personId);
  }
  if (mentioned.size > 0) {
    accounts.forEach((account, position) => {
      const personId = links.get(account.id);
      if (personId !== undefined && mentioned.has(personId))
        had.set(personId, [...(had.get(personId) ?? []), position]);
      const made = [newPersonId(account)];
      if (byAccount.has(account.id)) for (const ordinal of ORDINALS) made.push(newPersonId(account, ordinal));
      for (const id of made) if (mentioned.has(id) && !makers.has(id)) makers.set(id, position);
    });
  }
  const rank = (position: number) => PROVIDER_ORDER.indexOf(accounts[position]?.provider ?? "gcp");
  for (const positions of had.values()) positions.sort((a, b) => rank(a) - rank(b) || a - b);

  const rulingOf = (position: number) => byAccount.get(accounts[position]?.id ?? "");
  const standsFor = (position: number, personId: string) => {
    const ruling = rulingOf(position);
    return ruling === undefined || (ruling.accepted === null && !ruling.rejected.has(personId));
  };
  const makerOf = (personId: string) => {
    const maker = makers.get(personId);
    return maker !== undefined && standsFor(maker, personId) ? maker : null;
  };

  const holders = (personId: string) => {
    const found = (had.get(personId) ?? []).filter((position) => standsFor(position, personId));
    const maker = makerOf(personId);
    return found.length > 0 || maker === null ? found : [maker];
  };

  return {
    holders,
    isMaker: (account, personId) => makers.get(personId) === account,
    /** After a merge all accounts have the surviving id, so the accounts that made the two ids tell them apart. */
    mergedSides({ personId, otherPersonId, decidedAt }) {
      const both = [personId, otherPersonId];
      const made = both.map(makerOf).filter((maker) => maker !== null);
      const still = made.every((maker) => both.includes(links.get(accounts[maker]?.id ?? "") ?? personId));
      const sides = made.length === both.length && still ? made : both.flatMap(holders);
      return sides.filter((position) => (rulingOf(position)?.alone?.decidedAt ?? "") <= decidedAt);
    },
  };
}
