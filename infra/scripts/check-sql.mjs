// What no SQL of this repository may do, whoever wrote it: migrations, and the statements in the product's code.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

// What a migration does itself; a function that it makes does it when it is called.
const DONE_BY_MIGRATIONS = [
  [/\bdrop\s+(table|column|schema|database)\b/i, "takes data away; a release before this one could no longer run"],
  [/^\s*truncate\b/im, "empties a table"],
];
const IN_MIGRATIONS = [
  [/\bgrant\s+all\b/i, "grants everything; name the privileges"],
  [/\bgrant\b[^;]*\bto\s+public\s*;/i, "grants to everybody; name the role"],
  [/\bdisable\s+row\s+level\s+security\b/i, "takes the wall between tenants down"],
  [/\bpassword\s+'/i, "holds a password"],
];
const FUNCTION = /create\s+(or\s+replace\s+)?function[\s\S]*?\$\$[\s\S]*?\$\$[^;]*;/gi;
// A value goes in as $n; what stands between quotes must be a constant of the code, or one of these, which were read.
const QUOTED = /'\$\{([^}]+)\}'/g;
const CONSTANT = /^[A-Z][A-Z0-9_]*$/;
const READ = {
  "app/findings/rule-statement.ts": ["kind"], // a constant of the rule
  "app/history/replay-rebuild.server.ts": ["table"], // a table of the catalogue
  "app/queries/search.server.ts": ["kind"], // one of SearchKind
  "app/store/source-table-sql.ts": ["table"], // a table of the catalogue
};
const STATEMENT = /`\s*(select|insert|update|delete|with|refresh|call)\b[^`]*`/gi;

const faults = [];
const migrations = list("schema", ".sql");
for (const file of migrations) {
  const text = withoutComments(read(file));
  for (const [pattern, why] of IN_MIGRATIONS) if (pattern.test(text)) faults.push(`${file}: ${why}`);
  const done = text.replaceAll(FUNCTION, "");
  for (const [pattern, why] of DONE_BY_MIGRATIONS) if (pattern.test(done)) faults.push(`${file}: ${why}`);
  for (const [body] of text.matchAll(FUNCTION)) {
    if (/security\s+definer/i.test(body) && !/set\s+search_path/i.test(body)) {
      faults.push(
        `${file}: a function with its owner's rights must set search_path, or its caller chooses what it calls`,
      );
    }
  }
}
let statements = 0;
for (const file of ["app", "telemetry", "schema"].flatMap((folder) => list(folder, ".ts"))) {
  if (/\.test\.ts$/.test(file)) continue;
  for (const [statement] of read(file).matchAll(STATEMENT)) {
    statements += 1;
    for (const [, name] of statement.matchAll(QUOTED)) {
      if (!CONSTANT.test(name) && !READ[file]?.includes(name)) {
        faults.push(`${file}: '\${${name}}' puts a value between quotes into SQL; give it as $n`);
      }
    }
  }
}
// A check that reads nothing is blind, not content.
if (migrations.length < 39 || statements < 50)
  faults.push(`only ${migrations.length} migrations and ${statements} statements were read`);
if (faults.length > 0) {
  console.error(faults.join("\n"));
  process.exit(1);
}
console.log(`${migrations.length} migrations and ${statements} statements are safe`);

function list(folder, suffix) {
  return readdirSync(path.join(root, folder), { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((name) => name.endsWith(suffix))
    .sort();
}

function read(file) {
  return readFileSync(path.join(root, file), "utf8");
}

function withoutComments(text) {
  return text.replaceAll(/--[^\n]*/g, "").replaceAll(/\/\*[\s\S]*?\*\//g, "");
}
