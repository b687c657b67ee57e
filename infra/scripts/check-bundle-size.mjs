// How much a browser loads for each route, compressed, against the budgets in infra/bundle-budgets.json.
// Run after `npm run build`.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";

const USAGE = `npm run check:bundle-size [-- --markdown <file>] [-- --write]

--markdown <file>  writes the table as Markdown too
--write            sets each budget to its size and a tenth more; a grown budget is a decision, seen in review

Exit codes: 0 within the budgets, 1 not, 2 wrong usage.`;

const root = path.resolve(import.meta.dirname, "../..");
const budgetsFile = path.join(root, "infra/bundle-budgets.json");
const client = path.join(root, "build/client");

let options;
try {
  options = parseArgs({
    options: { markdown: { type: "string" }, write: { type: "boolean" }, help: { type: "boolean", short: "h" } },
  }).values;
} catch (error) {
  end(`${error.message}\n\n${USAGE}`, 2);
}
if (options.help) end(USAGE, 0);

const sizes = measure();
if (options.write) {
  const budgets = Object.fromEntries(Object.entries(sizes).map(([route, size]) => [route, Math.ceil(size * 1.1)]));
  writeFileSync(budgetsFile, `${JSON.stringify(budgets, null, 2)}\n`);
}
const budgets = JSON.parse(readFileSync(budgetsFile, "utf8"));
const rows = Object.entries(sizes).map(([route, size]) => ({ route, size, budget: budgets[route] ?? 0 }));
const over = rows.filter(({ size, budget }) => size > budget);
const gone = Object.keys(budgets).filter((route) => !(route in sizes));

const table = [
  "| route | loads, gzip | budget |",
  "|---|---:|---:|",
  ...rows.map(
    ({ route, size, budget }) =>
      `| \`${route}\` | ${kilobytes(size)}${size > budget ? " ✗" : ""} | ${kilobytes(budget)} |`,
  ),
].join("\n");
if (options.markdown) writeFileSync(options.markdown, `### What a browser loads\n\n${table}\n`);
console.log(table);
if (over.length > 0 || gone.length > 0) {
  const lines = [
    ...over.map(({ route, size, budget }) => `${route} loads ${size} bytes, ${size - budget} more than its budget`),
    ...gone.map((route) => `${route} has a budget and is no route`),
    "A larger budget is a decision: npm run check:bundle-size -- --write",
  ];
  end(lines.join("\n"), 1);
}

/** Bytes of each route's scripts and styles, with those of its parents and the entry, each file once. */
function measure() {
  const assets = path.join(client, "assets");
  let names = [];
  try {
    names = readdirSync(assets).filter((name) => /^manifest-.*\.js$/.test(name));
  } catch {}
  if (names.length !== 1) end("the pages are not built. Run: npm run build", 1);
  const text = readFileSync(path.join(assets, names[0]), "utf8");
  const manifest = JSON.parse(text.slice(text.indexOf("{"), text.lastIndexOf("}") + 1));
  const size = new Map();
  const sizeOf = (url) => {
    if (!size.has(url)) size.set(url, gzipSync(readFileSync(path.join(client, url)), { level: 9 }).length);
    return size.get(url);
  };
  // A route without a component of its own (the API, a redirect) is never loaded by a browser as a page.
  const isPage = ({ module }) => /\bas default\b|export default/.test(readFileSync(path.join(client, module), "utf8"));
  const pages = Object.values(manifest.routes).filter((route) => route.id !== "root" && isPage(route));
  return Object.fromEntries(
    pages
      .map((page) => {
        const files = new Set([manifest.entry.module, ...manifest.entry.imports]);
        for (let route = page; route; route = manifest.routes[route.parentId]) {
          for (const file of [route.module, ...(route.imports ?? []), ...(route.css ?? [])]) files.add(file);
        }
        return [page.id, [...files].reduce((sum, file) => sum + sizeOf(file), 0)];
      })
      .sort(([one], [other]) => (one < other ? -1 : 1)),
  );
}

function kilobytes(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function end(message, code) {
  console[code === 0 ? "log" : "error"](message);
  process.exit(code);
}
