import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { TrustedKeys } from "./seal.ts";
import { readVerification, type StoredVerification, type VerificationRecord } from "./verification-record.ts";

const Stored = z.object({ body: z.string(), signature: z.string().nullable() });

/** One a day, and a whole one each week: more are never asked for. */
const NEWEST = 10;

const newestVerifications = defineStatement(
  "history_verification_newest",
  Stored,
  `select history_verifications.body, encode(history_verifications.signature, 'hex') as signature
from history_verifications order by history_verifications.verified_at desc limit ${NEWEST}`,
);

const insertVerification = defineStatement(
  "history_verification_insert",
  z.object({}),
  `insert into history_verifications (tenant_id, verified_at, body, signature)
values (app_current_tenant_id(), $1::timestamptz, $2, decode($3::text, 'hex'))`,
);

const tenantBegan = defineStatement(
  "history_tenant_began",
  z.object({ at: z.number() }),
  "select extract(epoch from tenants.created_at)::double precision as at from tenants",
);

/** The newest verifications of the organisation that are believed, the newest first. Role: ingest or audit. */
export async function listVerifications(
  tx: TenantTransaction,
  tenantId: string,
  keys: TrustedKeys,
): Promise<VerificationRecord[]> {
  const rows = await tx.query(newestVerifications);
  const believed = rows.flatMap(({ body, signature }) => {
    const stored = { text: body, signature: signature === null ? null : Buffer.from(signature, "hex") };
    return readVerification(stored, tenantId, keys) ?? [];
  });
  // By what is signed and not by the column.
  return believed.sort((a, b) => Date.parse(b.startedAt) - Date.parse(a.startedAt));
}

/** Role: ingest. */
export async function storeVerification(
  tx: TenantTransaction,
  endedAt: string,
  { text, signature }: StoredVerification,
): Promise<void> {
  await tx.query(insertVerification, [endedAt, text, signature?.toString("hex") ?? null]);
}

/** When the organisation began, in seconds since 1970. Role: ingest. */
export async function findBeginning(tx: TenantTransaction): Promise<number> {
  const [tenant] = await tx.query(tenantBegan);
  return tenant?.at ?? 0;
}
