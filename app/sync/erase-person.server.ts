import { refreshEffectiveAccess, refreshGraph } from "../access/refresh.server.ts";
import { refreshSearch } from "../access/refresh-search.server.ts";
import type { Database } from "../db/database.server.ts";
import { type Erasure, type ErasureRequest, erasePerson } from "../history/erase-person.server.ts";
import { type Sealing, sealHistory } from "../history/seal-history.server.ts";

/**
 * Erases who a person is from the records, the logs and everything made of them, and seals that it was done.
 * @param owner as the owner of the tables connects
 * @returns what was looked for, and how many rows of which table it was found in
 * @throws ErasureError, NotOwnerError; nothing was erased then
 */
export async function eraseEverywhere(sealing: Sealing, owner: Database, request: ErasureRequest): Promise<Erasure> {
  const { database, keys } = sealing;
  const erasure = await erasePerson({ database, owner, keys }, request);
  if (request.dryRun) return erasure;
  const scope = { tenantId: request.tenantId, role: "ingest" as const };
  await refreshGraph(database, scope);
  await database.write(scope, refreshSearch);
  await refreshEffectiveAccess(database, scope);
  await sealHistory(sealing, request.tenantId);
  return erasure;
}
