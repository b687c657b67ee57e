// Whether every package that the product ships has a licence that it may be shipped under. Reads the installed packages'
// own words: the lock file knows them only where the registry told.
import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");
// Permissive ones. A copyleft or an unknown licence is a question for a person, so it fails.
const ALLOWED = new Set([
  "0BSD",
  "Apache-2.0",
  "BlueOak-1.0.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "CC-BY-3.0",
  "CC-BY-4.0",
  "CC0-1.0",
  "ISC",
  "MIT",
  "MPL-2.0",
  "Python-2.0",
  "Unlicense",
  "Zlib",
]);

const { packages } = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8"));
const faults = [];
let count = 0;
for (const [folder, entry] of Object.entries(packages)) {
  if (folder === "" || entry.dev || entry.link || entry.devOptional) continue;
  const licence = licenceOf(folder, entry);
  // A package for another platform is in the lock file and not on this machine.
  if (licence === undefined && entry.optional) continue;
  count += 1;
  if (!isAllowed(licence)) faults.push(`${folder} ${entry.version}: ${licence ?? "no licence is named"}`);
}
if (faults.length > 0) {
  console.error(
    `${faults.join("\n")}\nAsk whether it may be shipped; then add it to ${path.relative(root, import.meta.filename)}, or do without it.`,
  );
  process.exit(1);
}
console.log(`${count} packages are shipped, each under a licence that allows it`);

function licenceOf(folder, entry) {
  if (entry.license) return entry.license;
  try {
    const { license, licenses } = JSON.parse(readFileSync(path.join(root, folder, "package.json"), "utf8"));
    return typeof license === "string" ? license : (license?.type ?? licenses?.[0]?.type);
  } catch {
    return undefined;
  }
}

/** `MIT`, `(MIT OR GPL-3.0-or-later)`: one allowed is enough; with AND all must be. */
function isAllowed(licence) {
  if (licence === undefined) return false;
  const words = licence.replaceAll(/[()]/g, "");
  if (words.includes(" AND ")) return words.split(" AND ").every(isAllowed);
  return words.split(" OR ").some((one) => ALLOWED.has(one.trim()));
}
