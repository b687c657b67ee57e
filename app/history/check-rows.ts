import { addLeaf, type Edge, hashLeaf, rootOf } from "./merkle.ts";
import type { RowKey, Seal } from "./seal.ts";
import type { LogRow, RowFault } from "./sealed-log.ts";
import { type HashedRow, nameDamage } from "./verify-rows.ts";
import type { Damage } from "./verify-seals.ts";
import type { Withdrawn } from "./withdrawn.ts";

type Found = { kind: Damage["kind"]; where: string };

const KIND_OF_FAULT: Readonly<Record<RowFault, Damage["kind"]>> = {
  changed: "row changed",
  chain: "chain broken",
  run: "run unknown",
};

const SPARE_ROWS = 1_000;

/**
 * Holds the rows of a log against its seals as they come, at the memory of one seal.
 * @param options.edge of the tree before the first row
 * @param options.seals those that the rows are under, in order
 * @param options.leavesOf as sealed, by the number of the seal
 * @param options.withdrawn for what is not there any more, or holds less, the leaf that was sealed stands
 */
export function createRowCheck(options: {
  edge: Edge;
  seals: readonly Seal[];
  leavesOf: (number: number) => Promise<Buffer[]>;
  withdrawn: Withdrawn;
}) {
  const { withdrawn } = options;
  const edge = copyOf(options.edge);
  const pending = [...options.seals];
  let before = copyOf(edge);
  let rowsOfSeal: HashedRow[] = [];
  let seal = pending.shift();
  let unsealedRows = 0;
  let known: { number: number; leaves: Buffer[] } = { number: 0, leaves: [] };

  /** The leaf that stands at the edge, as it was sealed. */
  async function sealedLeaf({ body }: Seal): Promise<Buffer | undefined> {
    if (known.number !== body.number) known = { number: body.number, leaves: await options.leavesOf(body.number) };
    return known.leaves[edge.size - before.size];
  }

  function push(leaf: Buffer, name: string, fault: RowFault | null): void {
    addLeaf(edge, leaf);
    rowsOfSeal.push({ hash: leaf.toString("hex"), name, fault });
  }

  async function passRetired(open: Seal): Promise<void> {
    while (edge.size < open.body.size && withdrawn.isRetired(edge.size)) {
      const leaf = await sealedLeaf(open);
      if (leaf === undefined) return;
      push(leaf, `the retired row at place ${edge.size}`, null);
    }
  }

  async function close(closed: Seal, isLast: boolean): Promise<Found | null> {
    await passRetired(closed);
    if (edge.size === closed.body.size && rootOf(edge).toString("hex") === closed.body.root) {
      before = copyOf(edge);
      rowsOfSeal = [];
      return null;
    }
    const leaves = await options.leavesOf(closed.body.number);
    const sealed = copyOf(before);
    for (const leaf of leaves) addLeaf(sealed, leaf);
    const isTrue = rootOf(sealed).toString("hex") === closed.body.root;
    return nameDamage(rowsOfSeal, leaves, { isTrue, isLast });
  }

  return {
    /** @returns the first damage among the rows that come next, or null */
    async add(rows: readonly LogRow[]): Promise<Found | null> {
      for (const row of rows) {
        while (seal !== undefined && isAfter(row.key, seal.body.last)) {
          const damage = await close(seal, false);
          if (damage !== null) return damage;
          seal = pending.shift();
        }
        if (seal === undefined) {
          unsealedRows += 1;
          if (row.fault !== null) return { kind: KIND_OF_FAULT[row.fault], where: row.name };
          continue;
        }
        if (withdrawn.isRetired(edge.size)) await passRetired(seal);
        const leaf = hashLeaf(row.leaf);
        const remains = withdrawn.remainsAt(edge.size);
        const isErased = remains !== null && remains === leaf.toString("hex");
        push((isErased ? await sealedLeaf(seal) : null) ?? leaf, row.name, row.fault);
        // Rows that were slipped in may be any number; the first of them is named all the same.
        if (edge.size > seal.body.size + SPARE_ROWS) return close(seal, false);
      }
      return null;
    },
    /** @returns what is missing at the end, or null */
    async end(): Promise<Found | null> {
      for (; seal !== undefined; seal = pending.shift()) {
        const damage = await close(seal, true);
        if (damage !== null) return damage;
      }
      return null;
    },
    unsealedRows: () => unsealedRows,
  };
}

function isAfter(key: RowKey, last: RowKey): boolean {
  const [xid, lastXid] = [BigInt(key.xid), BigInt(last.xid)];
  return xid === lastXid ? BigInt(key.id) > BigInt(last.id) : xid > lastXid;
}

function copyOf({ size, peaks }: Edge): Edge {
  return { size, peaks: [...peaks] };
}
