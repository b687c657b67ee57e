import { spawn } from "node:child_process";
import { once } from "node:events";
import { createMigratedDatabase, report, withBenchServer } from "./bench-server.server.ts";
import { cpuSeconds } from "./cpu-seconds.server.ts";
import { putUnderLoad } from "./load.server.ts";
import { describeMachine } from "./machine.server.ts";
import { withProductServer } from "./product-server.server.ts";
import { quantile, ratioOfMedians } from "./statistics.ts";

/** The product's rate, as a part of the bare handler's. */
const AIM = 0.8;
const ROUNDS = 10;
const SECONDS = 2;
const WARM_UP_SECONDS = 4;
/** One probe after the other, and a crowd of them. */
const CONNECTIONS = [1, 16];

type Subject = { url: { origin: string; path: string }; pid: number; rates: number[]; cpuMicroseconds: number[] };

/** Lends the address of a bare handler, a process of its own as the product is. */
async function withBareServer<Result>(
  databaseUrl: string,
  work: (origin: string, pid: number) => Promise<Result>,
): Promise<Result> {
  const child = spawn(process.execPath, ["bench/bare-health.server.ts"], {
    env: { NODE_ENV: "production", PATH: process.env.PATH, DATABASE_URL: databaseUrl },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "close");
  try {
    const first = once(child.stdout, "data").then(([text]) => String(text).trim());
    const origin = await Promise.race([first, ended.then(() => null)]);
    if (origin === null) throw new Error("the bare handler ended before it was ready");
    return await work(origin, child.pid ?? 0);
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}

/** Puts it under load for a time, and notes the rate and the processor time of a request. */
async function takeTurn({ url, pid, rates, cpuMicroseconds }: Subject, connections: number): Promise<void> {
  const before = await cpuSeconds(pid);
  const { requests, seconds } = await putUnderLoad(url.origin, url.path, connections, SECONDS);
  rates.push(requests / seconds);
  cpuMicroseconds.push((((await cpuSeconds(pid)) - before) / requests) * 1e6);
}

/** The two take turns, and which of them begins changes, so that whatever else the machine does hits both alike. */
async function compare(product: Subject, bare: Subject, connections: number): Promise<string> {
  for (const subject of [product, bare]) {
    const { origin, path } = subject.url;
    await putUnderLoad(origin, path, connections, WARM_UP_SECONDS);
    subject.rates = [];
    subject.cpuMicroseconds = [];
  }
  for (let round = 0; round < ROUNDS; round++) {
    for (const subject of round % 2 === 0 ? [product, bare] : [bare, product]) await takeTurn(subject, connections);
  }
  const { ratio, low, high } = ratioOfMedians(product.rates, bare.rates);
  const middle = (values: readonly number[]) => quantile(values, 0.5).toFixed(0).padStart(9);
  return (
    `${String(connections).padStart(11)}   ${middle(product.rates)}   ${middle(bare.rates)}   ` +
    `${middle(product.cpuMicroseconds)}   ${middle(bare.cpuMicroseconds)}   ` +
    `${ratio.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})${ratio < AIM ? `   below ${AIM}` : ""}\n`
  );
}

const subject = (origin: string, path: string, pid: number): Subject => ({
  url: { origin, path },
  pid,
  rates: [],
  cpuMicroseconds: [],
});

await withBenchServer(async ({ ownerUrl }) => {
  const databaseUrl = await createMigratedDatabase(ownerUrl, "health");
  report(describeMachine());
  await withProductServer(databaseUrl, {}, (productOrigin, productPid) =>
    withBareServer(databaseUrl, async (bareOrigin, barePid) => {
      process.stdout.write("connections   product/s      bare/s   its CPU µs   bare CPU µs   ratio (spread)\n");
      for (const connections of CONNECTIONS) {
        const product = subject(productOrigin, "/api/health", productPid);
        process.stdout.write(await compare(product, subject(bareOrigin, "/", barePid), connections));
      }
    }),
  );
});
