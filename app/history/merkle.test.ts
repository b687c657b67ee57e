import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { addLeaf, consistencyPath, EMPTY_EDGE, hashLeaf, hashNode, inclusionPath, rootOf } from "./merkle.ts";
import { createMerkleTree } from "./merkle-tree.ts";

const LEAVES = Array.from({ length: 70 }, (_, at) => hashLeaf(`row ${at}`));

/** Section 2.1.1 of RFC 9162, word by word. */
function treeHash(leaves: readonly Buffer[]): Buffer {
  if (leaves.length === 0) return createHash("sha256").digest();
  if (leaves.length === 1) return leaves[0] as Buffer;
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  return hashNode(treeHash(leaves.slice(0, split)), treeHash(leaves.slice(split)));
}

test("a leaf's hash is that of RFC 9162, and no node passes for it", () => {
  expect(hashLeaf("").toString("hex")).toBe("6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
  expect(hashNode(hashLeaf("a"), hashLeaf("b"))).not.toEqual(hashLeaf("ab"));
});

test("leaves added one by one give the root of the whole tree at every size", () => {
  const edge = { ...EMPTY_EDGE, peaks: [] as Buffer[] };
  expect(rootOf(edge)).toEqual(treeHash([]));
  for (const [at, leaf] of LEAVES.entries()) {
    addLeaf(edge, leaf);
    expect(rootOf(edge)).toEqual(treeHash(LEAVES.slice(0, at + 1)));
    expect(edge.peaks.length).toBeLessThanOrEqual(7);
  }
});

test("a tree in memory has the hash of each of its subtrees", () => {
  const tree = createMerkleTree(Buffer.concat(LEAVES));
  for (let size = 1; size <= LEAVES.length; size += 1) {
    expect(tree.hashOf({ from: 0, to: size })).toEqual(treeHash(LEAVES.slice(0, size)));
    for (let index = 0; index < size; index += 1) {
      for (const { from, to } of inclusionPath(index, size)) {
        expect(tree.hashOf({ from, to })).toEqual(treeHash(LEAVES.slice(from, to)));
      }
    }
  }
});

test("the paths cover the tree: the leaf and its siblings, the old tree and what came after", () => {
  for (let size = 1; size <= 40; size += 1) {
    for (let index = 0; index < size; index += 1) {
      const covered = inclusionPath(index, size).reduce((sum, { from, to }) => sum + to - from, 1);
      expect(covered).toBe(size);
    }
    for (let old = 1; old <= size; old += 1) {
      const path = consistencyPath(old, size);
      expect(path.length).toBeLessThanOrEqual(2 * 6);
      if (old === size) expect(path).toEqual([]);
      else expect(path.at(-1)?.to === size || path.some(({ to }) => to === size)).toBe(true);
    }
  }
});
