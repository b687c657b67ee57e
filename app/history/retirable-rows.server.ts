import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { LogPartition } from "./retention-policy.ts";
import type { LogName } from "./seal.ts";

const Id = z.object({ id: z.string() });

/** Values: from, to, and the first moment that is kept. */
const GOING: Readonly<Record<LogName, string>> = {
  // The last event before what is kept stays: it is what a record said at that moment, and the next event goes on from it.
  entity_history: `from entity_history as history
where history.occurred_at >= $1::timestamptz and history.occurred_at < $2::timestamptz and exists (
  select from entity_history as later
  where later.tenant_id = history.tenant_id and later.entity_type = history.entity_type
    and later.entity_id = history.entity_id and later.seq > history.seq and later.occurred_at < $3::timestamptz
)`,
  audit_log: `from audit_log as history
where history.occurred_at >= $1::timestamptz and history.occurred_at < $2::timestamptz
  and history.occurred_at < $3::timestamptz`,
};

const goingRows: Readonly<Record<LogName, ReturnType<typeof listing>>> = {
  entity_history: listing("entity_history", "gid"),
  audit_log: listing("audit_log", "id"),
};

function listing(log: LogName, column: string) {
  return defineStatement("history_retirable_rows", Id, `select history.${column}::text as id ${GOING[log]}`, log);
}

const rowCounts: Readonly<Record<LogName, ReturnType<typeof counting>>> = {
  entity_history: counting("entity_history"),
  audit_log: counting("audit_log"),
};

function counting(log: LogName) {
  return defineStatement(
    "history_partition_rows",
    z.object({ rows: z.number() }),
    `select count(*) as rows from ${log} as history
where history.occurred_at >= $1::timestamptz and history.occurred_at < $2::timestamptz`,
    log,
  );
}

/** The numbers of the organisation's rows in a partition that its policy does not keep. Role: audit. */
export async function listRetirableRows(
  tx: TenantTransaction,
  { log, from, to, before }: LogPartition & { before: string },
): Promise<Set<string>> {
  const ids = new Set<string>();
  for await (const rows of tx.stream(goingRows[log], [from, to, before], 5_000)) for (const { id } of rows) ids.add(id);
  return ids;
}

/** How many rows of the organisation are in a partition. Role: audit. */
export async function countRows(tx: TenantTransaction, { log, from, to }: LogPartition): Promise<number> {
  const [counted] = await tx.query(rowCounts[log], [from, to]);
  return counted?.rows ?? 0;
}
