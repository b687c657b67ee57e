import { copyFile, mkdir, open } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type { Database, TenantTransaction } from "../db/database.server.ts";
import { consistencyPath, hashLeaf, inclusionPath } from "./merkle.ts";
import { createMerkleTree, type MerkleTree } from "./merkle-tree.ts";
import { edgeOf, type LogName, type Seal, type TrustedKeys } from "./seal.ts";
import { SEALED_LOGS } from "./seal-history.server.ts";
import type { LogRow, SealedLog } from "./sealed-log.ts";
import { findLeaves, HASH_BYTES, listSeals } from "./stored-seals.server.ts";
import { listWithdrawals } from "./stored-withdrawals.server.ts";
import type { Withdrawal } from "./withdrawal.ts";
import { createWithdrawn, type Withdrawn } from "./withdrawn.ts";

export type EvidenceRequest = {
  tenantId: string;
  /** For people: what the evidence is about. */
  about: string;
  /** Asked of each row, in the order of its log. */
  wants(row: LogRow, log: LogName): boolean | Promise<boolean>;
  /** Told of each row that is proved: where it stands in its log, from 0. */
  onProved?: (place: number) => void;
  folder: string;
  onProgress?: (message: string) => void;
};

/** Rows that were not sealed yet cannot be proved; what is sealed does not fit what it was sealed as. */
class EvidenceError extends Error {
  override name = "EvidenceError";
}

const VERIFIER = fileURLToPath(new URL("./evidence-verifier.mjs", import.meta.url));

/**
 * Writes an evidence pack into a folder: evidence.json (rows, proofs, seals, public keys), and the program that checks
 * it with nothing but Node. All seals are in it, so that the pack also proves that nothing was taken back since.
 * @returns how many rows it proves
 * @throws EvidenceError when the folder holds a pack already or the seals do not fit
 */
export async function writeEvidence(
  { database, trusted }: { database: Database; trusted: TrustedKeys },
  request: EvidenceRequest,
): Promise<{ rows: number; unsealed: number }> {
  await mkdir(request.folder, { recursive: true });
  const file = await open(path.join(request.folder, "evidence.json"), "wx").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") throw new EvidenceError(`${request.folder} holds a pack already; name another folder`);
    throw error;
  });
  const told = { rows: 0, unsealed: 0 };
  try {
    const publicKeys = [...trusted.values()].map((key) => key.export({ type: "spki", format: "pem" }).toString());
    const head = {
      version: 1,
      about: request.about,
      madeAt: new Date().toISOString(),
      tenantId: request.tenantId,
      publicKeys,
    };
    await file.appendFile(`${JSON.stringify(head).slice(0, -1)},"logs":[`);
    for (const [at, log] of SEALED_LOGS.entries()) {
      if (at > 0) await file.appendFile(",");
      await database.read({ tenantId: request.tenantId, role: "audit" }, async (tx) => {
        const seals = await sealsOf(tx, log);
        const tree = await treeOf(tx, log, seals);
        const withdrawals = await listWithdrawals(tx, { tenantId: request.tenantId, log: log.name }, trusted);
        const withdrawn = createWithdrawn(withdrawals);
        await file.appendFile(
          `{"log":"${log.name}","seals":${JSON.stringify(seals.map(signedText))},"withdrawals":${JSON.stringify(withdrawals.map(signedText))},"consistency":${JSON.stringify(consistencyOf(seals, tree))},"rows":[`,
        );
        let written = 0;
        for await (const rows of wantedRows(tx, log, request, withdrawn)) {
          for (const { row, position } of rows) {
            if (position > tree.size) {
              told.unsealed += 1;
              continue;
            }
            const [sealed, now] = [tree.hashOf({ from: position - 1, to: position }), hashLeaf(row.leaf)];
            const isErased = withdrawn.remainsAt(position - 1) === now.toString("hex");
            if (!sealed.equals(now) && !isErased) {
              throw new EvidenceError(`${row.name} is not what was sealed; run: alxderia history verify`);
            }
            const erased = isErased ? { erased: sealed.toString("hex") } : {};
            const proof = inclusionPath(position - 1, tree.size).map((one) => tree.hashOf(one).toString("hex"));
            await file.appendFile(
              `${written > 0 ? "," : ""}\n${JSON.stringify({ position, leaf: row.leaf, ...erased, path: proof })}`,
            );
            written += 1;
            request.onProved?.(position - 1);
          }
        }
        told.rows += written;
        await file.appendFile("]}");
      });
    }
    await file.appendFile("]}\n");
  } finally {
    await file.close();
  }
  await copyFile(VERIFIER, path.join(request.folder, "verify.mjs"));
  return told;
}

const signedText = ({ text, signature }: Seal | Withdrawal) => ({ text, signature: signature.toString("hex") });

async function sealsOf(tx: TenantTransaction, log: SealedLog): Promise<Seal[]> {
  return (await listSeals(tx, log.name)).map(({ number, seal }) => {
    if (seal === null)
      throw new EvidenceError(`seal ${number} of ${log.name} cannot be read; run: alxderia history verify`);
    return seal;
  });
}

async function treeOf(tx: TenantTransaction, log: SealedLog, seals: readonly Seal[]): Promise<MerkleTree> {
  const last = seals.at(-1);
  const size = last?.body.size ?? 0;
  const leaves = Buffer.alloc(size * HASH_BYTES);
  let at = 0;
  for (const { body } of seals)
    for (const leaf of await findLeaves(tx, log.name, body.number)) at += leaf.copy(leaves, at);
  const tree = createMerkleTree(leaves);
  if (last !== undefined && tree.hashOf({ from: 0, to: size }).toString("hex") !== last.body.root) {
    throw new EvidenceError(`the seals of ${log.name} do not fit; run: alxderia history verify`);
  }
  return tree;
}

/** From each seal to the next. */
function consistencyOf(seals: readonly Seal[], tree: MerkleTree): string[][] {
  return seals.slice(1).map(({ body }, at) => {
    const old = edgeOf((seals[at] as Seal).body).size;
    return consistencyPath(old, body.size).map((one) => tree.hashOf(one).toString("hex"));
  });
}

async function* wantedRows(
  tx: TenantTransaction,
  log: SealedLog,
  { wants, onProgress }: EvidenceRequest,
  withdrawn: Withdrawn,
) {
  let position = 0;
  for await (const rows of log.read(tx, { after: null })) {
    const wanted: { row: LogRow; position: number }[] = [];
    for (const row of rows) {
      position = withdrawn.nextKept(position) + 1;
      if (await wants(row, log.name)) wanted.push({ row, position });
    }
    onProgress?.(`${log.name}: ${position.toLocaleString("en")} rows read`);
    yield wanted;
  }
}
