import { MAX_CHAINS } from "../model/access.ts";
import { compareUtf8Lists } from "../model/utf8-order.ts";

/**
 * Every chain from `start` upward to `target` that visits no group twice, by exhaustive search. The number of chains can
 * be exponential in the number of groups: it is the oracle's way, for small organisations only.
 *
 * @param parentsOf the groups that a group is a member of.
 * @returns chains of group ids, both ends included; `[[start]]` when both are the same.
 */
export function findSimpleChains(
  parentsOf: ReadonlyMap<string, Iterable<string>>,
  start: string,
  target: string,
): string[][] {
  const chains: string[][] = [];
  const walk = (chain: readonly string[], last: string): void => {
    if (last === target) {
      chains.push([...chain]);
      return;
    }
    for (const parent of parentsOf.get(last) ?? []) {
      if (!chain.includes(parent)) walk([...chain, parent], parent);
    }
  };
  walk([start], start);
  return chains;
}

/** The chains that are kept: the MAX_CHAINS shortest, then bytewise; docs/effective-access.md, "via". */
export function cutChains(chains: readonly string[][]): { kept: string[][]; truncated: boolean } {
  const sorted = [...chains].sort((left, right) => left.length - right.length || compareUtf8Lists(left, right));
  return { kept: sorted.slice(0, MAX_CHAINS), truncated: sorted.length > MAX_CHAINS };
}
