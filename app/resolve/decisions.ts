import type { Decision } from "./evidence.ts";

/** What all decisions on one account come to. `rejected` holds the ids of people that it is not. */
export type Ruling = {
  accepted: { personId: string; decidedAt: string } | null;
  alone: { decidedAt: string } | null;
  rejected: ReadonlySet<string>;
};

export type Merge = { personId: string; otherPersonId: string; decidedAt: string };

export type Rulings = {
  byAccount: ReadonlyMap<string, Ruling>;
  merges: readonly Merge[];
  /** The person that was left, to the accounts that left it. */
  departures: ReadonlyMap<string, readonly string[]>;
};

const order = (d: Decision) => [d.decidedAt, d.kind, d.accountId, d.personId, d.otherPersonId].join("\u001f");

/** Reads decisions from the oldest to the newest; one that names too little to act on is passed over. */
export function readDecisions(decisions: readonly Decision[]): Rulings {
  const byAccount = new Map<
    string,
    { accepted: Ruling["accepted"]; alone: Ruling["alone"]; rejected: Set<string>; left: Set<string> }
  >();
  const merges: Merge[] = [];
  const sorted = decisions
    .map((decision) => ({ decision, key: order(decision) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  for (const { decision } of sorted) {
    const { kind, accountId, personId, otherPersonId, decidedAt } = decision;
    if (kind === "merge") {
      if (personId && otherPersonId && personId !== otherPersonId) merges.push({ personId, otherPersonId, decidedAt });
      continue;
    }
    if (!accountId || (!personId && kind !== "split")) continue;
    const ruling = byAccount.get(accountId) ?? {
      accepted: null,
      alone: null,
      rejected: new Set<string>(),
      left: new Set<string>(),
    };
    byAccount.set(accountId, ruling);
    if (kind === "accept" && personId) {
      ruling.accepted = { personId, decidedAt };
      ruling.alone = null;
      ruling.left.clear();
      ruling.rejected.delete(personId);
    } else if (kind === "reject" && personId) {
      ruling.rejected.add(personId);
      if (ruling.accepted?.personId === personId) ruling.accepted = null;
    } else if (kind === "split") {
      ruling.alone = { decidedAt };
      ruling.accepted = null;
      if (personId) ruling.rejected.add(personId);
      if (personId) ruling.left.add(personId);
    }
  }
  const departures = new Map<string, string[]>();
  for (const [accountId, { left }] of byAccount) {
    for (const personId of left) departures.set(personId, [...(departures.get(personId) ?? []), accountId]);
  }
  return { byAccount, merges, departures };
}
