import { sign, verify } from "node:crypto";
import { z } from "zod";
import { hashText, LOGS, type SigningKey, type TrustedKeys } from "./seal.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const place = z.int().min(0);

const WithdrawalBody = z.object({
  version: z.literal(1),
  tenantId: z.string(),
  log: z.enum(LOGS),
  /** 1, 2, 3 … */
  number: z.int().min(1),
  /** SHA-256 of the body of the withdrawal before. */
  previous: hash.nullable(),
  at: z.string(),
  /** For people: by which policy or request. It names nobody. */
  reason: z.string(),
  /** Places of the log, counted from 0, whose rows are gone: from, and the first that is not. */
  retired: z.array(z.tuple([place, place])),
  /** Places whose rows hold less than was sealed, and the leaf hash of what they hold now. */
  erased: z.array(z.tuple([place, hash])),
  /** Of retired rows: ISO 8601, the oldest moment that can be rebuilt since; null of erased ones. */
  before: z.string().nullable(),
  /** Of retired rows: SHA-256 of the evidence.json that they went to. */
  archive: hash.nullable(),
  keyId: z.string(),
});

/** What a withdrawal says. */
export type WithdrawalBody = z.output<typeof WithdrawalBody>;

/** A withdrawal as it is stored: `text` is exactly what was signed. */
export type Withdrawal = { body: WithdrawalBody; text: string; signature: Buffer };

/** @returns canonical JSON (RFC 8785): members are text, whole numbers, lists of them and null, and are sorted here */
function canonical(body: WithdrawalBody): string {
  const { archive, at, before, erased, keyId, log, number, previous, reason, retired, tenantId, version } = body;
  const sorted = { archive, at, before, erased, keyId, log, number, previous, reason, retired, tenantId, version };
  return JSON.stringify(sorted);
}

/** Signed by Ed25519 (RFC 8032) with the key of the seals. */
export function makeWithdrawal(
  key: SigningKey,
  given: Omit<WithdrawalBody, "version" | "number" | "previous" | "keyId">,
  last: Withdrawal | null,
): Withdrawal {
  const number = (last?.body.number ?? 0) + 1;
  const previous = last === null ? null : hashText(last.text);
  const body: WithdrawalBody = { ...given, version: 1, number, previous, keyId: key.id };
  const text = canonical(body);
  return { body, text, signature: sign(null, Buffer.from(text, "utf8"), key.privateKey) };
}

/** @returns the withdrawal, or null when the text is none */
export function readWithdrawal(text: string, signature: Buffer): Withdrawal | null {
  try {
    const parsed = WithdrawalBody.safeParse(JSON.parse(text));
    return parsed.success && canonical(parsed.data) === text ? { body: parsed.data, text, signature } : null;
  } catch {
    return null;
  }
}

/** Adds a place to ranges of places, which are as few as they can be. @param at after all of them */
export function addPlace(ranges: [number, number][], at: number): void {
  const last = ranges.at(-1);
  if (last !== undefined && last[1] === at) last[1] = at + 1;
  else ranges.push([at, at + 1]);
}

type Fault = { number: number; fault: "changed" | "missing" | "unknown key" | "signature" };

/**
 * Checks the withdrawals of one log by themselves: signatures, order, and that they are of this log and organisation.
 * @param stored by number; null where the row holds none
 * @returns the first fault, or null
 */
export function faultOfWithdrawals(
  stored: readonly (Withdrawal | null)[],
  of: Pick<WithdrawalBody, "tenantId" | "log">,
  keys: TrustedKeys,
): Fault | null {
  let before: Withdrawal | null = null;
  for (const [at, withdrawal] of stored.entries()) {
    const number = at + 1;
    if (withdrawal === null) return { number, fault: "changed" };
    const { body, text, signature } = withdrawal;
    const key = keys.get(body.keyId);
    if (key === undefined) return { number, fault: "unknown key" };
    if (!verify(null, Buffer.from(text, "utf8"), key, signature)) return { number, fault: "signature" };
    if (body.tenantId !== of.tenantId || body.log !== of.log) return { number, fault: "changed" };
    const previous: string | null = before === null ? null : hashText(before.text);
    if (body.number !== number || body.previous !== previous) return { number, fault: "missing" };
    before = withdrawal;
  }
  return null;
}
