import type { TenantTransaction } from "../db/database.server.ts";
import type { DecisionEffect } from "../model/decision-effect.ts";
import { countWaiting, type LinkMove, listNamesOf, listReachChanges } from "../queries/decision-effect.server.ts";
import { resolveSupposing } from "../resolve/refresh.server.ts";
import type { DecisionRequest } from "./decide.server.ts";

const MOST_MOVES = 100;

/**
 * Works out what decisions would do, or what undoing some would: who is who is resolved anew as the decision itself does
 * it, with everything that follows from it, and nothing is written. Role: analyst.
 */
export async function previewDecisions(
  tx: TenantTransaction,
  change: { decisions: readonly Omit<DecisionRequest, "actor">[]; undone: readonly string[] },
): Promise<DecisionEffect> {
  const decidedAt = new Date().toISOString();
  const added = change.decisions.map((decision) => ({ ...decision, decidedAt }));
  const { links, resolution } = await resolveSupposing(tx, { added, undone: change.undone });
  const after = new Map<string, string>();
  for (const { accountId, personId } of resolution.links) after.set(accountId, personId);
  const moves: LinkMove[] = [];
  for (const [accountId, from] of links) {
    const to = after.get(accountId) ?? null;
    if (to !== from) moves.push({ accountId, from, to });
  }
  for (const [accountId, to] of after) if (!links.has(accountId)) moves.push({ accountId, from: null, to });

  const reach = await listReachChanges(tx, moves);
  const shown = moves.slice(0, MOST_MOVES);
  const concerned = new Set(moves.flatMap(({ from, to }) => [from, to]).filter((id) => id !== null));
  const names = await listNamesOf(tx, { accounts: shown.map(({ accountId }) => accountId), people: [...concerned] });
  // Whoever does not exist yet has a name only in the resolution.
  for (const { id, name } of resolution.people) {
    if (concerned.has(id) && !names.people.has(id)) names.people.set(id, name);
  }
  const person = (id: string) => ({ id, name: names.people.get(id) ?? id });
  let waiting = 0;
  for (const _ of resolution.queue) waiting += 1;
  return {
    moves: shown.flatMap(({ accountId, from, to }) => {
      const account = names.accounts.get(accountId);
      if (account === undefined) return [];
      return [{ account, from: from === null ? null : person(from), to: to === null ? null : person(to) }];
    }),
    moveCount: moves.length,
    changes: reach.changes.map(({ personId, ...rest }) => ({ person: person(personId), ...rest })),
    changeCount: reach.total,
    gained: reach.gained,
    lost: reach.lost,
    waiting: { before: await countWaiting(tx), after: waiting },
  };
}
