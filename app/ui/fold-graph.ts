import { PRIVILEGES, type Privilege } from "../model/access.ts";
import type { PathGraph, PathLine, PathNode } from "../model/path-graph.ts";

/** Boxes of one column that are drawn before somebody opens it; the rest stand in one box together. */
const MOST_FOLDED = 9;
/** Boxes of a column that was opened: more than a screen of them is read better in the list below. */
const MOST_OPEN = 60;

/** A box in its column. `folded` is how many boxes it stands for, where they are too many to be drawn. */
export type GraphNode = PathNode & { layer: number; folded: number };

/** A line between drawn boxes, as positions in `nodes`; `merged` is how many lines of the graph became this one. */
export type GraphLine = PathLine & { merged: number };

/** `key` names the column in the address; `hidden` is how many of its boxes are folded into one, `total` all of them. */
export type GraphLayer = { key: string; stage: PathNode["stage"]; total: number; hidden: number; open: boolean };

export type FoldedGraph = { nodes: GraphNode[]; lines: GraphLine[]; layers: GraphLayer[] };

const NOTHING = { rank: 0, resources: 0 };

const rank = (privilege: Privilege) => PRIVILEGES.indexOf(privilege);

/**
 * The column of each box: people, accounts, then groups by their longest way from an account, then grants, then
 * resources. Groups that contain each other stand in the order in which the lines walk them first.
 */
export function layersOf({ nodes, paths }: PathGraph): number[] {
  const isGroup = (position: number) => nodes[position]?.stage === "group";
  const next = new Map<number, Set<number>>();
  for (const path of paths) {
    for (const [index, from] of path.nodes.entries()) {
      const to = path.nodes[index + 1];
      if (to === undefined || !isGroup(from) || !isGroup(to)) continue;
      next.set(from, (next.get(from) ?? new Set()).add(to));
    }
  }
  const order: number[] = [];
  const state = new Map<number, "open" | "done">();
  const forward: [number, number][] = [];
  const visit = (from: number): void => {
    state.set(from, "open");
    for (const to of next.get(from) ?? []) {
      if (state.get(to) === "open") continue;
      forward.push([from, to]);
      if (!state.has(to)) visit(to);
    }
    state.set(from, "done");
    order.unshift(from);
  };
  for (const position of nodes.keys()) if (isGroup(position) && !state.has(position)) visit(position);
  const depth = new Map<number, number>();
  const above = Map.groupBy(forward, ([from]) => from);
  for (const from of order) {
    const own = depth.get(from) ?? 0;
    for (const [, to] of above.get(from) ?? []) depth.set(to, Math.max(depth.get(to) ?? 0, own + 1));
  }
  const deepest = order.length === 0 ? 0 : 1 + Math.max(...order.map((position) => depth.get(position) ?? 0));
  return nodes.map(({ stage }, position) => {
    if (stage === "person") return 0;
    if (stage === "account") return 1;
    if (stage === "group") return 2 + (depth.get(position) ?? 0);
    return (stage === "grant" ? 2 : 3) + deepest;
  });
}

/**
 * Draws at most a handful of boxes in each column, those with the highest privilege first, and the rest as one.
 * @param opened keys of columns that are to be drawn whole
 */
export function foldGraph(graph: PathGraph, opened: ReadonlySet<string>): FoldedGraph {
  const layerOf = layersOf(graph);
  const weights = graph.nodes.map(() => ({ rank: 0, resources: 0 }));
  for (const path of graph.paths) {
    for (const position of path.nodes) {
      const weight = weights[position];
      if (weight === undefined) continue;
      weight.rank = Math.max(weight.rank, rank(path.privilege));
      weight.resources += path.resources;
    }
  }
  const nodes: GraphNode[] = [];
  const layers: GraphLayer[] = [];
  const drawnAs = new Map<number, number>();
  const members = Map.groupBy(graph.nodes.keys(), (position) => layerOf[position] ?? 0);
  for (const layer of [...members.keys()].sort((left, right) => left - right)) {
    const positions = members.get(layer) ?? [];
    const stage = graph.nodes[positions[0] ?? 0]?.stage ?? "person";
    const key = stage === "group" ? `group${layer - 1}` : stage;
    const open = opened.has(key);
    const most = open ? MOST_OPEN : MOST_FOLDED;
    const heaviest = positions.toSorted((left, right) => {
      const [one, other] = [weights[left] ?? NOTHING, weights[right] ?? NOTHING];
      return other.rank - one.rank || other.resources - one.resources;
    });
    // A box for one box alone would save nothing.
    const shown = positions.length <= most + 1 ? heaviest : heaviest.slice(0, most);
    for (const position of shown) {
      const node = graph.nodes[position];
      if (node !== undefined) drawnAs.set(position, nodes.push({ ...node, layer, folded: 0 }) - 1);
    }
    const hidden = positions.length - shown.length;
    if (hidden > 0) {
      const fold = nodes.push({ id: `fold ${key}`, stage, label: "", page: null, layer, folded: hidden }) - 1;
      for (const position of heaviest.slice(shown.length)) drawnAs.set(position, fold);
    }
    layers.push({ key, stage, total: positions.length, hidden, open });
  }
  return { nodes, lines: mergeLines(graph.paths, drawnAs), layers };
}

function mergeLines(paths: readonly PathLine[], drawnAs: ReadonlyMap<number, number>): GraphLine[] {
  const lines = new Map<string, GraphLine>();
  for (const path of paths) {
    const walked = path.nodes
      .flatMap((position) => drawnAs.get(position) ?? [])
      .filter((position, index, all) => position !== all[index - 1]);
    const key = walked.join(" ");
    const known = lines.get(key);
    if (known === undefined) lines.set(key, { ...path, nodes: walked, merged: 1 });
    else {
      known.merged += 1;
      known.resources += path.resources;
      if (rank(path.privilege) > rank(known.privilege)) known.privilege = path.privilege;
    }
  }
  return [...lines.values()];
}
