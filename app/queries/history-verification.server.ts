import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { LastVerification } from "../model/verification.ts";

const lastVerification = defineStatement(
  "history_verification_find",
  z.object({ body: z.string() }),
  "select history_verifications.body from history_verifications order by history_verifications.verified_at desc limit 1",
);

const Body = z.object({
  endedAt: z.string(),
  damage: z.array(z.object({ log: z.string(), kind: z.string(), where: z.string() })),
});

/**
 * When history and audit log were verified last, and with what result, as it stands in the database: the alert goes by
 * the signature as well. Role: audit. @returns null before the first time, and when what stands there is no verification
 */
export async function findLastVerification(tx: TenantTransaction): Promise<LastVerification | null> {
  const [last] = await tx.query(lastVerification);
  try {
    return last === undefined ? null : (Body.safeParse(JSON.parse(last.body)).data ?? null);
  } catch {
    return null;
  }
}
