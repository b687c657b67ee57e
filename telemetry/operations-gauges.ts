import { Counter, Gauge, type Registry, type RegistryContentType } from "prom-client";
import { LABEL, METRIC } from "./conventions.ts";

/** What the database knows of the product's own work, over all tenants. Times are seconds since 1970. */
export type OperationsSnapshot = {
  syncs: { source: string; result: string; runs: number }[];
  records: { source: string; result: string; count: number }[];
  /** The tenant that waits longest decides. */
  lastSuccess: { source: string; at: number }[];
  accessViewAgeSeconds: number | null;
  partitions: { table: string; monthsAhead: number }[];
  queue: { reason: string; count: number }[];
};

/**
 * Metrics of what other processes did: an ingest ends long before anybody scrapes it, so its numbers are read from the
 * database, where they only grow. What cannot be read is left out, never shown as zero.
 */
export function createOperationsGauges(registers: Registry<RegistryContentType>[]) {
  const bySource = [LABEL.source, LABEL.result];
  const runs = new Counter({
    name: METRIC.syncRuns,
    help: "Scopes that an ingest ended, by source and how",
    labelNames: bySource,
    registers,
  });
  const records = new Counter({
    name: METRIC.syncRecords,
    help: "Records that an ingest read, by source and what became of them",
    labelNames: bySource,
    registers,
  });
  const lastSuccess = new Gauge({
    name: METRIC.syncLastSuccess,
    help: "When a source was last read completely, in the tenant where that is longest ago",
    labelNames: [LABEL.source],
    registers,
  });
  const sinceSuccess = new Gauge({
    name: METRIC.syncSecondsSinceSuccess,
    help: "Time since a source was last read completely, in the tenant where that is longest ago",
    labelNames: [LABEL.source],
    registers,
  });
  const viewAge = new Gauge({
    name: METRIC.accessViewAge,
    help: "Time since effective access was last refreshed",
    labelNames: [],
    registers,
  });
  // A gauge without labels begins at 0, which would say that it was refreshed just now.
  viewAge.remove();
  const partitions = new Gauge({
    name: METRIC.storePartitionMonthsAhead,
    help: "Whole months after this one for which partitions exist",
    labelNames: [LABEL.table],
    registers,
  });
  const queue = new Gauge({
    name: METRIC.resolveQueueItems,
    help: "Accounts that wait for a decision on whose they are",
    labelNames: [LABEL.reason],
    registers,
  });
  const failures = new Counter({
    name: METRIC.operationsReadFailures,
    help: "Times that the numbers of syncs, view, partitions and queue could not be read",
    registers,
  });
  const all = [runs, records, lastSuccess, sinceSuccess, partitions, queue];
  return {
    set(snapshot: OperationsSnapshot | null): void {
      for (const metric of all) metric.reset();
      viewAge.reset();
      viewAge.remove();
      if (snapshot === null) {
        failures.inc();
        return;
      }
      const now = Date.now() / 1000;
      for (const { source, result, runs: count } of snapshot.syncs) runs.inc({ source, result }, count);
      for (const { source, result, count } of snapshot.records) records.inc({ source, result }, count);
      for (const { source, at } of snapshot.lastSuccess) {
        lastSuccess.set({ source }, at);
        sinceSuccess.set({ source }, Math.max(0, now - at));
      }
      if (snapshot.accessViewAgeSeconds !== null) viewAge.set(snapshot.accessViewAgeSeconds);
      for (const { table, monthsAhead } of snapshot.partitions) partitions.set({ table }, monthsAhead);
      for (const { reason, count } of snapshot.queue) queue.set({ reason }, count);
    },
  };
}
