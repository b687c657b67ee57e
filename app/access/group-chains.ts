import { MAX_CHAINS } from "../model/access.ts";
import { createGroupGraph, type GroupEdge, type GroupGraph, markReaching } from "./group-chains-graph.ts";
import { searchChains } from "./group-chains-search.ts";
import { type Sweep, sweepChains } from "./group-chains-sweep.ts";

export type { GroupEdge } from "./group-chains-graph.ts";

/** A group above the start (or the start itself) with its chains, best first; both ends stand in each chain. */
export type ReachedGroup = { target: string; chains: string[][]; truncated: boolean };

export type StartChains = { start: string; reached: ReachedGroup[] };

/**
 * - `hopIdOf`: what a group is called in a row of effective access, by which chains are ordered; the id itself by default.
 * - `targets`: groups that are asked for; all by default. Chains to other groups are not even looked for.
 * - `paths`: chains that the sweep of one start may make, kept or not, before hard targets are searched one by one.
 * - `steps`: edges that these searches of one start may look at before the answer is no longer worked out to the end.
 */
export type ChainOptions = {
  hopIdOf?: (id: string) => string;
  targets?: Iterable<string>;
  paths?: number;
  steps?: number;
};

const PATHS = 20_000;
const STEPS = 20_000_000;

/**
 * Yields, for each start, every group that it is in, directly or not, with the chains that lead there and visit no group
 * twice: the MAX_CHAINS shortest, then bytewise by hop ids; `truncated` says that there are more.
 *
 * Three ways, each taken when the one before does not come to the end:
 * 1. One sweep over all chains of the start. Exact, and enough wherever groups form no large tangle of cycles.
 * 2. One best-first search for each target that still lacks chains. Exact and polynomial.
 * 3. When that took `steps`: a sweep that extends only the best chains of each group. Exact where no cycle is; inside a
 *    tangle it may miss a chain, so what it finds is always marked truncated.
 *
 * Nothing is held beyond the graph and the start at hand. Starts come in the order given, each once.
 */
export function* enumerateChains(
  edges: Iterable<GroupEdge>,
  starts: Iterable<string>,
  options: ChainOptions = {},
): Generator<StartChains> {
  const distinctStarts = [...new Set(starts)];
  const graph = createGroupGraph(edges, distinctStarts, options.hopIdOf ?? ((id) => id));
  const targets = numbersOf(graph, options.targets ?? graph.ids);
  const useful = markReaching(graph, targets);
  const limits = { paths: options.paths ?? PATHS, steps: options.steps ?? STEPS };
  for (const start of distinctStarts) {
    const number = graph.numbers.get(start) ?? -1;
    yield { start, reached: useful[number] === 1 ? reachFrom(graph, number, targets, useful, limits) : [] };
  }
}

function reachFrom(
  graph: GroupGraph,
  start: number,
  targets: ReadonlySet<number>,
  useful: Uint8Array,
  limits: { paths: number; steps: number },
): ReachedGroup[] {
  // One more than is kept, to know whether there are more.
  const keep = MAX_CHAINS + 1;
  const sweep = sweepChains(graph, start, useful, { keep, paths: limits.paths, cutEverywhere: false });
  const reached = sweep.exhausted ? reachableFrom(graph, start, useful) : [...sweep.groups];
  const budget = { left: limits.steps };
  let bounded: Sweep | null = null;
  const result: ReachedGroup[] = [];
  for (const target of reached.filter((group) => targets.has(group)).sort((left, right) => left - right)) {
    const swept = sweep.chainsTo(target);
    if (!sweep.exhausted || target === start || swept.length === keep) {
      result.push(toReached(graph, target, swept, false));
      continue;
    }
    const searched = searchChains(graph, start, target, keep, budget);
    if (searched !== null) {
      result.push(toReached(graph, target, searched, false));
      continue;
    }
    bounded ??= sweepChains(graph, start, useful, {
      keep,
      paths: Number.POSITIVE_INFINITY,
      cutEverywhere: true,
    });
    result.push(toReached(graph, target, bounded.chainsTo(target), true));
  }
  return result;
}

function toReached(
  graph: GroupGraph,
  target: number,
  chains: readonly (readonly number[])[],
  unsure: boolean,
): ReachedGroup {
  const idOf = (group: number): string => graph.ids[group] ?? "";
  return {
    target: idOf(target),
    chains: chains.slice(0, MAX_CHAINS).map((chain) => chain.map(idOf)),
    truncated: unsure || chains.length > MAX_CHAINS,
  };
}

function reachableFrom(graph: GroupGraph, start: number, useful: Uint8Array): number[] {
  const seen = new Set([start]);
  for (const group of seen) for (const parent of graph.above[group] ?? []) if (useful[parent] === 1) seen.add(parent);
  return [...seen];
}

function numbersOf(graph: GroupGraph, ids: Iterable<string>): Set<number> {
  const numbers = new Set<number>();
  for (const id of ids) {
    const number = graph.numbers.get(id);
    if (number !== undefined) numbers.add(number);
  }
  return numbers;
}
