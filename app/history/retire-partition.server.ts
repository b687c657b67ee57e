import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { Database } from "../db/database.server.ts";
import { appendAuditEntry } from "../store/audit-log.server.ts";
import { writeEvidence } from "./evidence.server.ts";
import { listStandingHolds } from "./legal-holds.server.ts";
import { asAudit, withOwner } from "./owner-transaction.server.ts";
import type { RetirablePartition } from "./retention-plan.server.ts";
import { noteRetirableRows, withRetirableRows } from "./retirable-rows.server.ts";
import { hashText } from "./seal.ts";
import type { SealingKeys } from "./sealing-keys.server.ts";
import { listWithdrawals, storeWithdrawal } from "./stored-withdrawals.server.ts";
import { addPlace, makeWithdrawal, type Withdrawal } from "./withdrawal.ts";

/** Nothing of the partition went: rows are not sealed, or it is held. */
class RetentionError extends Error {
  override name = "RetentionError";
}

type Retiring = {
  /** As the product connects. */
  database: Database;
  /** As its owner connects. */
  owner: Database;
  keys: SealingKeys;
  /** Where evidence packs of what goes are written: a folder for each partition and organisation. */
  archive: string;
  actor: string;
  now: Date;
  onProgress?: (message: string) => void;
};

type Going = { tenantId: string; rows: number; withdrawal: Withdrawal; folder: string; holds: string };

/**
 * Takes out of a partition what the policy does not keep: writes it to evidence packs, and then in one transaction signs
 * and audits what goes, and puts a partition with the rows that stay in its place, or none.
 * @returns how many rows went and stay, and the packs
 * @throws RetentionError when it is held, or rows have no seal yet
 */
export async function retirePartition(
  retiring: Retiring,
  partition: RetirablePartition,
): Promise<{ rows: number; staying: number; folders: string[] }> {
  const { owner, actor } = retiring;
  if (partition.heldBy.length > 0) throw new RetentionError(`${partition.name} is under legal hold`);
  const all: Going[] = [];
  for (const { tenant } of partition.tenants) all.push(await archive(retiring, partition, tenant));
  const staying = await withOwner(owner, async (tx, become) => {
    await tx.client.query("create temporary table going_rows (number bigint primary key) on commit drop");
    for (const { tenantId, rows } of all) {
      await become(tenantId);
      // No row comes back once it goes, so as many as in the pack are the same ones.
      if ((await noteRetirableRows(tx, partition)) !== rows) {
        throw new RetentionError(
          "more rows came to go meanwhile; nothing was changed, run it again with another folder",
        );
      }
    }
    await tx.client.query("lock table legal_holds in share mode");
    await tx.client.query(`lock table ${partition.log} in access exclusive mode`);
    for (const { tenantId, withdrawal, rows, holds } of all) {
      await become(tenantId);
      if (namesOf(await asAudit(tx, () => listStandingHolds(tx))) !== holds) {
        throw new RetentionError("a legal hold was placed or released meanwhile; nothing was changed, run it again");
      }
      await storeWithdrawal(tx.client, withdrawal);
      const detail = { withdrawal: hashText(withdrawal.text), number: withdrawal.body.number, rows };
      await appendAuditEntry(tx, { actor, action: "history.retired", target: partition.name, detail });
    }
    const { rows: left } = await tx.client.query<{ staying: string }>("select retire_rows($1) as staying", [
      partition.name,
    ]);
    return Number(left[0]?.staying);
  });
  const rows = all.reduce((sum, going) => sum + going.rows, 0);
  return { rows, staying, folders: all.map(({ folder }) => folder) };
}

async function archive(
  { database, keys, archive: base, now, onProgress }: Retiring,
  partition: RetirablePartition,
  tenant: { id: string; slug: string },
): Promise<Going> {
  const tenantId = tenant.id;
  const { log, name, before } = partition;
  const scope = { tenantId, role: "audit" as const };
  const { last, holds } = await database.read(scope, async (tx) => ({
    last: (await listWithdrawals(tx, { tenantId, log }, keys.trusted)).at(-1) ?? null,
    holds: namesOf(await listStandingHolds(tx)),
  }));
  const folder = path.join(base, name, `${tenant.slug}-${(last?.body.number ?? 0) + 1}`);
  const retired: [number, number][] = [];
  const { rows, proved } = await database.read(scope, (tx) =>
    withRetirableRows(tx, partition, async (going) => {
      const told = await writeEvidence(
        { database, trusted: keys.trusted },
        {
          tenantId,
          about: `what retention took out of ${name}`,
          folder,
          wants: ({ key }, of) => of === log && going.has(key.id),
          onProved: (place) => addPlace(retired, place),
          ...(onProgress === undefined ? {} : { onProgress }),
        },
      );
      return { rows: await going.count(), proved: told.rows };
    }),
  );
  if (proved !== rows) {
    throw new RetentionError(
      `${rows - proved} rows of ${name} have no seal yet; nothing was changed. An older transaction still runs: run it again later, with another folder.`,
    );
  }
  const withdrawal = makeWithdrawal(
    keys.signing,
    {
      ...{ tenantId, log, before, erased: [], retired },
      at: now.toISOString(),
      reason: `retention of ${name}`,
      archive: await hashFile(path.join(folder, "evidence.json")),
    },
    last,
  );
  return { tenantId, rows, withdrawal, folder, holds };
}

const namesOf = (holds: readonly { id: string }[]) => holds.map(({ id }) => id).join(" ");

async function hashFile(file: string): Promise<string> {
  const digest = createHash("sha256");
  await pipeline(createReadStream(file), digest);
  return digest.digest("hex");
}
