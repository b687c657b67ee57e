import { createHash, createPublicKey, type KeyObject, sign, verify } from "node:crypto";
import { z } from "zod";
import { type Edge, rootOf } from "./merkle.ts";

export const LOGS = ["entity_history", "audit_log"] as const;
/** A table that is append-only and sealed. */
export type LogName = (typeof LOGS)[number];

/** Where a row stands in its log: by transaction, then by its number in the table. */
export type RowKey = { xid: string; id: string };

const hex = z.string().regex(/^[0-9a-f]{64}$/);

const SealBody = z.object({
  version: z.literal(1),
  tenantId: z.string(),
  log: z.enum(LOGS),
  /** 1, 2, 3 … */
  number: z.int().min(1),
  /** Rows of the log up to this seal's last one. */
  size: z.int().min(1),
  /** Root of the Merkle tree over all of them. */
  root: hex,
  /** Its complete subtrees, the largest first: enough to go on from here. */
  peaks: z.array(hex),
  last: z.object({ xid: z.string(), id: z.string() }),
  sealedAt: z.string(),
  keyId: z.string(),
  /** SHA-256 of the body of the seal before. */
  previous: hex.nullable(),
});

/** What a seal says. */
export type SealBody = z.output<typeof SealBody>;

/** A seal as it is stored and published: `text` is exactly what was signed. */
export type Seal = { body: SealBody; text: string; signature: Buffer };

export type SigningKey = { id: string; privateKey: KeyObject };

/** Public keys by their ids. */
export type TrustedKeys = ReadonlyMap<string, KeyObject>;

/** @returns canonical JSON (RFC 8785) of a seal; its members are text and whole numbers, and are sorted here */
function canonical(body: SealBody): string {
  const { keyId, last, log, number, peaks, previous, root, sealedAt, size, tenantId, version } = body;
  const sorted = { id: last.id, xid: last.xid };
  return JSON.stringify({ keyId, last: sorted, log, number, peaks, previous, root, sealedAt, size, tenantId, version });
}

export function hashText(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** @returns the id of a key: the first 16 hex digits of the SHA-256 of its public half (SPKI, DER) */
export function keyIdOf(key: KeyObject): string {
  const publicKey = key.type === "private" ? createPublicKey(key) : key;
  return createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex")
    .slice(0, 16);
}

/** Seals everything up to the edge. Signatures are Ed25519 (RFC 8032). */
export function makeSeal(
  key: SigningKey,
  given: Pick<SealBody, "tenantId" | "log" | "last" | "sealedAt"> & { edge: Edge; before: Seal | null },
): Seal {
  const { edge, before, ...rest } = given;
  const body: SealBody = {
    ...rest,
    version: 1,
    number: (before?.body.number ?? 0) + 1,
    size: edge.size,
    root: rootOf(edge).toString("hex"),
    peaks: edge.peaks.map((peak) => peak.toString("hex")),
    keyId: key.id,
    previous: before === null ? null : hashText(before.text),
  };
  const text = canonical(body);
  return { body, text, signature: sign(null, Buffer.from(text, "utf8"), key.privateKey) };
}

/** @returns the seal, or null when the text is none */
export function readSeal(text: string, signature: Buffer): Seal | null {
  try {
    const parsed = SealBody.safeParse(JSON.parse(text));
    if (!parsed.success || canonical(parsed.data) !== text) return null;
    return { body: parsed.data, text, signature };
  } catch {
    return null;
  }
}

export function edgeOf({ size, peaks }: SealBody): Edge {
  return { size, peaks: peaks.map((peak) => Buffer.from(peak, "hex")) };
}

/** @returns what is wrong with a seal by itself, or null */
export function faultOfSeal(
  { body, text, signature }: Seal,
  keys: TrustedKeys,
): "unknown key" | "signature" | "root" | null {
  const key = keys.get(body.keyId);
  if (key === undefined) return "unknown key";
  if (!verify(null, Buffer.from(text, "utf8"), key, signature)) return "signature";
  return rootOf(edgeOf(body)).toString("hex") === body.root ? null : "root";
}
