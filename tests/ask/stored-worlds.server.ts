import { randomUUID } from "node:crypto";
import { refreshEffectiveAccess } from "../../app/access/refresh.server.ts";
import { refreshSearch } from "../../app/access/refresh-search.server.ts";
import { refreshAllSpans } from "../../app/access/refresh-spans.server.ts";
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
  // The view is of all tenants, and made once; what is kept beside it is of each.
  const [first, ...others] = stored;
  await refreshEffectiveAccess(database, { tenantId: first?.tenantId ?? "", role: "ingest" });
  const at = new Date().toISOString();
  for (const { tenantId } of others) {
    await database.write({ tenantId, role: "ingest" }, (tx) => refreshAllSpans(tx, { at, runId: null }));
  }
  return stored;
}
