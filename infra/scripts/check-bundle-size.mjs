// How much a browser loads for each route, compressed: its scripts and its styles, against infra/bundle-budgets.json.
// Run after `npm run build`.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";

/** More JavaScript than this no route loads before it works, whatever its budget says. */
const MOST_JAVASCRIPT = 170_000;
const KINDS = { javascript: "JavaScript", css: "CSS" };

const USAGE = `npm run check:bundle-size [-- --markdown <file>] [-- --write]

--markdown <file>  writes the table as Markdown too
--write            sets each budget to its size and a tenth more; a grown budget is a decision, seen in review.
                   No budget for JavaScript is set above ${MOST_JAVASCRIPT} bytes.

Counted is what a route loads at once; what it loads later (the command palette, proposals of a field) is not.

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
  const budgets = Object.fromEntries(
    Object.entries(sizes).map(([route, { javascript, css }]) => [
      route,
      { javascript: Math.min(Math.ceil(javascript * 1.1), MOST_JAVASCRIPT), css: Math.ceil(css * 1.1) },
    ]),
  );
  writeFileSync(budgetsFile, `${JSON.stringify(budgets, null, 2)}\n`);
}
const budgets = JSON.parse(readFileSync(budgetsFile, "utf8"));
const budgetOf = (route, kind) =>
  kind === "javascript" ? Math.min(budgets[route]?.[kind] ?? 0, MOST_JAVASCRIPT) : (budgets[route]?.[kind] ?? 0);
const rows = Object.entries(sizes).map(([route, size]) => ({
  route,
  parts: Object.keys(KINDS).map((kind) => ({ kind, size: size[kind], budget: budgetOf(route, kind) })),
}));
const over = rows.flatMap(({ route, parts }) =>
  parts.filter(({ size, budget }) => size > budget).map((part) => ({ route, ...part })),
);
const gone = Object.keys(budgets).filter((route) => !(route in sizes));

const table = [
  `| route | ${Object.values(KINDS)
    .map((words) => `${words}, gzip | budget`)
    .join(" | ")} |`,
  "|---|---:|---:|---:|---:|",
  ...rows.map(
    ({ route, parts }) =>
      `| \`${route}\` | ${parts
        .map(({ size, budget }) => `${kilobytes(size)}${size > budget ? " ✗" : ""} | ${kilobytes(budget)}`)
        .join(" | ")} |`,
  ),
].join("\n");
if (options.markdown) writeFileSync(options.markdown, `### What a browser loads\n\n${table}\n`);
console.log(table);
if (over.length > 0 || gone.length > 0) {
  const lines = [
    ...over.map(
      ({ route, kind, size, budget }) =>
        `${route} loads ${size} bytes of ${KINDS[kind]}, ${size - budget} more than its budget`,
    ),
    ...gone.map((route) => `${route} has a budget and is no route`),
    "A larger budget is a decision: npm run check:bundle-size -- --write",
    `More than ${MOST_JAVASCRIPT} bytes of JavaScript is none: load later what the page does not need at once`,
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
  const source = (url) => readFileSync(path.join(client, url), "utf8");
  // A route without a component of its own (the API, a redirect) is never loaded by a browser as a page.
  const isPage = ({ module }) => /\bas default\b|export default/.test(source(module));
  // A style sheet that `links` names is no import, and stands in the script as its address.
  const stylesIn = ({ module, css }) => [...(css ?? []), ...(source(module).match(/\/assets\/[\w.-]+\.css/g) ?? [])];
  const pages = Object.values(manifest.routes).filter((route) => route.id !== "root" && isPage(route));
  return Object.fromEntries(
    pages
      .map((page) => {
        const scripts = new Set([manifest.entry.module, ...manifest.entry.imports]);
        const styles = new Set();
        for (let route = page; route; route = manifest.routes[route.parentId]) {
          for (const file of [route.module, ...(route.imports ?? [])]) scripts.add(file);
          for (const file of stylesIn(route)) styles.add(file);
        }
        const sum = (files) => [...files].reduce((bytes, file) => bytes + sizeOf(file), 0);
        return [page.id, { javascript: sum(scripts), css: sum(styles) }];
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
