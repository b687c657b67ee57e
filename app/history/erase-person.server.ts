import type { Database, TenantTransaction } from "../db/database.server.ts";
import { appendAuditEntry } from "../store/audit-log.server.ts";
import { listOwnRecords, listSharedWords, listWordsOf } from "./erasure-records.server.ts";
import { type ErasureWords, erasureWordsOf } from "./erasure-words.ts";
import { listStandingHolds } from "./legal-holds.server.ts";
import { hashLeaf } from "./merkle.ts";
import { asAudit, withOwner } from "./owner-transaction.server.ts";
import { hashText } from "./seal.ts";
import { SEALED_LOGS } from "./seal-history.server.ts";
import type { SealedLog } from "./sealed-log.ts";
import type { SealingKeys } from "./sealing-keys.server.ts";
import { findLastSeal } from "./stored-seals.server.ts";
import { listWithdrawals, storeWithdrawal } from "./stored-withdrawals.server.ts";
import { makeWithdrawal } from "./withdrawal.ts";
import { createWithdrawn, type Withdrawn } from "./withdrawn.ts";

/** Nothing was erased: there is nothing to go by, or a hold stands. */
class ErasureError extends Error {
  override name = "ErasureError";
}

export type ErasureRequest = {
  tenantId: string;
  personId: string;
  /** Signed and audited; it names nobody. */
  reason: string;
  actor: string;
  dryRun: boolean;
  now: Date;
};

export type Erasure = { words: string[]; tables: { table: string; rows: number }[] };

type Found = { table_name: string; changed: string; numbers: (string | null)[] };

/**
 * Replaces what says who a person is, everywhere in the rows of the organisation: e-mails, names and logins of now and
 * before, and the raw records of the person's own accounts. Rows of the logs keep their place, their hash and their chain;
 * a withdrawal signed by the key of the seals says what they hold now. What is derived is to be refreshed afterwards.
 * @param erasing.owner as the owner of the tables connects
 * @returns what was looked for, and how many rows of which table it was found in
 * @throws ErasureError under a legal hold of the person or of everybody
 */
export async function erasePerson(
  { database, owner, keys }: { database: Database; owner: Database; keys: SealingKeys },
  request: ErasureRequest,
): Promise<Erasure> {
  const { tenantId, personId, dryRun } = request;
  const own = await database.read({ tenantId, role: "analyst" }, (tx) => listOwnRecords(tx, personId));
  const given = await database.read({ tenantId, role: "audit" }, (tx) => listWordsOf(tx, own));
  const shared = await database.read({ tenantId, role: "analyst" }, (tx) => listSharedWords(tx, personId, given));
  const words = erasureWordsOf(given, shared);
  if (words.words.length === 0) throw new ErasureError("nothing says who that is: no name, e-mail or login is left");
  return withOwner(owner, async (tx, become) => {
    await tx.client.query("lock table legal_holds in share mode");
    await become(tenantId);
    if (!dryRun) {
      await refuseHeld(tx, personId);
      for (const { name } of SEALED_LOGS) await tx.client.query(`lock table ${name} in access exclusive mode`);
    }
    const found = await replaceWords(tx, words, own, dryRun);
    if (!dryRun) {
      const hashes: string[] = [];
      for (const log of SEALED_LOGS) hashes.push(...(await signErased(tx, log, found, { keys, request })));
      const detail = { reason: request.reason, withdrawals: hashes };
      await appendAuditEntry(tx, { actor: request.actor, action: "history.erased", target: personId, detail });
    }
    return {
      words: words.words,
      tables: found.map(({ table_name, changed }) => ({ table: table_name, rows: Number(changed) })),
    };
  });
}

async function refuseHeld(tx: TenantTransaction, personId: string): Promise<void> {
  const holds = await asAudit(tx, () => listStandingHolds(tx));
  const hold = holds.find((one) => one.personId === null || one.personId === personId);
  if (hold !== undefined) {
    throw new ErasureError(`the legal hold ${hold.id} stands (${hold.reason}); nothing was erased`);
  }
}

async function replaceWords(
  tx: TenantTransaction,
  { patterns, replacements }: ErasureWords,
  own: readonly string[],
  dryRun: boolean,
): Promise<Found[]> {
  const { rows } = await tx.client.query<Found>("select * from erase_person($1, $2, $3::uuid[], $4)", [
    patterns,
    replacements,
    own,
    dryRun,
  ]);
  return rows;
}

/** @returns SHA-256 of the withdrawal of the log; nothing when no sealed row of it was changed */
async function signErased(
  tx: TenantTransaction,
  log: SealedLog,
  found: readonly Found[],
  { keys, request }: { keys: SealingKeys; request: ErasureRequest },
): Promise<string[]> {
  const { tenantId } = request;
  const ids = new Set(found.find(({ table_name }) => table_name === log.name)?.numbers.map(String));
  if (ids.size === 0) return [];
  const { withdrawals, erased } = await asAudit(tx, async () => {
    const withdrawals = await listWithdrawals(tx, { tenantId, log: log.name }, keys.trusted);
    return { withdrawals, erased: await listErased(tx, log, ids, createWithdrawn(withdrawals)) };
  });
  if (erased.length === 0) return [];
  const given = { tenantId, log: log.name, at: request.now.toISOString(), reason: request.reason };
  const withdrawal = makeWithdrawal(
    keys.signing,
    { ...given, retired: [], erased, before: null, archive: null },
    withdrawals.at(-1) ?? null,
  );
  await storeWithdrawal(tx.client, withdrawal);
  return [hashText(withdrawal.text)];
}

/** @returns the places of the log whose rows have these numbers, and the leaf hash of what they hold now */
async function listErased(
  tx: TenantTransaction,
  log: SealedLog,
  ids: ReadonlySet<string>,
  withdrawn: Withdrawn,
): Promise<[number, string][]> {
  const seal = await findLastSeal(tx, log.name);
  const size = seal?.body.size ?? 0;
  const erased: [number, string][] = [];
  let place = 0;
  for await (const rows of log.read(tx, { after: null, sealedUpTo: seal?.body.last ?? null })) {
    for (const row of rows) {
      place = withdrawn.nextKept(place);
      // What has no seal yet is sealed as it is now.
      if (place < size && ids.has(row.key.id)) erased.push([place, hashLeaf(row.leaf).toString("hex")]);
      place += 1;
    }
  }
  return erased;
}
