import type { EntityKind } from "../question.ts";

/** A thing of the tenant that a phrase may mean. `detail` tells things of one name apart; `score` is of `likeness`. */
export type NameMatch = {
  kind: EntityKind;
  id: string;
  label: string;
  detail: string;
  /** Kind of resource, account or group, for questions that say it. */
  type: string;
  score: number;
};

/** Finds things by name in the tenant's own data, best first; nothing else is ever searched. */
export type NameLookup = {
  /** Whole names and parts of names. */
  find(phrase: string): Promise<NameMatch[]>;
  /** Names that are written nearly so; slower, for what `find` does not know. */
  findMistyped(phrase: string): Promise<NameMatch[]>;
};
