import { expect, test } from "vitest";
import { createDraw } from "../../tests/support/random-organisation-draw.ts";
import { type AccessGraph, explainRemovals, type Removable } from "./explain-removals.ts";

const NODES = ["start", "other start", "a", "b", "c", "d", "target"];

/** A small graph whose labels may stand on several edges, and some edges without one. */
function randomGraph(seed: number, labels: number): { graph: AccessGraph; removables: Map<string, Removable> } {
  const draw = createDraw(seed);
  const keys = draw.times(labels, (number) => `label ${number}`);
  const edges = draw.times(4 + draw.below(10), () => ({
    from: draw.pick(NODES.slice(0, -1)),
    to: draw.pick(NODES.slice(2)),
    removable: draw.chance(0.05) ? null : draw.pick(keys),
  }));
  const removables = new Map(
    keys.map((key): [string, Removable] => [
      key,
      {
        key,
        kind: draw.pick(["membership", "nesting", "grant"]),
        holder: key,
        object: "",
        role: null,
        records: [],
        steps: [],
        groups: [],
        places: [],
      },
    ]),
  );
  return { graph: { starts: ["start", "other start"], target: "target", edges }, removables };
}

/** Whether the target is reached although the labels are gone, by trying edges until nothing new is reached. */
function reaches({ starts, target, edges }: AccessGraph, gone: readonly string[]): boolean {
  const reached = new Set(starts);
  for (let before = -1; before < reached.size; ) {
    before = reached.size;
    for (const { from, to, removable } of edges) {
      if (reached.has(from) && !(removable !== null && gone.includes(removable))) reached.add(to);
    }
  }
  return reached.has(target);
}

/** All smallest cuts, by looking at every subset of the labels. */
function cutsOf(graph: AccessGraph, labels: readonly string[]): string[][] {
  if (!reaches(graph, [])) return [];
  const subsets = Array.from({ length: 2 ** labels.length }, (_, bits) =>
    labels.filter((_, place) => (bits & (1 << place)) !== 0),
  );
  return subsets.filter(
    (subset) =>
      !reaches(graph, subset) &&
      subset.every((key) =>
        reaches(
          graph,
          subset.filter((one) => one !== key),
        ),
      ),
  );
}

const inOrder = (sets: readonly string[][]) => sets.map((set) => set.toSorted().join(", ")).toSorted();

test("the smallest removals are those that trying every subset finds", () => {
  let cuttable = 0;
  for (let seed = 1; seed <= 400; seed += 1) {
    const { graph, removables } = randomGraph(seed, 3 + (seed % 5));
    const expected = cutsOf(graph, [...removables.keys()]);
    const { sets, isComplete } = explainRemovals(graph, removables);
    expect(inOrder(sets), `seed ${seed}`).toEqual(inOrder(expected));
    expect(isComplete, `seed ${seed}`).toBe(true);
    if (expected.length > 1) cuttable += 1;
  }
  expect(cuttable).toBeGreaterThan(100);
});

test("beyond the bounds what is told still ends the access, nothing of it is idle, and it says that it is not all", () => {
  let bounded = 0;
  for (let seed = 1; seed <= 200; seed += 1) {
    const { graph, removables } = randomGraph(seed, 7);
    const { sets, isComplete } = explainRemovals(graph, removables, { sets: 40, searches: 1 });
    if (isComplete) continue;
    bounded += 1;
    expect(sets.length, `seed ${seed}`).toBeGreaterThan(0);
    for (const set of sets) {
      expect(reaches(graph, set), `seed ${seed}`).toBe(false);
      for (const key of set) {
        expect(
          reaches(
            graph,
            set.filter((one) => one !== key),
          ),
          `seed ${seed}`,
        ).toBe(true);
      }
    }
  }
  expect(bounded).toBeGreaterThan(50);
});

test("a hundred independent ways are answered within the bounds", () => {
  const edges = Array.from({ length: 100 }, (_, way) => [
    { from: "start", to: `group ${way}`, removable: `membership ${way}` },
    { from: `group ${way}`, to: "target", removable: `grant ${way}` },
  ]).flat();
  const { sets, isComplete } = explainRemovals({ starts: ["start"], target: "target", edges }, new Map());
  expect(isComplete).toBe(false);
  for (const set of sets) expect(set).toHaveLength(100);
});
