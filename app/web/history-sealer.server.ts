import { LOG_MESSAGE } from "../../telemetry/conventions.ts";
import type { Config } from "../config.server.ts";
import type { Database } from "../db/database.server.ts";
import { createSealFile, type SealPublisher } from "../history/published-seals.server.ts";
import { sealHistory } from "../history/seal-history.server.ts";
import { hasSealingKey, openSealingKeys } from "../history/sealing-keys.server.ts";
import type { Log } from "../http/context.ts";
import { listTenants } from "../store/tenants.server.ts";

const EVERY_MS = 60_000;

class NoSealingKeyError extends Error {
  override name = "NoSealingKeyError";

  constructor() {
    super(
      "the history is not sealed: set HISTORY_SIGNING_KEY, or run alxderia history seal once in a lasting data directory",
    );
  }
}

type Options = {
  history: Config["history"];
  /** A key may be made in the data directory: it is this machine's own, and stays. */
  mayMakeKey: boolean;
  database: Database;
  log: Log;
  everyMs?: number;
};

/**
 * Seals the history and the audit log of every organisation each minute, and says so in the log, which is kept outside
 * the database. Of several instances that seal at once one wins. Where the data directory goes with the instance a key of
 * its own would be trusted by nobody: without HISTORY_SIGNING_KEY nothing is sealed there, and the log says so.
 * @returns ends the timer; a seal that is being made then is made or not, as its connection lives
 */
export function startHistorySealer({ history, mayMakeKey, database, log, everyMs = EVERY_MS }: Options): () => void {
  const file = createSealFile(history.sealsFile);
  const publisher: SealPublisher = {
    ...file,
    async publish(seal) {
      await file.publish(seal);
      const { tenantId, number, size, root, keyId } = seal.body;
      const fields = { tenant_id: tenantId, log: seal.body.log, number, size, root, key_id: keyId };
      log.info({ seal: fields }, LOG_MESSAGE.historySealed);
    },
  };
  let toldOf = "";
  const seal = async () => {
    try {
      if (!mayMakeKey && !(await hasSealingKey(history))) throw new NoSealingKeyError();
      const keys = await openSealingKeys(history);
      for (const { id } of await listTenants(database)) await sealHistory({ database, keys, publisher }, id);
      toldOf = "";
    } catch (error) {
      // Once for each cause: a database that is away is away for more than a minute.
      const cause = error instanceof Error ? error.name + error.message : String(error);
      if (cause !== toldOf && error instanceof NoSealingKeyError) log.warn({}, error.message);
      else if (cause !== toldOf) log.error({ error }, "the history could not be sealed");
      toldOf = cause;
    }
  };
  let sealing: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    sealing = sealing.then(seal);
  }, everyMs);
  return () => clearInterval(timer);
}
