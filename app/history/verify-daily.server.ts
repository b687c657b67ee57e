import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { SigningKey } from "./seal.ts";
import { findBeginning, listVerifications, storeVerification } from "./stored-verifications.server.ts";
import { nextStart, type VerificationRecord, writeVerification } from "./verification-record.ts";
import { type Verifying, verifyHistory } from "./verify-history.server.ts";

const DAY_MS = 86_400_000;

export type DailyVerifying = Verifying & {
  /** Signs what is remembered; null where there is no key. */
  readSigning: () => Promise<SigningKey | null>;
};

// Held to the end of the transaction: whoever loses its connection lets another one verify.
const lockStatement = defineStatement(
  "history_verification_lock",
  z.object({ free: z.boolean() }),
  "select pg_try_advisory_xact_lock(hashtext('history_verification'), hashtext(app_current_tenant_id()::text)) as free",
);

/**
 * Verifies both logs of an organisation when that is due: a day after the last time. It goes on from the seals of then,
 * and once a week, or after damage, it reads everything. Of several that ask at once one does it.
 * @param options.pause waited for after each batch of rows, so that the process goes on with other work
 * @returns what was found and remembered; null when it is not due or somebody else is at it
 */
export async function verifyWhenDue(
  verifying: DailyVerifying,
  tenantId: string,
  options: { now: Date; pause?: () => Promise<void> },
): Promise<VerificationRecord | null> {
  const { database, readTrusted, readSigning } = verifying;
  const { now, pause } = options;
  const scope = { tenantId, role: "ingest" as const };
  const isDue = ([last]: readonly VerificationRecord[]) =>
    last === undefined || Math.abs(now.getTime() - Date.parse(last.startedAt)) >= DAY_MS;
  const listKnown = async (tx: TenantTransaction) => listVerifications(tx, tenantId, await readTrusted());
  if (!isDue(await database.read(scope, listKnown))) return null;
  return database.write(scope, async (tx) => {
    const [lock] = await tx.query(lockStatement);
    if (lock?.free !== true) return null;
    const records = await listKnown(tx);
    if (!isDue(records)) return null;
    const from = nextStart(records, now);
    const { logs, damage } = await verifyHistory(verifying, tenantId, { from, onBatch: pause });
    const record: VerificationRecord = {
      tenantId,
      startedAt: now.toISOString(),
      endedAt: new Date().toISOString(),
      whole: from === null,
      rows: logs.reduce((sum, { rows }) => sum + rows, 0),
      upTo: {
        entity_history: logs.find(({ log }) => log === "entity_history")?.lastSeal ?? null,
        audit_log: logs.find(({ log }) => log === "audit_log")?.lastSeal ?? null,
      },
      damage: damage.map(({ log, kind, where }) => ({ log, kind, where })),
    };
    await storeVerification(tx, record.endedAt, writeVerification(record, await readSigning()));
    return record;
  });
}

/**
 * How the verification of one organisation stands.
 * @returns when it was last verified, or began, in seconds since 1970; and whether damage was found then
 */
export function findStanding(
  { database, readTrusted }: Pick<Verifying, "database" | "readTrusted">,
  tenantId: string,
): Promise<{ verifiedAt: number; damaged: boolean }> {
  return database.read({ tenantId, role: "ingest" }, async (tx) => {
    const [last] = await listVerifications(tx, tenantId, await readTrusted());
    if (last === undefined) return { verifiedAt: await findBeginning(tx), damaged: false };
    return { verifiedAt: Date.parse(last.startedAt) / 1000, damaged: last.damage.length > 0 };
  });
}
