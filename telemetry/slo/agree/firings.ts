import type { Firing } from "../simulate.ts";

/** From when until when something holds. @param holds for each minute, at its end; the first one ends at 1 */
export function firingsOf(holds: readonly boolean[]): Firing[] {
  const firings: Firing[] = [];
  let since: number | null = null;
  for (const [index, fires] of holds.entries()) {
    if (fires) since ??= index + 1;
    else if (since !== null) {
      firings.push({ firedAt: since, resolvedAt: index + 1 });
      since = null;
    }
  }
  return since === null ? firings : [...firings, { firedAt: since, resolvedAt: null }];
}

/** Whether all of the last so many hold, for each one; what came before the first held or not as `before` says. */
export function heldFor(length: number, holds: readonly boolean[], before = false): boolean[] {
  let row = before ? length : 0;
  return holds.map((each) => {
    row = each ? row + 1 : 0;
    return row >= length;
  });
}
