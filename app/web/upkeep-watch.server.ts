import type { Instruments } from "../../telemetry/instruments.ts";
import type { Config } from "../config.server.ts";
import type { Database } from "../db/database.server.ts";
import { openTrustedKeys } from "../history/sealing-keys.server.ts";
import { findOldestUnshipped } from "../history/ship-audit.server.ts";
import { findStanding } from "../history/verify-daily.server.ts";
import type { Log } from "../http/context.ts";
import { findStrayRows } from "../queries/stray-rows.server.ts";
import { ensurePartitions } from "../store/partitions.server.ts";
import { listTenants } from "../store/tenants.server.ts";
import { repeatOneAtATime } from "./one-at-a-time.ts";

const EVERY_MS = 60_000;
/** At the start they were made already; then once in so many turns, which is an hour. */
const PARTITIONS_EACH = 60;
const WITHIN_MS = 10_000;

type Options = {
  history: Config["history"];
  database: Database;
  instruments: Pick<Instruments, "upkeepRead">;
  log: Log;
  everyMs?: number;
};

/**
 * Reads each minute how partitions, verifications and the shipment of audit entries stand, for metrics and log, and makes partitions each hour, which
 * also moves rows from the default ones. @returns ends it
 */
export function startUpkeepWatch({ history, database, instruments, log, everyMs = EVERY_MS }: Options): () => void {
  const reading = { database, readTrusted: () => openTrustedKeys(history) };
  let turn = 0;
  const watch = async () => {
    try {
      turn += 1;
      if (turn % PARTITIONS_EACH === 0) {
        await ensurePartitions(database).catch((error: unknown) =>
          log.warn({ error }, "partitions could not be made; they are tried again in an hour"),
        );
      }
      const standings = [];
      const unshipped: number[] = [];
      for (const { id } of await listTenants(database)) {
        standings.push(await findStanding(reading, id));
        const oldest = await database.read({ tenantId: id, role: "audit" }, findOldestUnshipped);
        if (oldest !== null) unshipped.push(oldest);
      }
      instruments.upkeepRead({
        strayRows: await findStrayRows(database, WITHIN_MS),
        lastVerifiedAt: standings.length === 0 ? null : Math.min(...standings.map(({ verifiedAt }) => verifiedAt)),
        damagedOrganisations: standings.filter(({ damaged }) => damaged).length,
        oldestUnshippedAt: unshipped.length === 0 ? null : Math.min(...unshipped),
      });
    } catch {
      // The health check and the failures of statements tell that the database is away.
      instruments.upkeepRead(null);
    }
  };
  void watch();
  return repeatOneAtATime(watch, everyMs);
}
