import { setTimeout as pause } from "node:timers/promises";
import { type Sealing, sealHistory } from "../../app/history/seal-history.server.ts";
import { verifyHistory } from "../../app/history/verify-history.server.ts";

/**
 * Seals until nothing is left: a transaction that another test runs on the same server holds seals back.
 * @returns how many rows were sealed
 */
export async function sealAll(sealing: Sealing, tenantId: string): Promise<number> {
  const { database, keys, publisher } = sealing;
  for (let rows = 0; ; await pause(50)) {
    rows += (await sealHistory(sealing, tenantId)).rows;
    const { logs } = await verifyHistory({ database, readTrusted: async () => keys.trusted, publisher }, tenantId, {});
    if (logs.every(({ unsealedRows }) => unsealedRows === 0)) return rows;
  }
}
