import { compareUtf8 } from "../model/utf8-order.ts";

/** `child` is a member of `parent`. */
export type GroupEdge = { child: string; parent: string };

/**
 * Groups as numbers. Numbers go in the order of the hop ids, so comparing numbers compares hops bytewise.
 * - `above[n]`: the groups that n is a member of, ascending.
 * - `component[n]`: groups share a component when each can be reached from the other.
 * - `cyclic[c]`: whether component c holds more than one group.
 */
export type GroupGraph = {
  ids: readonly string[];
  numbers: ReadonlyMap<string, number>;
  above: readonly (readonly number[])[];
  below: readonly (readonly number[])[];
  component: Int32Array;
  cyclic: readonly boolean[];
};

/** Makes the graph of all groups named by edges or starts; edges from a group to itself and repeated ones count for nothing. */
export function createGroupGraph(
  edges: Iterable<GroupEdge>,
  starts: Iterable<string>,
  hopIdOf: (id: string) => string,
): GroupGraph {
  const list = [...edges];
  const ids = [...new Set([...list.flatMap(({ child, parent }) => [child, parent]), ...starts])]
    .map((id): [string, string] => [hopIdOf(id), id])
    .sort(([leftHop, left], [rightHop, right]) => compareUtf8(leftHop, rightHop) || compareUtf8(left, right))
    .map(([, id]) => id);
  const numbers = new Map(ids.map((id, number) => [id, number]));
  const aboveSets = ids.map(() => new Set<number>());
  for (const { child, parent } of list) {
    const from = numbers.get(child);
    const to = numbers.get(parent);
    if (from !== undefined && to !== undefined && from !== to) aboveSets[from]?.add(to);
  }
  const above = aboveSets.map((set) => [...set].sort((left, right) => left - right));
  const below: number[][] = ids.map(() => []);
  for (const [from, parents] of above.entries()) for (const to of parents) below[to]?.push(from);
  return { ids, numbers, above, below, ...findComponents(above) };
}

/** @returns for each group whether it can reach one of the targets (a target reaches itself). */
export function markReaching(graph: GroupGraph, targets: Iterable<number>): Uint8Array {
  const marked = new Uint8Array(graph.ids.length);
  const queue = [...targets];
  for (const target of queue) marked[target] = 1;
  for (const group of queue) {
    for (const child of graph.below[group] ?? []) {
      if (marked[child] === 1) continue;
      marked[child] = 1;
      queue.push(child);
    }
  }
  return marked;
}

// Tarjan's strongly connected components with its own stack: a chain of 10,000 groups would overflow the call stack.
function findComponents(above: readonly (readonly number[])[]): { component: Int32Array; cyclic: boolean[] } {
  const size = above.length;
  const component = new Int32Array(size).fill(-1);
  const cyclic: boolean[] = [];
  const order = new Int32Array(size).fill(-1);
  const low = new Int32Array(size);
  const nextEdge = new Int32Array(size);
  const open: number[] = [];
  let visited = 0;
  const enter = (group: number, calls: number[]): void => {
    order[group] = visited;
    low[group] = visited;
    visited += 1;
    open.push(group);
    calls.push(group);
  };
  const close = (root: number): void => {
    const position = open.lastIndexOf(root);
    const members = open.splice(position);
    for (const member of members) component[member] = cyclic.length;
    cyclic.push(members.length > 1);
  };
  for (let root = 0; root < size; root += 1) {
    if (order[root] !== -1) continue;
    const calls: number[] = [];
    enter(root, calls);
    for (let group = calls.at(-1); group !== undefined; group = calls.at(-1)) {
      const parent = above[group]?.[nextEdge[group] ?? 0];
      if (parent !== undefined) {
        nextEdge[group] = (nextEdge[group] ?? 0) + 1;
        if (order[parent] === -1) enter(parent, calls);
        else if (component[parent] === -1) low[group] = Math.min(low[group] ?? 0, order[parent] ?? 0);
        continue;
      }
      calls.pop();
      const caller = calls.at(-1);
      if (caller !== undefined) low[caller] = Math.min(low[caller] ?? 0, low[group] ?? 0);
      if (low[group] === order[group]) close(group);
    }
  }
  return { component, cyclic };
}
