import type { Provider } from "./access.ts";
import type { QueueStrength } from "./queue-strengths.ts";
import type { QueueReason } from "./views.ts";

/** Candidates of the same reason and strength. `single` are those whose account has no other candidate. */
export type QueueRule = {
  reason: QueueReason;
  strength: QueueStrength;
  candidates: number;
  single: number;
};

/** One candidate that a rule takes in. */
export type RuleCandidate = {
  account: { id: string; provider: Provider; label: string };
  person: { id: string; name: string };
  evidence: string | null;
};
