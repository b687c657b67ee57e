import { z } from "zod";
import type { Plan } from "../../telemetry/slo/plan.ts";
import { PLAIN_ALERTS } from "../../telemetry/slo/upkeep-alerts.ts";
import type { Database } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { SloReport, SloSource } from "../model/slo-report.ts";
import { isoTime } from "./fragments.ts";
import { endOf, type SloCountSource, type SloCounts } from "./slo-counts.ts";
import { readDatabaseCounts } from "./slo-counts-database.server.ts";
import { listSloEvidence } from "./slo-evidence.server.ts";
import { createSloReport } from "./slo-report.ts";

/** Overrides are told for as long as the weekly report reaches back. */
const OVERRIDES_FOR = "168 hours";
/** A gate that waits longer has no answer. */
const WITHIN_MS = 10_000;

const sloOverrideList = defineStatement(
  "slo_override_list",
  z.object({ actor: z.string(), reason: z.string(), created_at: z.string(), expires_at: z.string() }),
  `select slo_overrides.actor, slo_overrides.reason, ${isoTime("slo_overrides.created_at")} as created_at,
  ${isoTime("slo_overrides.expires_at")} as expires_at
from slo_overrides
where slo_overrides.expires_at > $1::timestamptz - interval '${OVERRIDES_FOR}'
order by slo_overrides.created_at desc`,
);

/** `prometheus` counts instead of the database where there is one that answers. */
export type SloSources = { database: Pick<Database, "query">; plan: Plan; prometheus: SloCountSource | null };

/**
 * How the service levels stand. Outside any tenant: they are the product's own.
 * @param now windows end with its minute
 */
export async function findSloReport({ database, plan, prometheus }: SloSources, now: Date): Promise<SloReport> {
  const longest = Math.max(...plan.objectives.map(({ window }) => window));
  const { source, counts } = await readCounts({ database, plan, prometheus }, now);
  const evidence = await listSloEvidence(database, endOf(now).toISOString(), longest);
  const overrides = (await database.query(sloOverrideList, [now.toISOString()], WITHIN_MS)).map((row) => ({
    actor: row.actor,
    reason: row.reason,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }));
  return createSloReport(plan, PLAIN_ALERTS, { source, counts, evidence, overrides }, now);
}

async function readCounts(
  { database, plan, prometheus }: SloSources,
  now: Date,
): Promise<{ source: Omit<SloSource, "since">; counts: SloCounts }> {
  const counted = prometheus && (await prometheus.read(plan, now));
  if (counted?.counts) return { source: { name: "prometheus", reason: null }, counts: counted.counts };
  const counts = await readDatabaseCounts(database, plan, now);
  return { source: { name: "database", reason: counted?.reason ?? null }, counts };
}
