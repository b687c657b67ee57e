import type { GroupGraph } from "./group-chains-graph.ts";

/** Steps that a search may still take; shared by searches, counted down. */
type StepBudget = { left: number };

/** All chains that begin with `chain[0..fixed]` and do not go on to `banned`; `chain` is the best of them, or a bound. */
type Candidate = { chain: number[]; fixed: number; banned: ReadonlySet<number>; length: number; exact: boolean };

const UNREACHED = -1;

/**
 * The best chains from one group to another, in the order (length, then hop ids): Lawler's division of the remaining
 * chains, best first. A part is first ranked by its distance to the target as if nothing were in its way, and worked out
 * only when it comes to the top. Each chain found makes at most as many parts as it has groups, and each part takes at
 * most one search of the graph, so the work is polynomial on every graph.
 *
 * @returns at most `keep` chains, or null when the budget of steps ran out.
 */
export function searchChains(
  graph: GroupGraph,
  start: number,
  target: number,
  keep: number,
  budget: StepBudget,
): number[][] | null {
  const none = new Set<number>();
  const distance = distancesTo(graph, target, none, budget);
  const found: number[][] = [];
  const waiting: Candidate[] = [];
  const offer = (candidate: Candidate | null): void => {
    if (candidate !== null) insertSorted(waiting, candidate, budget);
  };
  offer(boundPart(graph, [start], none, distance));
  while (found.length < keep) {
    if (budget.left <= 0) return null;
    const best = waiting.pop();
    if (best === undefined) break;
    if (!best.exact) {
      offer(completePart(graph, best, target, distance, budget));
      continue;
    }
    found.push(best.chain);
    for (let at = best.fixed; at < best.chain.length - 1; at += 1) {
      const next = best.chain[at + 1] ?? UNREACHED;
      const banned = at === best.fixed ? new Set([...best.banned, next]) : new Set([next]);
      offer(boundPart(graph, best.chain.slice(0, at + 1), banned, distance));
    }
    budget.left -= best.chain.length;
  }
  return found;
}

/** Distances to the target by groups that are not blocked; UNREACHED where there is no way. */
function distancesTo(graph: GroupGraph, target: number, blocked: ReadonlySet<number>, budget: StepBudget): Int32Array {
  const distance = new Int32Array(graph.ids.length).fill(UNREACHED);
  distance[target] = 0;
  const queue = [target];
  for (const group of queue) {
    for (const child of graph.below[group] ?? []) {
      budget.left -= 1;
      if (distance[child] !== UNREACHED || blocked.has(child)) continue;
      distance[child] = (distance[group] ?? 0) + 1;
      queue.push(child);
    }
  }
  return distance;
}

/** The part of all chains that begin with `prefix`, ranked by the least length and the first hop that it can have. */
function boundPart(
  graph: GroupGraph,
  prefix: number[],
  banned: ReadonlySet<number>,
  distance: Int32Array,
): Candidate | null {
  const from = prefix.at(-1) ?? UNREACHED;
  const passed = new Set(prefix);
  let next = UNREACHED;
  let rest = Number.POSITIVE_INFINITY;
  for (const group of graph.above[from] ?? []) {
    const away = distance[group] ?? UNREACHED;
    if (away === UNREACHED || away >= rest || banned.has(group) || passed.has(group)) continue;
    next = group;
    rest = away;
  }
  if (next === UNREACHED) return null;
  return {
    chain: [...prefix, next],
    fixed: prefix.length - 1,
    banned,
    length: prefix.length + 1 + rest,
    exact: false,
  };
}

/** Works out the best chain of a part, or null when the part is empty. */
function completePart(
  graph: GroupGraph,
  part: Candidate,
  target: number,
  distance: Int32Array,
  budget: StepBudget,
): Candidate | null {
  const prefix = part.chain.slice(0, part.fixed + 1);
  const passed = new Set(prefix);
  const quick = descend(graph, prefix, part.banned, passed, target, distance, budget);
  if (quick !== null) return { ...part, chain: quick, length: quick.length, exact: true };
  // The shortest way is blocked by the prefix: measure again without its groups.
  const open = distancesTo(graph, target, passed, budget);
  const chain = descend(graph, prefix, part.banned, passed, target, open, budget);
  return chain === null ? null : { ...part, chain, length: chain.length, exact: true };
}

// Down the distances, always by the smallest hop that is free. Where that reaches the target it is the smallest of the
// shortest chains: a smaller hop at any place would have been free and taken.
function descend(
  graph: GroupGraph,
  prefix: readonly number[],
  banned: ReadonlySet<number>,
  passed: ReadonlySet<number>,
  target: number,
  distance: Int32Array,
  budget: StepBudget,
): number[] | null {
  const chain = [...prefix];
  let at = chain.at(-1) ?? UNREACHED;
  let rest = Number.POSITIVE_INFINITY;
  for (const group of graph.above[at] ?? []) {
    const away = distance[group] ?? UNREACHED;
    if (away !== UNREACHED && away < rest && !banned.has(group) && !passed.has(group)) rest = away;
  }
  while (at !== target) {
    const next = (graph.above[at] ?? []).find(
      (group) =>
        distance[group] === rest && !passed.has(group) && !(chain.length === prefix.length && banned.has(group)),
    );
    budget.left -= 1 + (graph.above[at]?.length ?? 0);
    if (next === undefined) return null;
    chain.push(next);
    at = next;
    rest -= 1;
  }
  return chain;
}

// The best candidate stands last. Parts share no chain, so of two sequences none is the beginning of the other.
function insertSorted(waiting: Candidate[], candidate: Candidate, budget: StepBudget): void {
  let from = 0;
  let to = waiting.length;
  while (from < to) {
    const middle = (from + to) >> 1;
    const other = waiting[middle];
    if (other !== undefined && compareCandidates(candidate, other, budget) < 0) from = middle + 1;
    else to = middle;
  }
  waiting.splice(from, 0, candidate);
}

function compareCandidates(left: Candidate, right: Candidate, budget: StepBudget): number {
  if (left.length !== right.length) return left.length - right.length;
  for (const [index, group] of left.chain.entries()) {
    const order = group - (right.chain[index] ?? UNREACHED);
    if (order === 0) continue;
    budget.left -= index;
    return order;
  }
  return 0;
}
