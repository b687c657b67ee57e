import { hashNode, rootOf, type Subtree, splitOf } from "./merkle.ts";

const BYTES = 32;

/** A whole Merkle tree in memory, 64 bytes a leaf, for proofs about many of its leaves. */
export type MerkleTree = { size: number; hashOf(subtree: Subtree): Buffer };

/** @param leaves 32 bytes each, one after the other */
export function createMerkleTree(leaves: Buffer): MerkleTree {
  // levels[k] holds the roots of the complete subtrees of 2^k leaves.
  const levels = [leaves];
  for (let below = leaves; below.length >= 2 * BYTES; ) {
    const count = Math.floor(below.length / BYTES / 2);
    const level = Buffer.alloc(count * BYTES);
    for (let at = 0; at < count; at += 1) {
      const left = below.subarray(2 * at * BYTES, (2 * at + 1) * BYTES);
      const right = below.subarray((2 * at + 1) * BYTES, (2 * at + 2) * BYTES);
      hashNode(left, right).copy(level, at * BYTES);
    }
    levels.push(level);
    below = level;
  }
  const hashOf = ({ from, to }: Subtree): Buffer => {
    const count = to - from;
    if (count === 0) return rootOf({ size: 0, peaks: [] });
    const level = Math.log2(count);
    if (Number.isInteger(level)) {
      const at = from / count;
      return (levels[level] as Buffer).subarray(at * BYTES, (at + 1) * BYTES);
    }
    const middle = from + splitOf(count);
    return hashNode(hashOf({ from, to: middle }), hashOf({ from: middle, to }));
  };
  return { size: leaves.length / BYTES, hashOf };
}
