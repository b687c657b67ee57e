import { z } from "zod";
import type { OperationsSnapshot } from "../../telemetry/operations-gauges.ts";
import type { Database } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { QUEUE_REASONS } from "../model/filters.ts";

const Fact = z.discriminatedUnion("measure", [
  z.object({ measure: z.enum(["runs", "records"]), label: z.string(), result: z.string(), value: z.number() }),
  z.object({ measure: z.enum(["last_success", "partition_months"]), label: z.string(), value: z.number() }),
  z.object({ measure: z.literal("queue"), label: z.enum(QUEUE_REASONS), value: z.number() }),
  z.object({ measure: z.literal("access_age"), value: z.number() }),
]);

const operationsSnapshotFind = defineStatement(
  "operations_snapshot_find",
  Fact,
  `select measure, label, result, value from operations_snapshot() order by measure, label collate "C", result`,
);

// It is asked every 15 s; what takes this long must not hold a connection until the next time.
const WITHIN_MS = 10_000;

/** How syncs, effective access, partitions and queue stand, over all tenants; names none of them. */
export async function findOperations(database: Database): Promise<OperationsSnapshot> {
  const snapshot: OperationsSnapshot = {
    syncs: [],
    records: [],
    lastSuccess: [],
    accessViewAgeSeconds: null,
    partitions: [],
    queue: [],
  };
  const waiting = new Map<string, number>();
  for (const fact of await database.query(operationsSnapshotFind, [], WITHIN_MS)) {
    switch (fact.measure) {
      case "runs":
        snapshot.syncs.push({ source: fact.label, result: fact.result, runs: fact.value });
        break;
      case "records":
        snapshot.records.push({ source: fact.label, result: fact.result, count: fact.value });
        break;
      case "last_success":
        snapshot.lastSuccess.push({ source: fact.label, at: fact.value });
        break;
      case "access_age":
        snapshot.accessViewAgeSeconds = Math.max(0, fact.value);
        break;
      case "partition_months":
        snapshot.partitions.push({ table: fact.label, monthsAhead: fact.value });
        break;
      case "queue":
        waiting.set(fact.label, fact.value);
        break;
    }
  }
  // An empty queue was counted as well.
  snapshot.queue = QUEUE_REASONS.map((reason) => ({ reason, count: waiting.get(reason) ?? 0 }));
  return snapshot;
}
