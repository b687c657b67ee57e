import type { Database } from "../db/database.server.ts";
import { createRowCheck } from "./check-rows.ts";
import { EMPTY_EDGE } from "./merkle.ts";
import type { SealPublisher } from "./published-seals.server.ts";
import { edgeOf, hashText, type Seal, type TrustedKeys } from "./seal.ts";
import { SEALED_LOGS } from "./seal-history.server.ts";
import type { SealedLog } from "./sealed-log.ts";
import { findLeaves, listSeals } from "./stored-seals.server.ts";
import { damageOfWithdrawals, listStoredWithdrawals } from "./stored-withdrawals.server.ts";
import type { VerifiedUpTo } from "./verification-record.ts";
import { findDisagreement } from "./verify-heads.server.ts";
import { comparePublished, type Damage, verifySeals } from "./verify-seals.ts";
import { createWithdrawn } from "./withdrawn.ts";

export type Verifying = {
  database: Database;
  /** Asked after the seals were read: a key is there before the first seal that it signs, also when it was made just now. */
  readTrusted: () => Promise<TrustedKeys>;
  publisher: SealPublisher;
};

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

/** Then another one begins, so that vacuum and whoever changes the tables wait for no reader of hours. */
const ROWS_OF_A_TRANSACTION = 100_000;

/**
 * Checks both logs of a tenant: seals, rows, and records against their history. It reads in one pass at constant
 * memory, and stops in each log at the first damage.
 */
export async function verifyHistory(verifying: Verifying, tenantId: string, options: Options): Promise<Verification> {
  const { database, publisher } = verifying;
  const verification: Verification = { logs: [], damage: [] };
  const published = await publisher.read();
  for (const log of SEALED_LOGS) {
    const { found, ...told } = await verifyLog(verifying, tenantId, log, published, options);
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
  { database, readTrusted }: Verifying,
  tenantId: string,
  log: SealedLog,
  published: AsyncIterable<Seal>,
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
  const outside = await comparePublished(stored, published, { tenantId, log: log.name });
  const keys = await readTrusted();
  const withdrawals = await database.read(scope, (tx) => listStoredWithdrawals(tx, log.name));
  const fault =
    verifySeals(stored, outside, keys) ?? damageOfWithdrawals(withdrawals, { tenantId, log: log.name }, keys);
  if (fault !== null) return { ...told, found: fault };
  const seals = stored.flatMap(({ seal }) => (seal === null ? [] : [seal]));
  const known = seals.findLast(
    ({ body, text }) => (since && new Date(body.sealedAt) < since) || (from && hashText(text) === from[log.name]),
  );
  const check = createRowCheck({
    edge: known === undefined ? EMPTY_EDGE : edgeOf(known.body),
    seals: seals.slice(known?.body.number ?? 0),
    leavesOf: (number) => database.read(scope, (tx) => findLeaves(tx, log.name, number)),
    withdrawn: createWithdrawn(withdrawals.flatMap((one) => one ?? [])),
  });
  let after = known?.body.last ?? null;
  let found: Found | null = null;
  for (let isOver = false; !isOver && found === null; ) {
    const range = { after, atMost: ROWS_OF_A_TRANSACTION, sealedUpTo: seals.at(-1)?.body.last ?? null };
    const before = told.rows;
    found = await database.read(scope, async (tx) => {
      for await (const rows of log.read(tx, range)) {
        const damage = await check.add(rows);
        after = rows.at(-1)?.key ?? after;
        told.rows += rows.length;
        if (damage !== null) return damage;
        await onBatch?.();
      }
      return null;
    });
    if (told.rows > before) onProgress?.(`${log.name}: ${told.rows.toLocaleString("en")} rows`);
    isOver = told.rows - before < ROWS_OF_A_TRANSACTION;
  }
  found ??= await check.end();
  return { ...told, unsealedRows: check.unsealedRows(), found };
}
