import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { LogPartition } from "./retention-policy.ts";
import type { LogName } from "./seal.ts";

const NUMBERS_AT_ONCE = 5_000;

const Counted = z.object({ rows: z.number() });

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

const NUMBER: Readonly<Record<LogName, string>> = { entity_history: "history.gid", audit_log: "history.id" };

const ofEach = <Made>(make: (log: LogName) => Made): Readonly<Record<LogName, Made>> => ({
  entity_history: make("entity_history"),
  audit_log: make("audit_log"),
});

const goingRows = ofEach((log) =>
  defineStatement(
    "history_retirable_rows",
    z.object({ id: z.string() }),
    `select ${NUMBER[log]}::text as id ${GOING[log]} order by history.xid, ${NUMBER[log]}`,
    log,
  ),
);

const goingCounts = ofEach((log) =>
  defineStatement("history_retirable_count", Counted, `select count(*) as rows ${GOING[log]}`, log),
);

const goingNumbers = ofEach((log) =>
  defineStatement(
    "history_retirable_note",
    Counted,
    // An owner that is a superuser is not held to the organisation by row-level security.
    `with noted as (
  insert into pg_temp.going_rows select ${NUMBER[log]} ${GOING[log]} and history.tenant_id = app_current_tenant_id()
  returning number
)
select count(*) as rows from noted`,
    log,
  ),
);

const rowCounts = ofEach((log) =>
  defineStatement(
    "history_partition_rows",
    Counted,
    `select count(*) as rows from ${log} as history
where history.occurred_at >= $1::timestamptz and history.occurred_at < $2::timestamptz`,
    log,
  ),
);

/** A partition, and the first moment that its log keeps (ISO 8601). */
type Retirable = LogPartition & { before: string };

/** Which rows of a log go, asked row by row in the order of the log. */
export type GoingRows = {
  /** Whether the row of this number goes. */
  has(id: string): Promise<boolean>;
  /** How many go, those that were not asked about too. It reads to the end. */
  count(): Promise<number>;
};

/**
 * Lends the organisation's rows of a partition that its policy does not keep, read beside the log, which has the same
 * order: one batch of numbers is in memory. The transaction answers nothing else meanwhile. Role: audit.
 */
export async function withRetirableRows<Result>(
  tx: TenantTransaction,
  { log, from, to, before }: Retirable,
  work: (going: GoingRows) => Promise<Result>,
): Promise<Result> {
  const batches = tx.stream(goingRows[log], [from, to, before], NUMBERS_AT_ONCE);
  let batch: { id: string }[] = [];
  let at = 0;
  let passed = 0;
  const next = async (): Promise<string | null> => {
    if (at === batch.length) {
      const read = await batches.next();
      if (read.done) return null;
      batch = read.value;
      at = 0;
    }
    return batch[at]?.id ?? null;
  };
  const pass = () => {
    at += 1;
    passed += 1;
  };
  try {
    return await work({
      async has(id) {
        if ((await next()) !== id) return false;
        pass();
        return true;
      },
      async count() {
        while ((await next()) !== null) pass();
        return passed;
      },
    });
  } finally {
    await batches.return(undefined);
  }
}

/** How many rows the policy does not keep. Role: audit. */
export async function countRetirableRows(tx: TenantTransaction, { log, from, to, before }: Retirable): Promise<number> {
  const [counted] = await tx.query(goingCounts[log], [from, to, before]);
  return counted?.rows ?? 0;
}

/**
 * Notes their numbers in the temporary table `going_rows` of the owner's transaction, which is of the organisation.
 * @returns how many
 */
export async function noteRetirableRows(tx: TenantTransaction, { log, from, to, before }: Retirable): Promise<number> {
  const [noted] = await tx.query(goingNumbers[log], [from, to, before]);
  return noted?.rows ?? 0;
}

/** How many rows of the organisation are in a partition. Role: audit. */
export async function countRows(tx: TenantTransaction, { log, from, to }: LogPartition): Promise<number> {
  const [counted] = await tx.query(rowCounts[log], [from, to]);
  return counted?.rows ?? 0;
}
