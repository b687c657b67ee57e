import type { Privilege, Provider, ResourceType } from "./access.ts";

type PersonRef = { id: string; name: string };

/** An account that would belong to somebody else, or to nobody. */
export type AccountMove = {
  account: { id: string; provider: Provider; label: string };
  from: PersonRef | null;
  to: PersonRef | null;
};

/** A resource that a person would reach at another level than now; null is not at all. */
export type ReachChange = {
  person: PersonRef;
  resource: { nodeId: string; type: ResourceType; id: string; name: string | null };
  before: Privilege | null;
  after: Privilege | null;
};

/**
 * What decisions would do, worked out on the data without changing it.
 * - `moves`, `changes`: the first of `moveCount` and `changeCount`, the highest levels first
 * - `waiting`: accounts in the queue, now and then
 */
export type DecisionEffect = {
  moves: AccountMove[];
  moveCount: number;
  changes: ReachChange[];
  changeCount: number;
  gained: number;
  lost: number;
  waiting: { before: number; after: number };
};
