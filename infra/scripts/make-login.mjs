// Makes a new password of alxderia_app. Called by rotate-secret.sh with a folder that only its user may read; writes
//   value     what goes into the secret: JSON for AWS (its field url is DATABASE_URL), the connection string for Google
//   verifier  what PostgreSQL keeps of it (SCRAM-SHA-256), so that the password itself is in no statement and no log
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import path from "node:path";

const ITERATIONS = 4096;
const [folder] = process.argv.slice(2);
const { ALXDERIA_DATABASE_FORMAT: format, ALXDERIA_DATABASE_HOST: host, ALXDERIA_DATABASE_NAME } = process.env;
const dbname = ALXDERIA_DATABASE_NAME || "alxderia";
if (!folder || !host || (format !== "aws" && format !== "gcp")) {
  console.error("make-login.mjs is called by rotate-secret.sh");
  process.exit(2);
}

// 256 bits, in letters that need no escaping in an address.
const password = randomBytes(32).toString("base64url");
const username = "alxderia_app";
// Encrypted without a known authority: infra/README.md, "What is not checked".
const url = `postgres://${username}:${password}@${host}:5432/${dbname}?sslmode=no-verify`;
const login = { engine: "postgres", host, port: 5432, dbname, username, password, url };
write("value", format === "aws" ? JSON.stringify(login) : url);
write("verifier", verifierOf(password, randomBytes(16)));

/** RFC 5803, as PostgreSQL stores it. */
function verifierOf(secret, salt) {
  const salted = pbkdf2Sync(secret, salt, ITERATIONS, 32, "sha256");
  const keyed = (text) => createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(keyed("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString("base64")}$${stored}:${keyed("Server Key").toString("base64")}`;
}

function write(name, text) {
  writeFileSync(path.join(folder, name), text, { mode: 0o600 });
}
