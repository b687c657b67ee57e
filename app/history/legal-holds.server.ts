import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { appendAuditEntry } from "../store/audit-log.server.ts";
import { findRecordsOfPerson } from "./evidence-records.server.ts";

const LegalHold = z.object({
  id: z.string(),
  reason: z.string(),
  personId: z.string().nullable(),
  /** ISO 8601; null is without bound. */
  from: z.string().nullable(),
  until: z.string().nullable(),
  placedBy: z.string(),
  placedAt: z.string(),
  releasedBy: z.string().nullable(),
  releasedAt: z.string().nullable(),
});

/** What may be neither retired nor erased, and why. */
export type LegalHold = z.output<typeof LegalHold>;

/** There is no such hold, or it was released before. */
export class LegalHoldError extends Error {
  override name = "LegalHoldError";
}

const iso = (column: string) =>
  `to_char(legal_holds.${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "${column.replace(/_time$/, "").replace(/_at$/, "At")}"`;

const holdList = defineStatement(
  "legal_hold_list",
  LegalHold,
  `select legal_holds.id, legal_holds.reason, legal_holds.person_id as "personId", ${iso("from_time")}, ${iso("until_time")},
  legal_holds.placed_by as "placedBy", ${iso("placed_at")}, legal_holds.released_by as "releasedBy", ${iso("released_at")}
from legal_holds order by legal_holds.placed_at, legal_holds.id`,
);

const holdInsert = defineStatement(
  "legal_hold_insert",
  z.object({ id: z.string() }),
  `insert into legal_holds (tenant_id, reason, person_id, from_time, until_time, placed_by)
values (app_current_tenant_id(), $1, $2::uuid, $3::timestamptz, $4::timestamptz, $5) returning id`,
);

const holdRelease = defineStatement(
  "legal_hold_release",
  z.object({ id: z.string() }),
  `update legal_holds set released_by = $2, released_at = clock_timestamp()
where legal_holds.id = $1::uuid and legal_holds.released_at is null returning legal_holds.id`,
);

/** Every hold, the released ones too, the oldest first. Role: audit, ingest or admin. */
export function listHolds(tx: TenantTransaction): Promise<LegalHold[]> {
  return tx.query(holdList);
}

/** Those that stand. Role: audit, ingest or admin. */
export async function listStandingHolds(tx: TenantTransaction): Promise<LegalHold[]> {
  return (await listHolds(tx)).filter(({ releasedAt }) => releasedAt === null);
}

/** Audited. Role: ingest. @returns the hold's id */
export async function placeHold(
  tx: TenantTransaction,
  hold: Pick<LegalHold, "reason" | "personId" | "from" | "until" | "placedBy">,
): Promise<string> {
  const { reason, personId, from, until, placedBy } = hold;
  const [placed] = await tx.query(holdInsert, [reason, personId, from, until, placedBy]);
  const id = (placed as { id: string }).id;
  const detail = { reason, person_id: personId, from, until };
  await appendAuditEntry(tx, { actor: placedBy, action: "legal_hold.placed", target: id, detail });
  return id;
}

/** Audited. Role: ingest. @throws LegalHoldError */
export async function releaseHold(
  tx: TenantTransaction,
  { id, actor, reason }: { id: string; actor: string; reason: string },
): Promise<void> {
  const [released] = await tx.query(holdRelease, [id, actor]);
  if (released === undefined)
    throw new LegalHoldError(`there is no standing hold ${id}; see: alxderia history hold list`);
  await appendAuditEntry(tx, { actor, action: "legal_hold.released", target: id, detail: { reason } });
}

const rowsAbout = defineStatement(
  "legal_hold_rows_about",
  z.object({ held: z.boolean() }),
  `select exists (
  select from entity_history where $1 = 'entity_history' and entity_history.entity_id = any($2::uuid[])
    and entity_history.occurred_at >= $3::timestamptz and entity_history.occurred_at < $4::timestamptz
) or exists (
  select from audit_log where $1 = 'audit_log' and audit_log.target = any($2::text[])
    and audit_log.occurred_at >= $3::timestamptz and audit_log.occurred_at < $4::timestamptz
) as held`,
);

/** The records that the people of these holds are behind, by person. Role: analyst. */
export async function listHeldRecords(
  tx: TenantTransaction,
  holds: readonly LegalHold[],
): Promise<Map<string, string[]>> {
  const people = new Set(holds.flatMap(({ personId }) => personId ?? []));
  const records = new Map<string, string[]>();
  for (const person of people) records.set(person, [person, ...(await findRecordsOfPerson(tx, person))]);
  return records;
}

/**
 * Which of the holds keep rows of one partition. Role: audit.
 * @param held.records of the people of the holds
 */
export async function findHoldsOn(
  tx: TenantTransaction,
  partition: { log: string; from: string; to: string },
  held: { holds: readonly LegalHold[]; records: ReadonlyMap<string, string[]> },
): Promise<LegalHold[]> {
  const found: LegalHold[] = [];
  for (const hold of held.holds) {
    const startsBefore = hold.from === null || Date.parse(hold.from) < Date.parse(partition.to);
    const endsAfter = hold.until === null || Date.parse(hold.until) > Date.parse(partition.from);
    if (!startsBefore || !endsAfter) continue;
    if (hold.personId !== null) {
      const ids = held.records.get(hold.personId) ?? [hold.personId];
      const [about] = await tx.query(rowsAbout, [partition.log, ids, partition.from, partition.to]);
      if (about?.held !== true) continue;
    }
    found.push(hold);
  }
  return found;
}
