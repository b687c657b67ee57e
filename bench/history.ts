import { rm } from "node:fs/promises";
import path from "node:path";
import { parseArgs } from "node:util";
import { createSealFile } from "../app/history/published-seals.server.ts";
import { sealHistory } from "../app/history/seal-history.server.ts";
import { openSealingKeys } from "../app/history/sealing-keys.server.ts";
import { BENCH_FOLDER, report, urlOfDatabase, withBenchServer } from "./bench-server.server.ts";
import { runVerify } from "./history-verify.server.ts";
import { createTarget, insertEvents, stopHashing, type Target, writeUsers } from "./history-writes.server.ts";
import { describeMachine } from "./machine.server.ts";
import { quantile, ratioOfMedians } from "./statistics.ts";

/** Of the throughput without hashing. */
const SHARE_LIMIT = 0.5;
const RATE_LIMIT = 1_000_000;
/** How much more memory a history of four times the size may take. */
const MEMORY_GROWTH_LIMIT = 1.25;

const ROUNDS = 10;

const { values } = parseArgs({ options: { rows: { type: "string", default: "1000000" } } });
const rows = Number(values.rows);
if (!Number.isInteger(rows) || rows < 20_000) {
  throw new Error(`--rows ${JSON.stringify(values.rows)} is not allowed: give a number from 20000 on`);
}

type Pair = { what: string; hashed: number[]; plain: number[]; count: number };
type Verified = Awaited<ReturnType<typeof runVerify>>;

/** With and without hashing take turns, so that other work of the machine meets both. */
async function measureWrites(hashed: Target, plain: Target): Promise<Pair[]> {
  const count = Math.round(rows / 4 / ROUNDS / 2);
  const created: Pair = { what: "records and events, new", hashed: [], plain: [], count };
  const changed: Pair = { what: "records and events, changed", hashed: [], plain: [], count };
  const alone: Pair = { what: "events alone", hashed: [], plain: [], count };
  for (const [pair, round] of [
    [created, 0],
    [changed, 1],
  ] as const) {
    for (let turn = 0; turn < ROUNDS; turn += 1) {
      report(`${pair.what}: turn ${turn + 1} of ${ROUNDS}`);
      const written = { from: turn * count, count, round };
      pair.plain.push(await writeUsers(plain, written));
      pair.hashed.push(await writeUsers(hashed, written));
    }
  }
  for (let turn = 0; turn < ROUNDS; turn += 1) {
    alone.plain.push(await insertEvents(hashed.ownerUrl, false, count));
    alone.hashed.push(await insertEvents(hashed.ownerUrl, true, count));
  }
  return [created, changed, alone];
}

/** Verifies a quarter of the rows, and then all of them. */
async function measureVerification(target: Target, appUrl: string): Promise<Verified[]> {
  const dataDir = path.join(BENCH_FOLDER, "history-data");
  await rm(dataDir, { recursive: true, force: true });
  const folder = path.join(dataDir, "history");
  const keys = await openSealingKeys({ signingKey: null, trustedKeys: null, folder });
  const publisher = createSealFile(path.join(folder, "seals.jsonl"));
  const verify = async () => {
    const started = performance.now();
    const sealed = await sealHistory({ database: target.database, keys, publisher }, target.tenantId);
    report(`sealed ${sealed.rows} rows in ${((performance.now() - started) / 1000).toFixed(1)} s`);
    return runVerify(appUrl, dataDir);
  };
  const quarter = await verify();
  report(`writing up to ${rows} rows`);
  const step = 50_000;
  for (let from = 0; from < rows - quarter.rows; from += step) {
    await writeUsers(target, { from: rows + from, count: Math.min(step, rows - quarter.rows - from), round: 0 });
  }
  return [quarter, await verify()];
}

function print(writes: readonly Pair[], verified: readonly Verified[]): void {
  const verdict = (met: boolean) => (met ? "met" : "NOT MET");
  const rate = (count: number, seconds: readonly number[]) => Math.round(count / quantile(seconds, 0.5));
  const [small, large] = verified;
  const growth = (large?.peakMegabytes ?? Number.NaN) / (small?.peakMegabytes ?? Number.NaN);
  const lines = [
    "",
    describeMachine(),
    "",
    "written                        rows/s hashed   without   share (spread)",
    ...writes.map(({ what, hashed, plain, count }) => {
      const { ratio, low, high } = ratioOfMedians(plain, hashed);
      return (
        `${what.padEnd(30)} ${String(rate(count, hashed)).padStart(13)} ${String(rate(count, plain)).padStart(9)}` +
        `   ${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})  at least ${SHARE_LIMIT}: ${verdict(ratio >= SHARE_LIMIT)}`
      );
    }),
    "",
    "verified          seals   seconds   its processor   rows a minute   peak MB",
    ...verified.map(
      ({ rows: read, seals, seconds, processorSeconds, peakMegabytes }) =>
        `${String(read).padEnd(16)} ${String(seals).padStart(6)} ${seconds.toFixed(1).padStart(9)} ${processorSeconds.toFixed(1).padStart(15)} ` +
        `${String(Math.round((read / seconds) * 60)).padStart(15)} ${peakMegabytes.toFixed(0).padStart(9)}` +
        `   at least ${RATE_LIMIT}: ${verdict((read / seconds) * 60 >= RATE_LIMIT)}`,
    ),
    `memory of the larger one: ${growth.toFixed(2)} × (at most ${MEMORY_GROWTH_LIMIT}: ${verdict(growth <= MEMORY_GROWTH_LIMIT)})`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

await withBenchServer(async (server) => {
  const hashed = await createTarget(server, "history");
  const plain = await createTarget(server, "history_plain");
  try {
    await stopHashing(plain.ownerUrl);
    const writes = await measureWrites(hashed, plain);
    await plain.database.close();
    print(writes, await measureVerification(hashed, urlOfDatabase(server.appUrl, "history")));
  } finally {
    await hashed.database.close();
  }
});
