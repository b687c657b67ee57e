import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { BENCH_FOLDER, createMigratedDatabase, report, withBenchServer } from "./bench-server.server.ts";
import { cpuSeconds } from "./cpu-seconds.server.ts";
import { describeMachine } from "./machine.server.ts";
import { quantile } from "./statistics.ts";

/** Milliseconds from the start of the process to the first page that was read to its end. */
const AIMS = { embedded: 3_000, running: 1_500 } as const;
const ROUNDS = 5;

const FLAGS = ["--experimental-async-context-frame", "--import", "./telemetry/register.ts"];
const WORDS = ["app/cli.ts", "start", "--no-open", "--no-demo", "--port", "0"];

/** `cpu`: what the product's own process worked meanwhile; it says how much of the time a busy machine took. */
type FirstPage = { milliseconds: number; cpu: number };

/** Starts the product, reads its first page, and stops it. */
async function timeFirstPage(environment: Record<string, string>): Promise<FirstPage> {
  const begun = performance.now();
  const child = spawn(process.execPath, [...FLAGS, ...WORDS], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: "production", METRICS_PORT: "0", ...environment },
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(child, "close");
  try {
    const ready = new Promise<string>((resolve) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        const port = /http:\/\/localhost:(\d+)/.exec(line)?.[1];
        if (port !== undefined) resolve(`http://127.0.0.1:${port}/sign-in`);
      });
    });
    const url = await Promise.race([ready, ended.then(() => null)]);
    if (url === null) throw new Error("the product ended before it was ready");
    const response = await fetch(url);
    const page = await response.text();
    if (response.status !== 200 || !page.includes("</html>")) throw new Error(`${url} answered ${response.status}`);
    return { milliseconds: performance.now() - begun, cpu: (await cpuSeconds(child.pid ?? 0)) * 1000 };
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}

async function measure(environment: Record<string, string>): Promise<FirstPage[]> {
  // The first start migrates the database, which is no start but an installation.
  await timeFirstPage(environment);
  const times: FirstPage[] = [];
  for (let round = 0; round < ROUNDS; round++) times.push(await timeFirstPage(environment));
  return times;
}

function print(name: keyof typeof AIMS, pages: readonly FirstPage[]): void {
  const times = pages.map(({ milliseconds }) => milliseconds);
  const [median, low, high] = [quantile(times, 0.5), Math.min(...times), Math.max(...times)];
  const cpu = quantile(
    pages.map((page) => page.cpu),
    0.5,
  );
  process.stdout.write(
    `${name.padEnd(10)} ${median.toFixed(0).padStart(6)} ms (${low.toFixed(0)} to ${high.toFixed(0)}), ` +
      `${median < AIMS[name] ? "below" : "not below"} ${AIMS[name]} ms; ${cpu.toFixed(0)} ms of processor time\n`,
  );
}

report(describeMachine());
const dataDir = path.join(BENCH_FOLDER, "start");
await rm(dataDir, { recursive: true, force: true });
print("embedded", await measure({ ALXDERIA_DATA_DIR: dataDir }));
await withBenchServer(async ({ ownerUrl }) => {
  const databaseUrl = await createMigratedDatabase(ownerUrl, "start");
  print("running", await measure({ DATABASE_URL: databaseUrl, SESSION_SECRET: "x".repeat(32) }));
});
