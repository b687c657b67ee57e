import type { Provider, SubjectStatus, SubjectType } from "../model/access.ts";

/** What an e-mail address is evidence by. */
export type EmailMethod = "email" | "verified_email" | "saml" | "public_email" | "email_tag";
export type LinkMethod = EmailMethod | "anchor" | "external_id" | "decision";

/**
 * One account with all that is known about whose it is.
 * - `emails`: what counts as evidence, in order (docs/effective-access.md, "Who is who"); noreply addresses and texts that are
 *   no e-mail are ignored.
 * - `emailMethods`: parallel to `emails`; without it `email`, for GitHub `public_email`, for IAM `email_tag`.
 * - `primaryEmail`: as the provider writes it, for display.
 * - `noreply`: whether a noreply address was seen.
 * - `listed`: false for an account known only from a membership, a binding or an assignment.
 */
export type AccountEvidence = {
  id: string;
  provider: Provider;
  type: SubjectType;
  nativeId: string;
  realm: string;
  name: string | null;
  status: SubjectStatus;
  emails: readonly string[];
  emailMethods?: readonly EmailMethod[];
  primaryEmail: string | null;
  externalIds: readonly string[];
  noreply: boolean;
  listed: boolean;
};

/**
 * What an analyst decided and has not undone. `decidedAt` is ISO 8601 in UTC: the later decision wins.
 * - `accept`: `accountId` is `personId`'s, whatever the evidence.
 * - `reject`: `accountId` is not `personId`'s: no evidence links them and the person is no candidate.
 * - `merge`: `personId` and `otherPersonId` are one; `personId` survives.
 * - `split`: `accountId` leaves `personId` and is a person of its own.
 */
export type Decision = {
  kind: "accept" | "reject" | "merge" | "split";
  accountId?: string | null;
  personId?: string | null;
  otherPersonId?: string | null;
  decidedAt: string;
};

export type QueueReason = "conflict" | "noreply_email" | "missing_email" | "name_only";
/** `method`, `evidence`: what names the person, where it is more than a name that is alike. */
export type Candidate = { personId: string; name: string; method?: LinkMethod; evidence?: string };

/** Each part is made while it is read, and anew when it is read again: all at once they would outweigh the evidence. */
export type Resolution = {
  people: Iterable<{ id: string; name: string; email: string | null }>;
  emails: Iterable<{ email: string; personId: string }>;
  links: Iterable<{ accountId: string; personId: string; method: LinkMethod; evidence: string }>;
  queue: Iterable<{ accountId: string; reason: QueueReason; candidates: Candidate[] }>;
};

/** `links`: account to person, as the previous run left it: people keep their ids. */
export type ResolutionInput = {
  accounts: readonly AccountEvidence[];
  links: ReadonlyMap<string, string>;
  decisions: readonly Decision[];
};
