import { randomUUID } from "node:crypto";
import { refreshEffectiveAccess } from "../../app/access/refresh.server.ts";
import { refreshSearch } from "../../app/access/refresh-search.server.ts";
import { loadFacts } from "../support/load-facts.server.ts";
import type { TestDatabase } from "../support/test-database.server.ts";
import { createWorld, type World } from "./world.ts";

/** Stores random organisations, each as a tenant of its own, with everything that questions read. */
export async function storeWorlds(
  { database, addTenant }: TestDatabase,
  seeds: readonly number[],
): Promise<{ tenantId: string; world: World }[]> {
  const stored: { tenantId: string; world: World }[] = [];
  for (const seed of seeds) {
    const world = createWorld(seed);
    const tenantId = await addTenant(`world-${seed}-${randomUUID().slice(0, 8)}`);
    await loadFacts(database, tenantId, world.facts);
    await database.write({ tenantId, role: "ingest" }, refreshSearch);
    stored.push({ tenantId, world });
  }
  await refreshEffectiveAccess(database, { tenantId: stored[0]?.tenantId ?? "", role: "ingest" });
  return stored;
}
