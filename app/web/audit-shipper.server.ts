import { LOG_MESSAGE } from "../../telemetry/conventions.ts";
import type { Database } from "../db/database.server.ts";
import { type AuditShipping, shipAudit } from "../history/ship-audit.server.ts";
import type { ProcessLog } from "../log.ts";
import { listTenants } from "../store/tenants.server.ts";
import { repeatOneAtATime } from "./one-at-a-time.ts";
import { createPause } from "./pause.ts";

const EVERY_MS = 60_000;

type Options = {
  database: Database;
  log: Pick<ProcessLog, "info" | "error" | "writes" | "written">;
  everyMs?: number;
};

/**
 * Tells each minute what was added to the audit log of every organisation, by whichever process, as lines of the log for
 * the SIEM (docs/siem.md). Where the log takes no such lines nothing counts as told.
 * @returns ends it, when the batch that is being told has been noted
 */
export function startAuditShipper({ database, log, everyMs = EVERY_MS }: Options): () => Promise<void> {
  const ending = new AbortController();
  let toldOf = "";
  const ship = async () => {
    if (!log.writes("info")) return;
    const pause = createPause(ending.signal);
    const goOn = () =>
      pause()
        .then(() => true)
        .catch(() => false);
    const shipping: AuditShipping = {
      database,
      tell: (ocsf) => log.info({ ocsf }, LOG_MESSAGE.auditEntry),
      told: log.written,
      goOn,
    };
    try {
      for (const { id } of await listTenants(database)) {
        if (!ending.signal.aborted) await shipAudit(shipping, id);
      }
      toldOf = "";
    } catch (error) {
      // Once for each cause: a database that is away is away for more than a minute.
      const cause = error instanceof Error ? error.name + error.message : String(error);
      if (cause !== toldOf && !ending.signal.aborted) log.error({ error }, "the audit log could not be told");
      toldOf = cause;
    }
  };
  let shipped: Promise<void> = Promise.resolve();
  const endTimer = repeatOneAtATime(() => {
    shipped = ship();
    return shipped;
  }, everyMs);
  return () => {
    endTimer();
    ending.abort();
    return shipped;
  };
}
