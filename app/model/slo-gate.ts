import { partWords } from "./part-words.ts";
import type { SloReport } from "./slo-report.ts";

export const CHANGES = ["normal", "critical"] as const;
export type Change = (typeof CHANGES)[number];

/** What the deploy workflow is told. `advice` says what to do about a refusal; null when there is nothing to do. */
export type GateDecision = { change: Change; allowed: boolean; frozen: boolean; reason: string; advice: string | null };

/** Whether a change may be deployed (operations guide, 8.3): a freeze stops all but critical ones, unless overridden. */
export function decideChange(change: Change, { objectives, frozen, override }: SloReport): GateDecision {
  const reason = describeFreezes(objectives);
  const decide = (allowed: boolean, why: string, advice: string | null = null): GateDecision => {
    return { change, allowed, frozen, reason: why, advice };
  };
  if (!frozen) return decide(true, `Nothing is frozen: ${reason}.`);
  if (change === "critical") return decide(true, `A critical change passes the freeze: ${reason}.`);
  if (override) {
    const { actor, expiresAt, reason: why } = override;
    return decide(true, `${actor} lets changes through until ${expiresAt}: ${why}. Frozen all the same: ${reason}.`);
  }
  const runbooks = objectives.filter(({ freeze }) => freeze?.frozen).map(({ runbook }) => runbook);
  return decide(
    false,
    `Deployments that are not critical are frozen: ${reason}.`,
    `Find the cause (${runbooks.join(", ")}; alxderia slo report). What mends it is critical: --change critical. ` +
      "To let a change through all the same: alxderia slo override --reason <text> --until <time>.",
  );
}

function describeFreezes(objectives: SloReport["objectives"]): string {
  const parts = objectives.flatMap(({ name, window, total, freeze }) => {
    if (freeze === null) return [];
    const limit = `${partWords(freeze.limit)} within ${freeze.within} are allowed`;
    if (freeze.consumed === null) return [`${name} has no event in ${window}`];
    if (total < freeze.minimumEvents) {
      return [`${name} has ${total} events in ${window}, and ${freeze.minimumEvents} are needed to tell`];
    }
    return [`${name} used ${partWords(freeze.consumed)} of its budget within ${freeze.within}, ${limit}`];
  });
  return parts.join("; ") || "no objective freezes deployments";
}
