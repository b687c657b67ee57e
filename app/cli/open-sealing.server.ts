import type { Config } from "../config.server.ts";
import type { Database } from "../db/database.server.ts";
import { createSealFile } from "../history/published-seals.server.ts";
import type { Sealing } from "../history/seal-history.server.ts";
import { hasSealingKey, openSealingKeys } from "../history/sealing-keys.server.ts";
import { UsageError } from "./exit.ts";
import type { Product } from "./open-product.server.ts";

/** @returns what seals and verifies, as the configuration has it */
export async function openSealing({ history }: Config, database: Database): Promise<Sealing> {
  return { database, keys: await openSealingKeys(history), publisher: createSealFile(history.sealsFile) };
}

/**
 * The same for what takes rows out or changes them: behind DATABASE_URL it needs the key of the seals, because one made
 * here would be trusted by nobody, and `history verify` would call what it signed damage.
 * @throws UsageError when there is none
 */
export async function openSealingToWithdraw({ config, database, embedded }: Product): Promise<Sealing> {
  if (!embedded && !(await hasSealingKey(config.history))) {
    throw new UsageError(
      `there is no key for seals in ${config.history.folder}, and what is taken out must be signed by the one that the ` +
        "web process seals with: give it in HISTORY_SIGNING_KEY, or its data directory in ALXDERIA_DATA_DIR",
    );
  }
  return openSealing(config, database);
}
