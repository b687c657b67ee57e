// Fails when the built pages hold what they must not:
// - the browser's files: anything of a .server file, of schema/ or of telemetry/;
// - the server's file: a second pool or a second metric registry (they come in by getLoadContext).
// Run after `npm run build`.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname ?? ".", "../..");
const client = path.join(root, "build/client/assets");
const server = path.join(root, "build/server/index.js");

if (!existsSync(client) || !existsSync(server)) fail(["the pages are not built. Run: npm run build"]);

// Words that only the server's side says. Minifying renames variables, not texts.
const WORDS = [
  "mv_effective_access",
  "app_current_tenant_id",
  "app.search_pattern",
  "set local role",
  "pg_stat",
  "DATABASE_URL",
  "SESSION_SECRET",
  "HISTORY_SIGNING_KEY",
  "HISTORY_TRUSTED_KEYS",
  "HISTORY_SEALS_FILE",
  "LLM_DAILY_TOKENS",
  "alxderia_ask",
  "api.anthropic.com",
  "api.openai.com",
  "generativelanguage.googleapis.com",
  "libpg_query",
];
// Each SQL statement carries its name as a text; so the list grows with the product.
const statements = listFiles(path.join(root, "app"))
  .filter((file) => /\.server\.tsx?$/.test(file))
  .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/defineStatement\(\s*"([a-z0-9_]+)"/g)])
  .map((match) => match[1] ?? "");
const metrics = existsSync(path.join(root, "telemetry/conventions.ts"))
  ? [...readFileSync(path.join(root, "telemetry/conventions.ts"), "utf8").matchAll(/"(alxderia_[a-z0-9_]+)"/g)].map(
      (match) => match[1] ?? "",
    )
  : [];
const markers = [...new Set([...WORDS, ...statements, ...metrics])];

const scripts = listFiles(client).filter((file) => file.endsWith(".js"));
const serverText = readFileSync(server, "utf8");
const faults = [];

// A check that finds nothing anywhere is blind, not content.
if (scripts.length === 0) faults.push(`no .js file in ${path.relative(root, client)}. Run: npm run build`);
if (!statements.some((name) => serverText.includes(name))) {
  faults.push("no statement of app/**/*.server.ts occurs in build/server/index.js: the build is old, or this check is");
}

for (const file of scripts) {
  const text = readFileSync(file, "utf8");
  for (const marker of markers.filter((one) => text.includes(one))) {
    faults.push(`${path.relative(root, file)} reaches the browser and holds ${JSON.stringify(marker)}`);
  }
}

// The guard, its parser and the providers live as long as the process, too.
const LIVE = [
  "pg",
  "pg-cursor",
  "prom-client",
  "libpg-query",
  "cockatiel",
  "openai",
  "@anthropic-ai/sdk",
  "@google/genai",
];
for (const name of LIVE) {
  if (new RegExp(`(from|import|import\\()\\s*"${name}"`).test(serverText)) {
    faults.push(
      `build/server/index.js imports ${name}: a route or http/ imports a live thing. Import its type, take it from the context`,
    );
  }
}

if (faults.length > 0) fail(faults);
console.log(`${scripts.length} files for the browser hold none of ${markers.length} markers; one pool, one registry`);

/** @param {string[]} lines */
function fail(lines) {
  console.error(lines.join("\n"));
  process.exit(1);
}

/** @param {string} folder */
function listFiles(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
}
