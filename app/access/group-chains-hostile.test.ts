import { describe, expect, it } from "vitest";
import { MAX_CHAINS } from "../model/access.ts";
import { compareUtf8Lists } from "../model/utf8-order.ts";
import { type ChainOptions, enumerateChains, type GroupEdge, type StartChains } from "./group-chains.ts";

const name = (letter: string, number: number): string => `${letter}${String(number).padStart(5, "0")}`;
const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

function ladder(levels: number): GroupEdge[] {
  return numbers(levels).flatMap((level) =>
    ["l", "r"].flatMap((side) => [
      { child: name("j", level), parent: name(side, level) },
      { child: name(side, level), parent: name("j", level + 1) },
    ]),
  );
}

function complete(groups: number): GroupEdge[] {
  return numbers(groups).flatMap((from) =>
    numbers(groups)
      .filter((to) => to !== from)
      .map((to) => ({ child: name("g", from), parent: name("g", to) })),
  );
}

function run(edges: GroupEdge[], starts: Iterable<string>, options?: ChainOptions): { all: StartChains[]; ms: number } {
  const began = performance.now();
  const all = [...enumerateChains(edges, starts, options)];
  return { all, ms: performance.now() - began };
}

function chainsTo(all: readonly StartChains[], target: string): string[][] {
  return all.flatMap(({ reached }) => reached).find((group) => group.target === target)?.chains ?? [];
}

function expectInOrder(chains: readonly string[][]): void {
  const sorted = [...chains].sort((left, right) => left.length - right.length || compareUtf8Lists(left, right));
  expect(chains).toEqual(sorted);
  expect(new Set(chains.map((chain) => chain.join(" "))).size).toBe(chains.length);
  for (const chain of chains) expect(new Set(chain).size).toBe(chain.length);
}

describe("enumerateChains on hostile graphs", () => {
  it("goes through a ladder of 40 diamonds from every group in seconds", () => {
    const edges = ladder(40);
    const { all, ms } = run(
      edges,
      edges.map(({ child }) => child),
    );
    const top = chainsTo(all.slice(0, 1), name("j", 40));
    expect(top).toHaveLength(MAX_CHAINS);
    expectInOrder(top);
    expect(top[0]).toEqual([...numbers(40).flatMap((level) => [name("j", level), name("l", level)]), name("j", 40)]);
    expect(ms).toBeLessThan(5_000);
  });

  it("goes through a ladder of 40 diamonds whose top is below its foot", () => {
    const edges = [...ladder(40), { child: name("j", 40), parent: name("j", 0) }];
    const { all, ms } = run(edges, [name("j", 0), name("l", 20)]);
    expectInOrder(chainsTo(all.slice(0, 1), name("j", 40)));
    expectInOrder(chainsTo(all.slice(1), name("r", 20)));
    expect(chainsTo(all.slice(1), name("r", 20))).toHaveLength(MAX_CHAINS);
    expect(ms).toBeLessThan(10_000);
  });

  it("goes through 60 groups that are all members of each other, from every one", () => {
    const { all, ms } = run(
      complete(60),
      numbers(60).map((group) => name("g", group)),
    );
    expect(all).toHaveLength(60);
    for (const { reached } of all) expect(reached).toHaveLength(60);
    const chains = chainsTo(all.slice(0, 1), name("g", 59));
    expect(chains.map((chain) => chain.length)).toEqual([2, ...numbers(58).map(() => 3), 4, 4, 4, 4, 4]);
    expectInOrder(chains);
    expect(ms).toBeLessThan(10_000);
  });

  it("finds the chains of a long tail behind 60 groups that are all members of each other", () => {
    const tail = numbers(30).map((group) => ({ child: name("t", group), parent: name("t", group + 1) }));
    const edges = [...complete(60), { child: name("g", 59), parent: name("t", 0) }, ...tail];
    const { all, ms } = run(edges, [name("g", 0)]);
    const chains = chainsTo(all, name("t", 30));
    expect(chains).toHaveLength(MAX_CHAINS);
    expect(chains.map((chain) => chain.slice(0, -31))).toEqual(chainsTo(all, name("g", 59)));
    expect(ms).toBeLessThan(10_000);
  });

  it("follows a cycle of 5,000 groups once round", () => {
    const edges = numbers(5_000).map((group) => ({ child: name("g", group), parent: name("g", (group + 1) % 5_000) }));
    const { all, ms } = run(edges, [name("g", 0)]);
    expect(all[0]?.reached).toHaveLength(5_000);
    expect(chainsTo(all, name("g", 4_999))).toEqual([numbers(5_000).map((group) => name("g", group))]);
    expect(ms).toBeLessThan(10_000);
  });

  it("follows a line of 10,000 groups without running out of stack", () => {
    const edges = numbers(10_000).map((group) => ({ child: name("g", group), parent: name("g", group + 1) }));
    const { all } = run(edges, [name("g", 0)], { targets: [name("g", 10_000)] });
    expect(chainsTo(all, name("g", 10_000))[0]).toHaveLength(10_001);
  });

  it("goes up a tree of 10,000 groups from every one in less than 2 seconds", () => {
    const edges = numbers(9_999).map((group) => ({ child: name("g", group + 1), parent: name("g", group >> 1) }));
    const { all, ms } = run(
      edges,
      numbers(10_000).map((group) => name("g", group)),
    );
    expect(all).toHaveLength(10_000);
    expect(ms).toBeLessThan(2_000);
  });

  it("takes an ordinary directory of 10,000 groups, 20,000 edges and 6 levels in less than 2 seconds", () => {
    const perLevel = 1_666;
    const edges = numbers(20_000).map((number) => {
      const level = number % 5;
      const child = level * perLevel + ((number * 7_919) % perLevel);
      return { child: name("g", child), parent: name("g", (level + 1) * perLevel + ((number * 104_729) % perLevel)) };
    });
    let chains = 0;
    const began = performance.now();
    for (const { reached } of enumerateChains(
      edges,
      numbers(10_000).map((group) => name("g", group)),
    )) {
      for (const group of reached) chains += group.chains.length;
    }
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(chains).toBeGreaterThan(10_000);
  });
});
