import type pg from "pg";
import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { LogName, TrustedKeys } from "./seal.ts";
import type { Damage } from "./verify-seals.ts";
import { faultOfWithdrawals, readWithdrawal, type Withdrawal } from "./withdrawal.ts";

const allWithdrawals = defineStatement(
  "history_withdrawal_list",
  z.object({ body: z.string(), signature: z.string() }),
  `select history_withdrawals.body, encode(history_withdrawals.signature, 'hex') as signature
from history_withdrawals where history_withdrawals.log = $1 order by history_withdrawals.number`,
);

const KIND = {
  changed: "withdrawal changed",
  missing: "withdrawal missing",
  "unknown key": "withdrawal not signed by a known key",
  signature: "withdrawal's signature does not fit",
} as const satisfies Record<string, Damage["kind"]>;

/** Withdrawals that are not as they were signed. */
class DamagedWithdrawalsError extends Error {
  override name = "DamagedWithdrawalsError";
}

/** What was taken out of a log, in order; null where the row holds no withdrawal. Role: audit. */
export async function listStoredWithdrawals(tx: TenantTransaction, log: LogName): Promise<(Withdrawal | null)[]> {
  const rows = await tx.query(allWithdrawals, [log]);
  return rows.map(({ body, signature }) => readWithdrawal(body, Buffer.from(signature, "hex")));
}

/** @returns the first withdrawal that is not to be believed, for people; null when all are */
export function damageOfWithdrawals(
  stored: readonly (Withdrawal | null)[],
  of: { tenantId: string; log: LogName },
  keys: TrustedKeys,
): Pick<Damage, "kind" | "where"> | null {
  const found = faultOfWithdrawals(stored, of, keys);
  return found === null ? null : { kind: KIND[found.fault], where: `withdrawal ${found.number}` };
}

/**
 * The withdrawals of a log that are believed, all of them. Role: audit.
 * @throws DamagedWithdrawalsError
 */
export async function listWithdrawals(
  tx: TenantTransaction,
  of: { tenantId: string; log: LogName },
  keys: TrustedKeys,
): Promise<Withdrawal[]> {
  const stored = await listStoredWithdrawals(tx, of.log);
  const damage = damageOfWithdrawals(stored, of, keys);
  if (damage !== null) {
    throw new DamagedWithdrawalsError(`${of.log}: ${damage.kind}: ${damage.where}; run: alxderia history verify`);
  }
  return stored.flatMap((one) => one ?? []);
}

/** In the owner's transaction, which is of the withdrawal's organisation. */
export async function storeWithdrawal(client: pg.PoolClient, { body, text, signature }: Withdrawal): Promise<void> {
  await client.query(
    "insert into history_withdrawals (tenant_id, log, number, body, signature) values ($1, $2, $3, $4, $5)",
    [body.tenantId, body.log, body.number, text, signature],
  );
  if (body.log !== "entity_history" || body.before === null) return;
  await client.query("update tenants set history_since = greatest(history_since, $2::timestamptz) where id = $1", [
    body.tenantId,
    body.before,
  ]);
}
