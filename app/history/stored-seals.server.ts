import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { type LogName, readSeal, type Seal } from "./seal.ts";

const SealRow = z.object({ number: z.number(), body: z.string(), signature: z.string() });

const COLUMNS = "history_seals.number, history_seals.body, encode(history_seals.signature, 'hex') as signature";

const lastSeal = defineStatement(
  "history_seal_last",
  SealRow,
  `select ${COLUMNS} from history_seals where history_seals.log = $1 order by history_seals.number desc limit 1`,
);

const allSeals = defineStatement(
  "history_seal_list",
  SealRow,
  `select ${COLUMNS} from history_seals where history_seals.log = $1 order by history_seals.number, history_seals.body`,
);

const leavesOfSeal = defineStatement(
  "history_seal_leaves",
  z.object({ leaves: z.string() }),
  "select encode(history_seals.leaves, 'base64') as leaves from history_seals where history_seals.log = $1 and history_seals.number = $2",
);

const insertSeal = defineStatement(
  "history_seal_insert",
  z.object({}),
  `insert into history_seals (tenant_id, log, number, body, signature, leaves)
values (app_current_tenant_id(), $1, $2, $3, decode($4, 'hex'), decode($5, 'base64'))`,
);

/** Each row has 32 bytes of leaves. */
export const HASH_BYTES = 32;

/** The last seal of a log; null before the first. Role: audit. */
export async function findLastSeal(tx: TenantTransaction, log: LogName): Promise<Seal | null> {
  const [row] = await tx.query(lastSeal, [log]);
  if (row === undefined) return null;
  const seal = sealOf(row);
  if (seal === null) throw new Error(`seal ${row.number} of ${log} cannot be read; run: alxderia history verify`);
  return seal;
}

/** All seals of a log by number; `seal` is null where the row holds none. Role: audit. */
export async function listSeals(tx: TenantTransaction, log: LogName): Promise<{ number: number; seal: Seal | null }[]> {
  const rows = await tx.query(allSeals, [log]);
  return rows.map((row) => ({ number: row.number, seal: sealOf(row) }));
}

/** The hashes of the rows that a seal adds; empty when there is no such seal. Role: audit. */
export async function findLeaves(tx: TenantTransaction, log: LogName, number: number): Promise<Buffer[]> {
  const [row] = await tx.query(leavesOfSeal, [log, number]);
  const bytes = Buffer.from(row?.leaves ?? "", "base64");
  const count = Math.floor(bytes.length / HASH_BYTES);
  return Array.from({ length: count }, (_, at) => bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

/** Role: ingest. Of two that seal at once the second fails by the primary key. */
export async function storeSeal(tx: TenantTransaction, seal: Seal, leaves: readonly Buffer[]): Promise<void> {
  const { log, number } = seal.body;
  const bytes = Buffer.concat(leaves).toString("base64");
  await tx.query(insertSeal, [log, number, seal.text, seal.signature.toString("hex"), bytes]);
}

function sealOf(row: z.output<typeof SealRow>): Seal | null {
  return readSeal(row.body, Buffer.from(row.signature, "hex"));
}
