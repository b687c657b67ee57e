// Installs what the product needs, and builds its pages, when that has not been done or is out of date.
// Runs before `npm start`, `npm test` and `npm run alxderia`, on any Node from 20: Node 22 itself comes with the
// packages.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname ?? ".", "../..");
process.chdir(root);

const major = Number(process.versions.node.split(".")[0]);
if (major < 20) {
  console.error(`Node ${process.versions.node} is too old: Alxderia needs Node 20 or newer to install itself.`);
  process.exit(1);
}

function run(message, command, args) {
  console.error(message);
  // npm run sets npm_config_* of the outer call (such as --silent), which must not reach the inner one.
  execFileSync(command, args, { stdio: ["ignore", 2, 2], shell: process.platform === "win32" });
}

const lock = createHash("sha256").update(readFileSync("package-lock.json")).digest("hex");
const lockMark = "node_modules/.alxderia-lock";
// Somebody who ran `npm ci` by hand need not wait for it twice: npm writes this file at the end of an installation.
const installed = "node_modules/.package-lock.json";
if (
  !existsSync(lockMark) &&
  existsSync(installed) &&
  statSync(installed).mtimeMs >= statSync("package-lock.json").mtimeMs
) {
  writeFileSync(lockMark, lock);
}
if (!existsSync(lockMark) || readFileSync(lockMark, "utf8") !== lock) {
  run("Installing packages (about a minute, once) …", "npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"]);
  writeFileSync(lockMark, lock);
}

if (process.argv.includes("--build")) {
  const newest = (folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .reduce(
        (time, entry) => Math.max(time, statSync(path.join(entry.parentPath ?? entry.path, entry.name)).mtimeMs),
        0,
      );
  const sources = Math.max(newest("app"), newest("telemetry"), newest("public"), statSync("vite.config.ts").mtimeMs);
  const built = existsSync("build/server/index.js") ? statSync("build/server/index.js").mtimeMs : 0;
  if (built < sources) run("Building the pages …", "npm", ["run", "--silent", "build"]);
}
