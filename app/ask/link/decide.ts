import { EXACT, LEAST } from "./likeness.ts";
import type { NameMatch } from "./names.ts";

/**
 * @param matches of one kind, best first
 * @param picked identifier that the asker chose for the phrase, if any
 * @returns the thing that is meant, or all that may be: a name is never guessed, equally good ones are offered
 */
export function decide(matches: readonly NameMatch[], picked: string | undefined): NameMatch | NameMatch[] {
  const chosen = matches.find((match) => match.id === picked);
  if (chosen !== undefined) return chosen;
  const contenders = contendersOf(matches);
  const [only] = contenders;
  return contenders.length === 1 && only !== undefined ? only : contenders;
}

/** Matches that are as good as the best one. Of mistyped or partial names all count that are nearly as good. */
function contendersOf(matches: readonly NameMatch[]): NameMatch[] {
  const best = matches[0]?.score ?? 0;
  const reach = best >= EXACT ? 0.001 : 0.1;
  return matches.filter((match) => match.score >= Math.max(LEAST, best - reach));
}
