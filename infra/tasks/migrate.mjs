// What the image does as the owner of the database, inside the network that reaches it: applies the migrations, and
// gives the product's login a new password when it is told one. infra/scripts/migrate-{aws,gcp}.sh and rotate-secret.sh
// start it.
//
// OWNER_HOST, OWNER_DATABASE, OWNER_USERNAME, OWNER_PASSWORD: how to log in as the owner.
// LOGIN_VERIFIER: the new password of alxderia_app as SCRAM-SHA-256 verifier; the password itself is never here.
// Exit codes are those of `alxderia migrate`: 1 a migration failed (the line names the file), 3 no database.
import { spawnSync } from "node:child_process";
import path from "node:path";
import pg from "pg";

const LOGIN = "alxderia_app";
// A verifier as PostgreSQL keeps it: iterations, salt, stored key, server key.
const VERIFIER = /^SCRAM-SHA-256\$\d+:[A-Za-z0-9+/=]+\$[A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$/;

const { OWNER_HOST, OWNER_DATABASE, OWNER_USERNAME, OWNER_PASSWORD, LOGIN_VERIFIER } = process.env;
for (const [key, value] of Object.entries({ OWNER_HOST, OWNER_DATABASE, OWNER_USERNAME, OWNER_PASSWORD })) {
  if (!value) fail(`${key} is not set: the task definition gives it from the owner's secret`);
}
if (LOGIN_VERIFIER && !VERIFIER.test(LOGIN_VERIFIER)) fail("LOGIN_VERIFIER is not a SCRAM-SHA-256 verifier");

const url = new URL(`postgres://${OWNER_HOST}/${OWNER_DATABASE}`);
url.username = encodeURIComponent(OWNER_USERNAME);
url.password = encodeURIComponent(OWNER_PASSWORD);
// The certificates of Aurora and Cloud SQL come from the providers' own authorities, which Node does not know. The
// network is private; rds.force_ssl and ENCRYPTED_ONLY refuse what is not encrypted.
url.searchParams.set("sslmode", process.env.OWNER_SSLMODE ?? "no-verify");

const migrated = spawnSync(process.execPath, ["--import", "./telemetry/register.ts", "app/cli.ts", "migrate"], {
  cwd: path.resolve(import.meta.dirname, "../.."),
  stdio: "inherit",
  env: { ...process.env, DATABASE_URL: url.href },
});
if (migrated.status !== 0) process.exit(migrated.status ?? 1);

if (LOGIN_VERIFIER) {
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(`alter role ${LOGIN} password ${client.escapeLiteral(LOGIN_VERIFIER)}`);
    console.log(`${LOGIN} has its new password`);
  } finally {
    await client.end();
  }
}

/** @param {string} message */
function fail(message) {
  console.error(message);
  process.exit(2);
}
