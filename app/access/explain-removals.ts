import type { RecordRef } from "./explain.ts";

/**
 * Something that can be taken away, and that some way to a resource rests on. `records` are all that say it.
 * - `membership`: of one account in a group or team · `nesting`: of a group in a group · `everyone`: of all users of a
 *   Workspace customer in a group · `organisation`: of one account in a GitHub organisation, owner or member
 * - `grant`: a role given to an account, group, domain or project role · `policy`: of an IAM user or group
 * - `base`: the base permission of a GitHub organisation · `visibility`: a repository that all members may read
 * `holder` has it and `object` is what it is on, both as people call them; `steps` are the memberships that go with it, as
 * rows of effective access show them. `groups` are those whose members it concerns, `places` where the grant stands.
 */
export type Removable = {
  key: string;
  kind: "membership" | "nesting" | "everyone" | "organisation" | "grant" | "policy" | "base" | "visibility";
  holder: string;
  object: string;
  role: string | null;
  records: RecordRef[];
  steps: { member: string; group: string }[];
  groups: string[];
  places: string[];
};

/** How accounts reach one resource: an edge without `removable` cannot be taken away. */
export type AccessGraph = {
  starts: readonly string[];
  target: string;
  edges: readonly { from: string; to: string; removable: string | null }[];
};

/** Each set ends the access, and no part of it does. `isComplete`: there are no others. */
export type RemovalSets = { sets: string[][]; isComplete: boolean };

/** Concerns nobody but the account itself. */
const OWN = new Set<Removable["kind"]>(["membership", "organisation"]);

const MOST_SETS = 40;
/** One search costs as much as the graph has edges: 2,000 of them on 200 edges took 0.1 s of a processor. */
const MOST_SEARCHES = 2_000;

/**
 * What must be removed so that the access ends: all smallest sets, those with the fewest members first. They are found
 * by cutting again and again one edge of the shortest way that is left (a hitting set tree, Reiter 1987), within a
 * bound; beyond it, one set that touches as little of others as it can, and one of the opposite kind.
 * @returns no set at all when there is no way, or one that cannot be cut
 */
export function explainRemovals(
  graph: AccessGraph,
  removables: ReadonlyMap<string, Removable>,
  bounds = { sets: MOST_SETS, searches: MOST_SEARCHES },
): RemovalSets {
  const edgesFrom = Map.groupBy(graph.edges, ({ from }) => from);
  const waysOut = (cut: ReadonlySet<string>) => findWay(graph, edgesFrom, cut);
  const all = new Set(graph.edges.flatMap(({ removable }) => removable ?? []));
  if (waysOut(new Set()) === null || waysOut(all) !== null) return { sets: [], isComplete: true };

  const found: string[][] = [];
  const seen = new Set<string>();
  let level: string[][] = [[]];
  let searches = 0;
  while (level.length > 0) {
    const next: string[][] = [];
    for (const cut of level) {
      if (found.some((set) => set.every((key) => cut.includes(key)))) continue;
      if (found.length >= bounds.sets || searches >= bounds.searches) {
        return { sets: withSimple(found, all, removables, waysOut), isComplete: false };
      }
      searches += 1;
      const way = waysOut(new Set(cut));
      if (way === null) {
        found.push(cut);
        continue;
      }
      for (const key of new Set(way.flatMap(({ removable }) => removable ?? []))) {
        const larger = [...cut, key].sort();
        const name = larger.join("\u001f");
        if (!seen.has(name)) next.push(larger);
        seen.add(name);
      }
    }
    level = next;
  }
  return { sets: found, isComplete: true };
}

type Edge = AccessGraph["edges"][number];

/** @returns the shortest way from any start to the target that keeps off what is cut, or null */
function findWay(graph: AccessGraph, edgesFrom: ReadonlyMap<string, Edge[]>, cut: ReadonlySet<string>): Edge[] | null {
  const cameBy = new Map<string, Edge | null>(graph.starts.map((start) => [start, null]));
  for (const node of cameBy.keys()) {
    if (node === graph.target) break;
    for (const edge of edgesFrom.get(node) ?? []) {
      if (cameBy.has(edge.to) || (edge.removable !== null && cut.has(edge.removable))) continue;
      cameBy.set(edge.to, edge);
    }
  }
  let edge = cameBy.get(graph.target);
  if (edge === undefined) return null;
  const way: Edge[] = [];
  while (edge !== null && edge !== undefined) {
    way.unshift(edge);
    edge = cameBy.get(edge.from);
  }
  return way;
}

/** Adds what is found by leaving out of everything what is not needed, what others need first or last. */
function withSimple(
  found: string[][],
  all: ReadonlySet<string>,
  removables: ReadonlyMap<string, Removable>,
  waysOut: (cut: ReadonlySet<string>) => Edge[] | null,
): string[][] {
  const isOwn = (key: string) => OWN.has(removables.get(key)?.kind ?? "grant");
  const othersFirst = [...all].sort((left, right) => Number(isOwn(left)) - Number(isOwn(right)));
  const sets = new Map(found.map((set) => [set.join("\u001f"), set]));
  for (const order of [othersFirst, othersFirst.toReversed()]) {
    const kept = new Set(all);
    for (const key of order) {
      kept.delete(key);
      if (waysOut(kept) !== null) kept.add(key);
    }
    const set = [...kept].sort();
    sets.set(set.join("\u001f"), set);
  }
  return [...sets.values()];
}
