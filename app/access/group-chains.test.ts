import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutChains, findSimpleChains } from "./expand-chains.ts";
import { type ChainOptions, enumerateChains, type GroupEdge, type ReachedGroup } from "./group-chains.ts";

const edge = (child: string, parent: string): GroupEdge => ({ child, parent });

function chainsFrom(edges: readonly GroupEdge[], start: string, options?: ChainOptions): ReachedGroup[] {
  return [...enumerateChains(edges, [start], options)].flatMap(({ reached }) => reached);
}

/** Every group above the start with all its chains, by exhaustive search. */
function naiveChains(edges: readonly GroupEdge[], start: string): ReachedGroup[] {
  const parents = new Map<string, Set<string>>();
  for (const { child, parent } of edges) {
    parents.set(child, (parents.get(child) ?? new Set<string>()).add(parent));
  }
  const groups = [...new Set([start, ...edges.flatMap(({ child, parent }) => [child, parent])])].sort();
  return groups
    .map((target) => {
      const { kept, truncated } = cutChains(findSimpleChains(parents, start, target));
      return { target, chains: kept, truncated };
    })
    .filter(({ chains }) => chains.length > 0);
}

/** Edges among `groups` groups called a, b, c, …; with `acyclic` only upward in the alphabet, shuffled by name. */
function graphs(groups: number, mostEdges: number, acyclic: boolean): fc.Arbitrary<GroupEdge[]> {
  const number = fc.nat({ max: groups - 1 });
  const names = fc.shuffledSubarray(
    Array.from({ length: groups }, (_, index) => String.fromCharCode(97 + index)),
    { minLength: groups },
  );
  return fc
    .tuple(names, fc.array(fc.tuple(number, number), { maxLength: mostEdges, size: "max" }))
    .map(([order, pairs]) =>
      pairs
        .filter(([from, to]) => !acyclic || from < to)
        .map(([from, to]) => edge(order[from] ?? "a", order[to] ?? "a")),
    );
}

describe("enumerateChains", () => {
  it("gives the start itself as a chain of one group", () => {
    expect(chainsFrom([], "lonely")).toEqual([{ target: "lonely", chains: [["lonely"]], truncated: false }]);
  });

  it("puts shorter chains first, then orders by UTF-8 bytes and not by UTF-16 units", () => {
    const edges = [
      edge("s", "\u{1f600}"),
      edge("\u{1f600}", "t"),
      edge("s", "\uffee"),
      edge("\uffee", "t"),
      edge("s", "t"),
    ];
    const reached = chainsFrom(edges, "s").find(({ target }) => target === "t");
    expect(reached?.chains).toEqual([
      ["s", "t"],
      ["s", "\uffee", "t"],
      ["s", "\u{1f600}", "t"],
    ]);
  });

  it("orders chains by the hop id where it differs from the id", () => {
    const edges = [edge("s", "1"), edge("1", "t"), edge("s", "2"), edge("2", "t")];
    const hopIds = new Map([
      ["1", "z"],
      ["2", "a"],
    ]);
    const reached = chainsFrom(edges, "s", { hopIdOf: (id) => hopIds.get(id) ?? id });
    expect(reached.find(({ target }) => target === "t")?.chains).toEqual([
      ["s", "2", "t"],
      ["s", "1", "t"],
    ]);
  });

  it("looks only for the targets that are asked for", () => {
    const edges = [edge("s", "a"), edge("a", "b"), edge("s", "c")];
    expect(chainsFrom(edges, "s", { targets: ["b", "nowhere"] })).toEqual([
      { target: "b", chains: [["s", "a", "b"]], truncated: false },
    ]);
    expect(chainsFrom(edges, "c", { targets: ["b"] })).toEqual([]);
  });

  it("yields each start once, in the order given", () => {
    const starts = [...enumerateChains([edge("a", "b")], ["b", "a", "b"])].map(({ start }) => start);
    expect(starts).toEqual(["b", "a"]);
  });

  it("agrees with exhaustive search on small graphs, cyclic or not", () => {
    fc.assert(
      fc.property(graphs(7, 22, false), (edges) => {
        expect(chainsFrom(edges, "a")).toEqual(naiveChains(edges, "a"));
      }),
      { numRuns: 300 },
    );
  });

  it("agrees with exhaustive search when every target has to be searched on its own", () => {
    fc.assert(
      fc.property(graphs(7, 26, false), (edges) => {
        expect(chainsFrom(edges, "a", { paths: 0 })).toEqual(naiveChains(edges, "a"));
      }),
      { numRuns: 300 },
    );
  });

  it("finds the same chains of an acyclic graph when it may not search at all, and marks them", () => {
    fc.assert(
      fc.property(graphs(9, 40, true), (edges) => {
        const marked = naiveChains(edges, "a").map((reached) => ({ ...reached, truncated: reached.target !== "a" }));
        const bounded = chainsFrom(edges, "a", { paths: 0, steps: 0 });
        expect(bounded.map((reached) => ({ ...reached, truncated: reached.target !== "a" }))).toEqual(marked);
      }),
      { numRuns: 200 },
    );
  });

  it("agrees between the sweep and the search on graphs too large for exhaustive search", () => {
    fc.assert(
      fc.property(graphs(14, 40, false), (edges) => {
        const swept = chainsFrom(edges, "a", { paths: 5_000_000 });
        expect(chainsFrom(edges, "a", { paths: 50 })).toEqual(swept);
      }),
      { numRuns: 25 },
    );
  });
});
