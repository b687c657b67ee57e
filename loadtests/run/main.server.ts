import { execFileSync } from "node:child_process";
import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { type CompiledLimits, limitsOf } from "../limits.ts";
import { JOURNEYS } from "../scenarios.ts";
import { findProgram } from "./find-program.server.ts";
import { runK6 } from "./run-k6.server.ts";
import { startProduct } from "./start-product.server.ts";
import { HELP, readWords, type Words, WordsError } from "./words.ts";
import { writeReports } from "./write-reports.server.ts";

const EXIT = { usage: 2, notStarted: 3, skipped: 77, notFound: 127 } as const;

const NO_K6 =
  "There is no k6 on the PATH: install k6 2 as https://grafana.com/docs/k6/latest/set-up/install-k6/ says, or by infra/scripts/install-k6.sh where Go is installed.\n";

const say = (text: string) => process.stderr.write(text);

process.exitCode = await main(process.argv.slice(2));

async function main(given: readonly string[]): Promise<number> {
  const at = new Date();
  try {
    const words = readWords(given, at);
    if (words !== null) return await load(words, at);
    process.stdout.write(HELP);
    return 0;
  } catch (error) {
    if (!(error instanceof WordsError)) throw error;
    say(`${error.message}\nnpm run loadtest -- --help says what is allowed.\n`);
    return EXIT.usage;
  }
}

async function load(words: Words, at: Date): Promise<number> {
  const k6 = findProgram("k6", process.env.PATH);
  if (k6 === null) {
    say(NO_K6);
    return words.skipWithoutK6 ? EXIT.skipped : EXIT.notFound;
  }
  // Never below the data of a server that somebody works with.
  const dataDir = ".cache/loadtest/data";
  const compiled = JSON.parse(await readFile("loadtests/generated/thresholds.json", "utf8")) as CompiledLimits;
  const limits = limitsOf(compiled, words.profile, JOURNEYS[words.journey]);
  const out = path.resolve(words.out);
  await mkdir(out, { recursive: true });
  const product = words.url === null ? await started(path.join(out, "product.log"), dataDir) : { url: words.url };
  if (product === null) return EXIT.notStarted;
  const files = { summaryFile: path.join(out, "summary.json"), consoleFile: path.join(out, "console.log") };
  try {
    const { url } = product;
    say(`k6 puts the profile ${words.profile} (${words.journey}) on ${url}\n`);
    const code = await runK6({ k6, url, profile: words.profile, journey: words.journey, ...files });
    const { report, markdown } = await writeReports({ words, url, code, at, revision: revision(), limits, ...files });
    process.stdout.write(`\n${markdown}\n`);
    say(`The reports are in ${words.out}: report.html, report.md, junit.xml, summary.json\n`);
    return report.verdict.code;
  } finally {
    if ("stop" in product) await product.stop();
  }
}

async function started(logFile: string, dataDir: string) {
  say("Starting the product with its demo organisation …\n");
  return startProduct(logFile, dataDir).catch((error: unknown) => {
    say(`${error instanceof Error ? error.message : String(error)}\n`);
    return null;
  });
}

/** What was tested, as far as this folder knows: of another instance nothing else is known either. */
function revision(): string {
  if (process.env.ALXDERIA_REVISION) return process.env.ALXDERIA_REVISION;
  try {
    return execFileSync("git", ["rev-parse", "--short", "HEAD"], { stdio: ["ignore", "pipe", "ignore"] })
      .toString()
      .trim();
  } catch {
    return "unknown";
  }
}
