import { LOG_MESSAGE } from "../../telemetry/conventions.ts";
import type { Config } from "../config.server.ts";
import type { Database } from "../db/database.server.ts";
import { createSealFile } from "../history/published-seals.server.ts";
import { hasSealingKey, openSealingKeys, openTrustedKeys } from "../history/sealing-keys.server.ts";
import type { VerificationRecord } from "../history/verification-record.ts";
import { type DailyVerifying, verifyWhenDue } from "../history/verify-daily.server.ts";
import type { Log } from "../http/context.ts";
import { listTenants } from "../store/tenants.server.ts";
import { repeatOneAtATime } from "./one-at-a-time.ts";
import { createPause } from "./pause.ts";

const EVERY_MS = 60_000;

type Options = { history: Config["history"]; database: Database; log: Log; everyMs?: number };

/**
 * Verifies the history and the audit log of every organisation once a day and says so in the log; damage is an error
 * line of its own. It looks each minute which is due; of several instances one does it.
 * @returns ends it; a verification that runs then is given up, and another instance begins it anew
 */
export function startHistoryVerifier({ history, database, log, everyMs = EVERY_MS }: Options): () => void {
  const ending = new AbortController();
  const told = new Set<string>();
  const failed = (error: unknown) => {
    const cause = error instanceof Error ? error.name + error.message : String(error);
    // Once for each cause: a database that is away is away for more than a minute.
    if (!told.has(cause) && !ending.signal.aborted) log.error({ error }, "the history could not be verified");
    told.add(cause);
  };
  const verifying = createVerifying(history, database);
  const verifyAll = async () => {
    for (const { id } of await listTenants(database)) {
      const options = { now: new Date(), pause: createPause(ending.signal) };
      const record = await verifyWhenDue(verifying, id, options).catch(failed);
      if (record) tell(log, record);
    }
  };
  const endTimer = repeatOneAtATime(() => verifyAll().catch(failed), everyMs);
  return () => {
    endTimer();
    ending.abort();
  };
}

function createVerifying(history: Config["history"], database: Database): DailyVerifying {
  return {
    database,
    publisher: createSealFile(history.sealsFile),
    readTrusted: () => openTrustedKeys(history),
    readSigning: async () => ((await hasSealingKey(history)) ? (await openSealingKeys(history)).signing : null),
  };
}

function tell(log: Log, { tenantId, whole, rows, startedAt, endedAt, damage }: VerificationRecord): void {
  const verification = { tenant_id: tenantId, whole, rows, damaged: damage.length };
  const duration_ms = Date.parse(endedAt) - Date.parse(startedAt);
  log.info({ verification, duration_ms }, LOG_MESSAGE.historyVerified);
  for (const { log: name, kind, where } of damage) {
    log.error({ verification: { tenant_id: tenantId, log: name, kind, where } }, LOG_MESSAGE.historyDamaged);
  }
}
