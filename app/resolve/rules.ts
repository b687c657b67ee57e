import type { AccountEvidence, Resolution, ResolutionInput } from "./evidence.ts";
import { createJudgement } from "./judgement.ts";
import { describeResolution } from "./resolution.ts";

const STAGE_PROVIDERS: ReadonlySet<AccountEvidence["provider"]> = new Set([
  "google_workspace",
  "aws_identity_center",
  "github",
  "aws_iam",
]);

/** Bots, service accounts and orphans (known only from a membership, a binding or an assignment) are nobody. */
const canBePerson = ({ provider, type, listed }: AccountEvidence) =>
  type === "user" && listed && STAGE_PROVIDERS.has(provider);

/**
 * Who is who (docs/effective-access.md): which accounts are one person's, and what an analyst must decide.
 *
 * Workspace users make people. Then Identity Center users attach, those left make people of their own; then GitHub users
 * likewise; then IAM users by tag. In each stage everybody is judged on the same state, so the order of the input does
 * not count; an Identity Center user waits for the accounts that its external ids name, whatever their stage.
 * Evidence that names two people links nothing. Decisions of analysts come before evidence.
 * @returns all lists in a fixed order; every account at most once in `links` and `queue` together.
 */
export function resolvePeople(input: ResolutionInput): Resolution {
  const accounts = input.accounts.filter(canBePerson).sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
  const judgement = createJudgement(accounts, input.links, input.decisions);
  judgement.anchorWorkspace();
  judgement.judgeIdentityCenter();
  judgement.judgeGithub();
  judgement.judgeIam();
  judgement.judgeRest();
  return describeResolution(judgement, input.links);
}
