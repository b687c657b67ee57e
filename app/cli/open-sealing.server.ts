import type { Config } from "../config.server.ts";
import type { Database } from "../db/database.server.ts";
import { createSealFile } from "../history/published-seals.server.ts";
import type { Sealing } from "../history/seal-history.server.ts";
import { openSealingKeys } from "../history/sealing-keys.server.ts";

/** @returns what seals and verifies, as the configuration has it */
export async function openSealing({ history }: Config, database: Database): Promise<Sealing> {
  return { database, keys: await openSealingKeys(history), publisher: createSealFile(history.sealsFile) };
}
