import type { Database } from "../db/database.server.ts";
import { auditLog } from "./audit-log.server.ts";
import { findCommitHorizon } from "./commit-horizon.server.ts";
import { entityHistoryLog } from "./entity-history-log.server.ts";
import { addLeaf, type Edge, EMPTY_EDGE, hashLeaf } from "./merkle.ts";
import type { SealPublisher } from "./published-seals.server.ts";
import { edgeOf, makeSeal, type RowKey, type Seal } from "./seal.ts";
import type { RowFault, SealedLog } from "./sealed-log.ts";
import type { SealingKeys } from "./sealing-keys.server.ts";
import { findLastSeal, storeSeal } from "./stored-seals.server.ts";

export const SEALED_LOGS: readonly SealedLog[] = [entityHistoryLog, auditLog];

/** Keeps a seal's leaves at 320 kB, and what is lost to a crash small. */
const ROWS_OF_A_SEAL = 10_000;

/** Rows that are not as they were written must not get a seal. */
class DamagedLogError extends Error {
  override name = "DamagedLogError";

  constructor(row: string, fault: RowFault) {
    super(`${row} is damaged (${fault}); it is not sealed. Run: alxderia history verify`);
  }
}

export type Sealing = { database: Database; keys: SealingKeys; publisher: SealPublisher };

/**
 * Seals what was committed since the last seal, both logs of a tenant, in the order of commits, and publishes it.
 * @returns how many rows and seals there are more
 * @throws DamagedLogError when a row does not fit its own hash or the event before it
 */
export async function sealHistory(sealing: Sealing, tenantId: string): Promise<{ rows: number; seals: number }> {
  const done = { rows: 0, seals: 0 };
  for (const log of SEALED_LOGS) {
    await publishMissing(sealing, tenantId, log);
    const { rows, seals } = await sealLog(sealing, tenantId, log);
    done.rows += rows;
    done.seals += seals;
  }
  return done;
}

/** A crash between storing and publishing leaves a seal that only the database has. */
async function publishMissing({ database, publisher }: Sealing, tenantId: string, log: SealedLog): Promise<void> {
  const last = await database.read({ tenantId, role: "audit" }, (tx) => findLastSeal(tx, log.name));
  if (last !== null && (await publisher.lastNumber(tenantId, log.name)) < last.body.number)
    await publisher.publish(last);
}

async function sealLog({ database, keys, publisher }: Sealing, tenantId: string, log: SealedLog) {
  const scope = { tenantId, role: "audit" as const };
  return database.read(scope, async (tx) => {
    const below = await findCommitHorizon(tx);
    let before = await findLastSeal(tx, log.name);
    const edge: Edge = before === null ? { ...EMPTY_EDGE, peaks: [] } : edgeOf(before.body);
    const start = edge.size;
    let seals = 0;
    let leaves: Buffer[] = [];
    let last: RowKey | null = null;
    const close = async () => {
      if (last === null || leaves.length === 0) return;
      const sealedAt = new Date().toISOString();
      const seal: Seal = makeSeal(keys.signing, { tenantId, log: log.name, last, sealedAt, edge, before });
      const added = leaves;
      await database.write({ tenantId, role: "ingest" }, (writing) => storeSeal(writing, seal, added));
      await publisher.publish(seal);
      before = seal;
      leaves = [];
      seals += 1;
    };
    for await (const rows of log.read(tx, { after: before?.body.last ?? null, below })) {
      for (const row of rows) {
        if (row.fault !== null) throw new DamagedLogError(row.name, row.fault);
        const leaf = hashLeaf(row.leaf);
        addLeaf(edge, leaf);
        leaves.push(leaf);
        last = row.key;
        if (leaves.length === ROWS_OF_A_SEAL) await close();
      }
    }
    await close();
    return { rows: edge.size - start, seals };
  });
}
