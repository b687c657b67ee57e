import { z } from "zod";
import type { Database } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { findHoldsOn, type LegalHold, listHeldRecords, listStandingHolds } from "./legal-holds.server.ts";
import { type LogPartition, partitionsBefore, type RetentionPolicy } from "./retention-policy.ts";
import { countRetirableRows, countRows } from "./retirable-rows.server.ts";

type Tenant = { id: string; slug: string };

/** What retention would take out of one partition. */
export type RetirablePartition = LogPartition & {
  /** ISO 8601: the first moment that is kept. */
  before: string;
  /** Organisations with rows that go. */
  tenants: { tenant: Tenant; going: number; staying: number }[];
  /** Where it is not empty, nothing of the partition goes. */
  heldBy: { tenant: Tenant; hold: LegalHold }[];
};

const partitionNames = defineStatement(
  "history_partition_names",
  z.object({ name: z.string() }),
  `select pg_class.relname as name
from pg_inherits join pg_class on pg_class.oid = pg_inherits.inhrelid
where pg_inherits.inhparent in ('public.entity_history'::regclass, 'public.audit_log'::regclass)
order by pg_class.relname`,
);

/**
 * Looks through the partitions that are wholly older than the policy keeps; it changes nothing.
 * @returns those from which rows go or would go but for a hold, the oldest first
 */
export async function planRetention(
  database: Database,
  request: { policy: RetentionPolicy; now: Date; tenants: readonly Tenant[] },
): Promise<RetirablePartition[]> {
  const names = (await database.query(partitionNames)).map(({ name }) => name);
  const old = partitionsBefore(names, request.policy, request.now);
  const plan: RetirablePartition[] = old.map((partition) => ({ ...partition, tenants: [], heldBy: [] }));
  if (plan.length === 0) return [];
  for (const tenant of request.tenants) {
    const scope = { tenantId: tenant.id, role: "audit" as const };
    const holds = await database.read(scope, listStandingHolds);
    const records = await database.read({ ...scope, role: "analyst" }, (tx) => listHeldRecords(tx, holds));
    for (const partition of plan) {
      await database.read(scope, async (tx) => {
        const going = await countRetirableRows(tx, partition);
        if (going === 0) return;
        partition.tenants.push({ tenant, going, staying: (await countRows(tx, partition)) - going });
        for (const hold of await findHoldsOn(tx, partition, { holds, records }))
          partition.heldBy.push({ tenant, hold });
      });
    }
  }
  return plan.filter(({ tenants }) => tenants.length > 0);
}
