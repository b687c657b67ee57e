import type { Provider } from "./access.ts";
import type { LinkMethod, QueueReason } from "./views.ts";

/** What names a candidate: a piece of evidence, or only a name. */
export const QUEUE_STRENGTHS = [
  "external_id",
  "saml",
  "verified_email",
  "email",
  "email_tag",
  "public_email",
  "same_name",
  "like_name",
] as const satisfies readonly (LinkMethod | "same_name" | "like_name")[];
export type QueueStrength = (typeof QUEUE_STRENGTHS)[number];

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
