import type { Database } from "../db/database.server.ts";
import { addLeaf, type Edge, EMPTY_EDGE, hashLeaf, rootOf } from "./merkle.ts";
import type { SealPublisher } from "./published-seals.server.ts";
import { edgeOf, hashText, type RowKey, type Seal, type TrustedKeys } from "./seal.ts";
import { SEALED_LOGS } from "./seal-history.server.ts";
import type { RowFault, SealedLog } from "./sealed-log.ts";
import { findLeaves, listSeals } from "./stored-seals.server.ts";
import type { VerifiedUpTo } from "./verification-record.ts";
import { findDisagreement } from "./verify-heads.server.ts";
import { type HashedRow, nameDamage } from "./verify-rows.ts";
import { type Damage, verifySeals } from "./verify-seals.ts";

export type Verifying = { database: Database; trusted: TrustedKeys; publisher: SealPublisher };

export type VerifiedLog = {
  tenantId: string;
  log: SealedLog["name"];
  /** Rows read; those before `since` are not among them. */
  rows: number;
  unsealedRows: number;
  seals: number;
  /** Time of the last seal; null without one. */
  sealedAt: string | null;
  /** SHA-256 of what it says; null without one. */
  lastSeal: string | null;
};

export type Verification = { logs: VerifiedLog[]; damage: Damage[] };

type Options = {
  /** Rows under seals made before this time are not read again; their seals are. */
  since?: Date | undefined;
  /** The same by the seals of an earlier verification; one that is not there any more stands for nothing. */
  from?: VerifiedUpTo | null;
  onProgress?: (message: string) => void;
  /** Waited for after each batch of rows. */
  onBatch?: (() => Promise<void>) | undefined;
};

const KIND_OF_FAULT: Readonly<Record<RowFault, Damage["kind"]>> = {
  changed: "row changed",
  chain: "chain broken",
  run: "run unknown",
};

const PROGRESS_ROWS = 100_000;
const SPARE_ROWS = 1_000;

/**
 * Checks both logs of a tenant: seals, rows, and records against their history. It reads in one pass at constant
 * memory, and stops in each log at the first damage.
 */
export async function verifyHistory(verifying: Verifying, tenantId: string, options: Options): Promise<Verification> {
  const { database, publisher } = verifying;
  const verification: Verification = { logs: [], damage: [] };
  const published = await publisher.read();
  for (const log of SEALED_LOGS) {
    const outside = published.seals.filter(({ body }) => body.tenantId === tenantId && body.log === log.name);
    const { found, ...told } = await verifyLog(verifying, tenantId, log, outside, options);
    verification.logs.push({ tenantId, log: log.name, ...told });
    if (found !== null) verification.damage.push({ tenantId, log: log.name, ...found });
  }
  const head = await database.read({ tenantId, role: "ingest" }, findDisagreement);
  if (head !== null) {
    verification.damage.push({ tenantId, log: "entity_history", kind: "record and history disagree", where: head });
  }
  return verification;
}

type Found = { kind: Damage["kind"]; where: string };

async function verifyLog(
  { database, trusted }: Verifying,
  tenantId: string,
  log: SealedLog,
  published: readonly Seal[],
  { since, from, onProgress, onBatch }: Options,
): Promise<Omit<VerifiedLog, "tenantId" | "log"> & { found: Found | null }> {
  const scope = { tenantId, role: "audit" as const };
  const stored = await database.read(scope, (tx) => listSeals(tx, log.name));
  const last = stored.at(-1)?.seal ?? null;
  const told = {
    rows: 0,
    unsealedRows: 0,
    seals: stored.length,
    sealedAt: last?.body.sealedAt ?? null,
    lastSeal: last === null ? null : hashText(last.text),
  };
  const faultOfSeals = verifySeals(stored, published, trusted);
  if (faultOfSeals !== null) return { ...told, found: faultOfSeals };
  const seals = stored.flatMap(({ seal }) => (seal === null ? [] : [seal]));
  const known = seals.findLast(
    ({ body, text }) => (since && new Date(body.sealedAt) < since) || (from && hashText(text) === from[log.name]),
  );
  const pending = seals.slice(known?.body.number ?? 0);
  const edge: Edge = known === undefined ? { ...EMPTY_EDGE, peaks: [] } : edgeOf(known.body);
  const found = await database.read(scope, async (tx): Promise<Found | null> => {
    let before: Edge = copyOf(edge);
    let rowsOfSeal: HashedRow[] = [];
    const close = async (seal: Seal, isLast: boolean): Promise<Found | null> => {
      const isWhole = edge.size === seal.body.size && rootOf(edge).toString("hex") === seal.body.root;
      if (!isWhole) {
        const leaves = await database.read(scope, (reading) => findLeaves(reading, log.name, seal.body.number));
        const sealed = copyOf(before);
        for (const leaf of leaves) addLeaf(sealed, leaf);
        const isTrue = rootOf(sealed).toString("hex") === seal.body.root;
        return nameDamage(rowsOfSeal, leaves, { isTrue, isLast });
      }
      before = copyOf(edge);
      rowsOfSeal = [];
      return null;
    };
    let seal = pending.shift();
    for await (const rows of log.read(tx, known?.body.last ?? null, null)) {
      for (const row of rows) {
        told.rows += 1;
        if (told.rows % PROGRESS_ROWS === 0) onProgress?.(`${log.name}: ${told.rows.toLocaleString("en")} rows`);
        while (seal !== undefined && isAfter(row.key, seal.body.last)) {
          const damage = await close(seal, false);
          if (damage !== null) return damage;
          seal = pending.shift();
        }
        if (seal === undefined) {
          told.unsealedRows += 1;
          if (row.fault !== null) return { kind: KIND_OF_FAULT[row.fault], where: row.name };
          continue;
        }
        const leaf = hashLeaf(row.leaf);
        addLeaf(edge, leaf);
        rowsOfSeal.push({ hash: leaf.toString("hex"), name: row.name, fault: row.fault });
        // Rows that were slipped in may be any number; the first of them is named all the same.
        if (edge.size > seal.body.size + SPARE_ROWS) return close(seal, false);
      }
      await onBatch?.();
    }
    for (; seal !== undefined; seal = pending.shift()) {
      const damage = await close(seal, true);
      if (damage !== null) return damage;
    }
    return null;
  });
  return { ...told, found };
}

function isAfter(key: RowKey, last: RowKey): boolean {
  const [xid, lastXid] = [BigInt(key.xid), BigInt(last.xid)];
  return xid === lastXid ? BigInt(key.id) > BigInt(last.id) : xid > lastXid;
}

function copyOf({ size, peaks }: Edge): Edge {
  return { size, peaks: [...peaks] };
}
