import type { GroupGraph } from "./group-chains-graph.ts";

/** Where a sweep may stop extending chains: see `sweepChains`. */
type SweepLimits = { keep: number; paths: number; cutEverywhere: boolean };

/** What a sweep found: the groups, up to `keep` chains of each, best first, and whether the budget of paths ended it. */
export type Sweep = { groups: Iterable<number>; chainsTo: (group: number) => number[][]; exhausted: boolean };

/**
 * All chains upward from one group at once, in the order (length, then hop ids): a breadth-first search over chains
 * instead of groups.
 *
 * From a group that lies on no cycle only the best `keep` chains are extended. Nothing is lost: what can follow the group
 * is disjoint from what came before, so a chain that is cut would end behind `keep` better ones wherever it goes. On a
 * cycle that does not hold, since a better chain may be blocked by itself; there every chain is extended, unless
 * `cutEverywhere` asks for an answer in bounded time. The sweep ends when every group has `keep` chains, when nothing is
 * left to extend, or when `paths` chains were made.
 *
 * @param useful groups that may stand in a chain; others are passed over.
 */
export function sweepChains(graph: GroupGraph, start: number, useful: Uint8Array, limits: SweepLimits): Sweep {
  const { above, component, cyclic } = graph;
  // A chain is its last group and the chain before it, so that chains share what they have in common.
  const last: number[] = [start];
  const before: number[] = [-1];
  const arrivals = new Map<number, number[]>([[start, [0]]]);
  let unfinished = countReachable(graph, start, useful);
  let exhausted = false;

  const visits = (path: number, group: number): boolean => {
    const home = component[group];
    if (cyclic[home ?? 0] !== true) return false;
    for (let at = path; at !== -1; at = before[at] ?? -1) {
      const node = last[at] ?? -1;
      if (node === group) return true;
      if (component[node] !== home) return false;
    }
    return false;
  };

  sweep: for (let path = 0; path < last.length && unfinished > 0; path += 1) {
    for (const group of above[last[path] ?? -1] ?? []) {
      if (useful[group] !== 1 || visits(path, group)) continue;
      const arrived = arrivals.get(group) ?? [];
      if (arrived.length === 0) arrivals.set(group, arrived);
      if (arrived.length >= limits.keep && (limits.cutEverywhere || cyclic[component[group] ?? 0] !== true)) continue;
      if (last.length > limits.paths) {
        exhausted = true;
        break sweep;
      }
      const made = last.push(group) - 1;
      before.push(path);
      if (arrived.length >= limits.keep) continue;
      arrived.push(made);
      if (arrived.length === limits.keep) unfinished -= 1;
      if (unfinished === 0) break sweep;
    }
  }

  const unroll = (path: number): number[] => {
    const chain: number[] = [];
    for (let at = path; at !== -1; at = before[at] ?? -1) chain.push(last[at] ?? -1);
    return chain.reverse();
  };
  return { groups: arrivals.keys(), chainsTo: (group) => (arrivals.get(group) ?? []).map(unroll), exhausted };
}

// The start has its one chain from the beginning and is never waited for.
function countReachable(graph: GroupGraph, start: number, useful: Uint8Array): number {
  const seen = new Set([start]);
  for (const group of seen) for (const parent of graph.above[group] ?? []) if (useful[parent] === 1) seen.add(parent);
  return seen.size - 1;
}
