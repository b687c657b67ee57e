// Checks an evidence pack offline, with nothing but Node 18 or later:
//   node verify.mjs [--published seals.jsonl] [--key <key id>]
// It is written apart from the product, so that a fault of one is not a fault of both. Sources: RFC 9162 sections 2.1.3
// and 2.1.4 (proofs), RFC 8032 (Ed25519), RFC 8785 (canonical JSON). Exit code 0: everything holds. 1: something does not.
import { createHash, createPublicKey, verify } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const option = (name) => {
  const at = process.argv.indexOf(name);
  return at < 0 ? null : process.argv[at + 1];
};
const faults = [];
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest();
const leafHash = (text) => sha256(Buffer.from([0]), Buffer.from(text, "utf8"));
const nodeHash = (left, right) => sha256(Buffer.from([1]), left, right);
const bytes = (hex) => Buffer.from(hex, "hex");

/** RFC 9162, 2.1.3.2 */
function rootByInclusion(leaf, index, size, path) {
  let [fn, sn, hash] = [index, size - 1, leaf];
  for (const sibling of path.map(bytes)) {
    if (sn === 0) return null;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else hash = nodeHash(hash, sibling);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 ? hash.toString("hex") : null;
}

/** RFC 9162, 2.1.4.2 */
function isConsistent(first, firstRoot, second, secondRoot, given) {
  if (first === second) return given.length === 0 && firstRoot === secondRoot;
  const path = given.map(bytes);
  if (path.length === 0) return false;
  if (Number.isInteger(Math.log2(first))) path.unshift(bytes(firstRoot));
  let [fn, sn] = [first - 1, second - 1];
  while (fn % 2 === 1) [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  let [fr, sr] = [path[0], path[0]];
  for (const hash of path.slice(1)) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      [fr, sr] = [nodeHash(hash, fr), nodeHash(hash, sr)];
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [fn / 2, Math.floor(sn / 2)];
    } else sr = nodeHash(sr, hash);
    [fn, sn] = [Math.floor(fn / 2), Math.floor(sn / 2)];
  }
  return sn === 0 && fr.toString("hex") === firstRoot && sr.toString("hex") === secondRoot;
}

function checkSeals({ log, seals }, keys, published) {
  let before = null;
  for (const { text, signature } of seals) {
    const seal = JSON.parse(text);
    const name = `${log}, seal ${seal.number}`;
    const key = keys.get(seal.keyId);
    if (key === undefined) faults.push(`${name}: signed by the key ${seal.keyId}, which is not trusted`);
    else if (!verify(null, Buffer.from(text, "utf8"), key, bytes(signature)))
      faults.push(`${name}: the signature does not fit`);
    if (
      before !== null &&
      (seal.previous !== sha256(before.text).toString("hex") || seal.number !== before.seal.number + 1)
    ) {
      faults.push(`${name}: does not follow the seal before it`);
    }
    if (published !== null && !published.has(text)) faults.push(`${name}: was never published`);
    before = { text, seal };
  }
}

/** What was taken out of the log by rule, signed like a seal. @returns leaf hashes of what erased rows hold, by position */
function checkWithdrawals({ log, withdrawals = [] }, keys) {
  const remains = new Map();
  let before = null;
  for (const { text, signature } of withdrawals) {
    const body = JSON.parse(text);
    const name = `${log}, withdrawal ${body.number}`;
    const key = keys.get(body.keyId);
    if (key === undefined) faults.push(`${name}: signed by the key ${body.keyId}, which is not trusted`);
    else if (!verify(null, Buffer.from(text, "utf8"), key, bytes(signature)))
      faults.push(`${name}: the signature does not fit`);
    else if (body.previous !== before || body.log !== log) faults.push(`${name}: does not follow the one before it`);
    else for (const [place, hash] of body.erased) remains.set(place + 1, hash);
    before = sha256(text).toString("hex");
    const retired = body.retired.reduce((sum, [from, to]) => sum + to - from, 0);
    console.log(`${name} of ${body.at}: ${retired} rows retired, ${body.erased.length} erased; ${body.reason}`);
  }
  return remains;
}

function checkLog(evidence, keys, published) {
  const { log, seals, rows, consistency } = evidence;
  checkSeals(evidence, keys, published);
  const remains = checkWithdrawals(evidence, keys);
  const bodies = seals.map(({ text }) => JSON.parse(text));
  const last = bodies.at(-1);
  for (const { position, leaf, erased, path } of rows) {
    if (erased !== undefined && remains.get(position) !== leafHash(leaf).toString("hex")) {
      faults.push(`${log}, row at position ${position}: no signed withdrawal says that it was erased`);
    }
    const sealed = erased === undefined ? leafHash(leaf) : bytes(erased);
    if (last === undefined || rootByInclusion(sealed, position - 1, last.size, path) !== last.root) {
      faults.push(`${log}, row at position ${position}: is not what was sealed`);
    }
  }
  for (const [at, path] of consistency.entries()) {
    const [older, newer] = [bodies[at], bodies[at + 1]];
    if (!isConsistent(older.size, older.root, newer.size, newer.root, path)) {
      faults.push(`${log}: seal ${newer.number} does not continue what seal ${older.number} sealed`);
    }
  }
  if (consistency.length !== Math.max(0, bodies.length - 1)) faults.push(`${log}: proofs of consistency are missing`);
  const span =
    last === undefined
      ? "no seal"
      : `seals ${bodies[0].number} to ${last.number}, the last of ${last.sealedAt}, over ${last.size} rows`;
  const erased = rows.filter((row) => row.erased !== undefined).length;
  console.log(`${log}: ${rows.length} rows${erased > 0 ? `, ${erased} of them erased` : ""}; ${span}`);
}

function idOf(pem) {
  const der = createPublicKey(pem).export({ type: "spki", format: "der" });
  return sha256(der).toString("hex").slice(0, 16);
}

try {
  const pack = JSON.parse(readFileSync(join(here, "evidence.json"), "utf8"));
  const only = option("--key");
  const pems = pack.publicKeys.filter((pem) => only === null || idOf(pem) === only);
  const keys = new Map(pems.map((pem) => [idOf(pem), createPublicKey(pem)]));
  const file = option("--published");
  const lines =
    file === null
      ? null
      : readFileSync(file, "utf8")
          .split("\n")
          .filter((line) => line !== "");
  const published = lines === null ? null : new Set(lines.map((line) => JSON.parse(line).seal));
  console.log(`Evidence about ${pack.about}, made ${pack.madeAt}`);
  for (const log of pack.logs) checkLog(log, keys, published);
  console.log(`Keys: ${[...keys.keys()].join(", ") || "none"}. Compare them with what the operator published.`);
  if (published === null)
    console.log("The seals were not compared with the published ones: add --published seals.jsonl");
} catch (error) {
  faults.push(`the pack cannot be read: ${error.message}`);
}
for (const fault of faults) console.log(`NOT PROVED ${fault}`);
console.log(faults.length === 0 ? "Everything holds." : `${faults.length} faults: do not rely on this evidence.`);
process.exitCode = faults.length === 0 ? 0 : 1;
