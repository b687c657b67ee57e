import { createHash, hash } from "node:crypto";

const NODE = Buffer.from([1]);

/** @returns the hash of one leaf (RFC 9162, section 2.1.1): the prefix keeps a leaf from passing for a node */
export function hashLeaf(data: string): Buffer {
  return hash("sha256", `\0${data}`, "buffer");
}

export function hashNode(left: Buffer, right: Buffer): Buffer {
  return hash("sha256", Buffer.concat([NODE, left, right]), "buffer");
}

const EMPTY = createHash("sha256").digest();

/**
 * The right edge of a Merkle tree: the roots of its complete subtrees, the largest first. It is all that is needed to
 * add leaves and to tell the root, at about log2(size) hashes.
 */
export type Edge = { size: number; peaks: Buffer[] };

export const EMPTY_EDGE: Readonly<Edge> = { size: 0, peaks: [] };

/** Adds one leaf in place. */
export function addLeaf(edge: Edge, leaf: Buffer): void {
  let hash = leaf;
  // A subtree is complete when the tree's size has its bit; two of one size become one of the next.
  for (let size = edge.size; size % 2 === 1; size = Math.floor(size / 2)) {
    hash = hashNode(edge.peaks.pop() as Buffer, hash);
  }
  edge.peaks.push(hash);
  edge.size += 1;
}

/** @returns the tree's root (RFC 9162, section 2.1.1) */
export function rootOf({ peaks }: Edge): Buffer {
  return (
    peaks.reduceRight<Buffer | null>((right, peak) => (right === null ? peak : hashNode(peak, right)), null) ?? EMPTY
  );
}

/** A perfect or partial subtree of a tree of `size` leaves: leaves `from` to `to`, `to` not included. */
export type Subtree = { from: number; to: number };

/** @returns the largest power of two below `count`, where RFC 9162 splits a tree; count is 2 or more */
export function splitOf(count: number): number {
  let split = 1;
  while (split * 2 < count) split *= 2;
  return split;
}

/** @returns the subtrees whose hashes prove that leaf `index` is in the tree, the nearest first (section 2.1.3.1) */
export function inclusionPath(index: number, size: number): Subtree[] {
  const path: Subtree[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      path.unshift({ from: middle, to });
      to = middle;
    } else {
      path.unshift({ from, to: middle });
      from = middle;
    }
  }
  return path;
}

/** @returns the subtrees whose hashes prove that the first `old` of `size` leaves are unchanged (section 2.1.4.1) */
export function consistencyPath(old: number, size: number): Subtree[] {
  const path: Subtree[] = [];
  let [from, to, isWhole] = [0, size, true];
  while (old !== to) {
    const middle = from + splitOf(to - from);
    if (old <= middle) {
      path.unshift({ from: middle, to });
      to = middle;
    } else {
      path.unshift({ from, to: middle });
      from = middle;
      isWhole = false;
    }
  }
  return isWhole || from === to ? path : [{ from, to }, ...path];
}
