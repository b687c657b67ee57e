import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { keyIdOf, type SigningKey, type TrustedKeys } from "./seal.ts";

/** What signs, and what is believed. */
export type SealingKeys = { signing: SigningKey; trusted: TrustedKeys };

type Given = {
  /** Ed25519 private key as PEM; null means the one kept in `folder`. */
  signingKey: string | null;
  /** Public keys as PEM, one after the other: those that signed before. */
  trustedKeys: string | null;
  folder: string;
};

const KEY_FILE = "signing-key.pem";
const PEM = /-----BEGIN [A-Z ]+-----[\s\S]+?-----END [A-Z ]+-----/g;

/**
 * Reads the signing key from the configuration, or from `folder`, where it is made when there is none.
 * @throws Error when a key is no Ed25519 key; nothing of it is in the message
 */
export async function openSealingKeys(given: Given): Promise<SealingKeys> {
  const privateKey = readPrivateKey(given.signingKey ?? (await findKey(given.folder)) ?? (await makeKey(given.folder)));
  return { signing: { id: keyIdOf(privateKey), privateKey }, trusted: await openTrustedKeys(given) };
}

/**
 * What is believed: the signing key's public half, if there is one, and those of former keys. It makes none.
 * @throws Error when a key is no Ed25519 key
 */
export async function openTrustedKeys({ signingKey, trustedKeys, folder }: Given): Promise<TrustedKeys> {
  const current = signingKey ?? (await findKey(folder));
  const keys: string[] = (trustedKeys ?? "").match(PEM) ?? [];
  if (signingKey === null) keys.push(...(await formerKeys(folder)));
  const all = [...(current === null ? [] : [createPublicKey(readPrivateKey(current))]), ...keys.map(readPublicKey)];
  return new Map(all.map((key) => [keyIdOf(key), key]));
}

/** @returns whether there is a key to sign with already */
export async function hasSealingKey({ signingKey, folder }: Given): Promise<boolean> {
  return (signingKey ?? (await findKey(folder))) !== null;
}

function findKey(folder: string): Promise<string | null> {
  return readFile(path.join(folder, KEY_FILE), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw error;
  });
}

async function makeKey(folder: string): Promise<string> {
  const file = path.join(folder, KEY_FILE);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  // Of two that start at once the second reads what the first wrote.
  await writeFile(file, newKey().pem, { mode: 0o600, flag: "wx" }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST") throw error;
  });
  return readFile(file, "utf8");
}

function newKey(): { id: string; pem: string } {
  const { privateKey } = generateKeyPairSync("ed25519");
  return { id: keyIdOf(privateKey), pem: privateKey.export({ type: "pkcs8", format: "pem" }).toString() };
}

/**
 * Makes a new signing key in the folder; the old one's public half stays, so that its seals stay believed.
 * @returns the new key's id
 */
export async function rotateSealingKey(folder: string): Promise<string> {
  const old = createPublicKey(readPrivateKey((await findKey(folder)) ?? (await makeKey(folder))));
  const pem = old.export({ type: "spki", format: "pem" }).toString();
  await writeFile(path.join(folder, `${keyIdOf(old)}.pub.pem`), pem);
  const fresh = newKey();
  await writeFile(path.join(folder, KEY_FILE), fresh.pem, { mode: 0o600 });
  return fresh.id;
}

async function formerKeys(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return Promise.all(
    names.filter((name) => name.endsWith(".pub.pem")).map((name) => readFile(path.join(folder, name), "utf8")),
  );
}

function readPrivateKey(pem: string): KeyObject {
  return onlyEd25519(() => createPrivateKey(pem), "the key that signs the history");
}

function readPublicKey(pem: string): KeyObject {
  return onlyEd25519(() => createPublicKey(pem), "a trusted key of the history");
}

function onlyEd25519(read: () => KeyObject, what: string): KeyObject {
  let key: KeyObject | null = null;
  try {
    key = read();
  } catch {
    // Told below; the parser's message may quote the key.
  }
  if (key?.asymmetricKeyType !== "ed25519") {
    throw new Error(`${what} is no Ed25519 key in PEM; make one with: openssl genpkey -algorithm ed25519`);
  }
  return key;
}
