import { sign, verify } from "node:crypto";
import { z } from "zod";
import { LOGS, type SigningKey, type TrustedKeys } from "./seal.ts";

const hash = z.string().nullable();

const VerificationRecord = z.object({
  tenantId: z.string(),
  /** When the verification began: what was written later is not in it. */
  startedAt: z.string(),
  endedAt: z.string(),
  /** From the first row; false means from the seals of the verification before. */
  whole: z.boolean(),
  rows: z.int(),
  /** SHA-256 of the last seal of each log; null where there was none. */
  upTo: z.object({ entity_history: hash, audit_log: hash }),
  damage: z.array(z.object({ log: z.enum(LOGS), kind: z.string(), where: z.string() })),
});

/** One verification of an organisation, as it is remembered. */
export type VerificationRecord = z.output<typeof VerificationRecord>;

/** The last seal of each log up to which rows need not be read again. */
export type VerifiedUpTo = VerificationRecord["upTo"];

/** A record as it is stored; `signature` is null where there is no key to sign with. */
export type StoredVerification = { text: string; signature: Buffer | null };

/** A week of damage to rows that were verified before is the most that goes unseen. */
const WHOLE_EVERY_MS = 7 * 86_400_000;

/** @returns the record as canonical JSON (RFC 8785), signed by Ed25519 */
export function writeVerification(record: VerificationRecord, key: SigningKey | null): StoredVerification {
  const { damage, endedAt, rows, startedAt, tenantId, upTo, whole } = record;
  const text = JSON.stringify({
    damage: damage.map(({ kind, log, where }) => ({ kind, log, where })),
    endedAt,
    rows,
    startedAt,
    tenantId,
    upTo: { audit_log: upTo.audit_log, entity_history: upTo.entity_history },
    whole,
  });
  return { text, signature: key === null ? null : sign(null, Buffer.from(text, "utf8"), key.privateKey) };
}

/**
 * @param keys those that may have signed; where there are none nothing is sealed either, and no signature is asked for
 * @returns the record, or null when it is none, or of another organisation, or not signed by one of the keys
 */
export function readVerification(
  { text, signature }: StoredVerification,
  tenantId: string,
  keys: TrustedKeys,
): VerificationRecord | null {
  const bytes = Buffer.from(text, "utf8");
  const isSigned =
    keys.size === 0 || (signature !== null && [...keys.values()].some((key) => verify(null, bytes, key, signature)));
  if (!isSigned) return null;
  try {
    const parsed = VerificationRecord.safeParse(JSON.parse(text));
    return parsed.success && parsed.data.tenantId === tenantId ? parsed.data : null;
  } catch {
    return null;
  }
}

/**
 * Where the next verification begins.
 * @param records the newest first
 * @returns the seals of the last one; null means from the first row: once a week, and after damage until it is mended
 */
export function nextStart(records: readonly VerificationRecord[], now: Date): VerifiedUpTo | null {
  const [last] = records;
  if (last === undefined || last.damage.length > 0) return null;
  const whole = records.find((record) => record.whole && record.damage.length === 0);
  if (whole === undefined || now.getTime() - Date.parse(whole.startedAt) >= WHOLE_EVERY_MS) return null;
  return last.upTo;
}
