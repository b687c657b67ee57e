import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { generateOrganisation } from "../app/demo/generate.server.ts";
import {
  BENCH_FOLDER,
  createMigratedDatabase,
  report,
  urlOfDatabase,
  withBenchServer,
  withClient,
} from "./bench-server.server.ts";
import { type CopiedTable, copySameRows } from "./copy-baseline.server.ts";
import { describeMachine } from "./machine.server.ts";
import { type IngestRun, runIngest } from "./run-ingest.server.ts";

const RATIO_LIMIT = 4;
const MEMORY_LIMIT = 400;

const { values } = parseArgs({ options: { people: { type: "string", default: "50000" }, bundle: { type: "string" } } });
const people = Number(values.people);
if (!Number.isInteger(people) || people < 1) {
  throw new Error(`--people ${JSON.stringify(values.people)} is not allowed: give a number from 1 on`);
}

/** Kept from run to run: a bundle of the same number is the same bundle. */
async function findBundle(): Promise<string> {
  if (values.bundle !== undefined) return path.resolve(values.bundle);
  const out = path.join(BENCH_FOLDER, `bundle-${people}`);
  if (!existsSync(path.join(out, "manifest.json"))) {
    report(`generating the bundle of ${people} people`);
    await generateOrganisation({ people, seed: 1, out });
  }
  return out;
}

function printResult(first: IngestRun, second: IngestRun, copied: CopiedTable[]): void {
  const rows = copied.reduce((sum, table) => sum + table.rows, 0);
  const copySeconds = copied.reduce((sum, table) => sum + table.seconds, 0);
  const ratio = first.seconds / copySeconds;
  const verdict = (met: boolean) => (met ? "met" : "NOT MET");
  const lines = [
    "",
    describeMachine(),
    "",
    "phase of the ingest                                          seconds   peak MB",
    ...first.phases.map(
      ({ name, seconds, peakMegabytes }) =>
        `${name.slice(0, 58).padEnd(60)} ${seconds.toFixed(1).padStart(7)} ${peakMegabytes.toFixed(0).padStart(9)}`,
    ),
    "",
    "table copied                                       rows      seconds",
    ...copied
      .filter(({ seconds }) => seconds >= 0.05)
      .map(
        ({ table, rows: count, seconds }) =>
          `${table.padEnd(44)} ${String(count).padStart(10)} ${seconds.toFixed(1).padStart(12)}`,
      ),
    "",
    `people                ${people}`,
    `rows                  ${rows}`,
    `ingest                ${first.seconds.toFixed(1)} s`,
    `plain COPY            ${copySeconds.toFixed(1)} s`,
    `ratio                 ${ratio.toFixed(2)} (at most ${RATIO_LIMIT}: ${verdict(ratio <= RATIO_LIMIT)})`,
    `peak memory           ${first.peakMegabytes.toFixed(0)} MB (under ${MEMORY_LIMIT}: ${verdict(first.peakMegabytes < MEMORY_LIMIT)})`,
    `the same bundle again ${second.seconds.toFixed(1)} s, ${second.changed} changes`,
    `its peak memory       ${second.peakMegabytes.toFixed(0)} MB (under ${MEMORY_LIMIT}: ${verdict(second.peakMegabytes < MEMORY_LIMIT)})`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

await withBenchServer(async (server) => {
  const bundle = await findBundle();
  const appUrl = urlOfDatabase(server.appUrl, "bench");
  const ownerUrl = await createMigratedDatabase(server.ownerUrl, "bench");
  const baselineUrl = await createMigratedDatabase(server.ownerUrl, "baseline");
  await withClient(ownerUrl, (client) => client.query("checkpoint"));
  report("ingest");
  const first = await runIngest(bundle, appUrl);
  report("plain COPY of the same rows");
  const copied = await copySameRows(ownerUrl, baselineUrl, path.join(BENCH_FOLDER, "copy"));
  report("the same bundle again");
  const second = await runIngest(bundle, appUrl);
  printResult(first, second, copied);
});
