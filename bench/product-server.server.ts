import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { readConfig } from "../app/config.server.ts";
import { createDatabase } from "../app/db/database.server.ts";
import { createLog } from "../app/log.ts";
import { createSecrets } from "../app/secrets/secrets.server.ts";
import { startServer } from "../app/web/server.ts";
import { createInstruments } from "../telemetry/instruments.ts";
import { createHttpClient, type HttpClient, type Page } from "./http-client.server.ts";
import { recordStatements, type SentStatement } from "./record-statements.server.ts";

/** A request of which it is known what SQL the product sends for it. */
export type KnownRequest = { label: string; path: string; rows: number; statements: SentStatement[] };

const MAX_PAGES = 1_000;

/**
 * Walks each list from its first page to its thousandth one, on the product's own server inside this process, and notes
 * the statements of both. Of a shorter list it is the deepest full page: a last one with few rows says how much HTTP costs,
 * not how deep pages do.
 */
export async function learnRequests(
  databaseUrl: string,
  lists: readonly { label: string; path: string }[],
  report: (message: string) => void,
): Promise<KnownRequest[]> {
  const database = createDatabase(databaseUrl);
  const recorder = recordStatements(database);
  const config = {
    ...readConfig({ NODE_ENV: "production", DATABASE_URL: databaseUrl, PORT: "0", METRICS_PORT: "0" }),
    sessionSecret: "x".repeat(32),
  };
  const server = await startServer({
    config,
    version: "bench",
    database: recorder.database,
    appUrl: databaseUrl,
    password: null,
    secrets: createSecrets({ endpoint: null, onAccess: () => {} }),
    instruments: createInstruments({ version: "bench", revision: "bench", instance: "bench" }),
    log: createLog({ level: "warn", googleProject: null }),
    dev: false,
  });
  const client = createHttpClient(server.url.replace("localhost", config.host));
  try {
    const known: KnownRequest[] = [];
    for (const list of lists) {
      report(`  walking ${list.path}`);
      known.push(...(await walk(client, recorder.take, list)));
    }
    return known;
  } finally {
    client.close();
    await server.stop();
    await database.close();
  }
}

async function walk(
  client: HttpClient,
  take: () => SentStatement[],
  { label, path }: { label: string; path: string },
): Promise<KnownRequest[]> {
  const pages: { number: number; path: string; rows: number }[] = [];
  let next = path;
  for (let number = 1; number <= MAX_PAGES; number++) {
    const page = JSON.parse((await client.get(next)).toString("utf8")) as Page;
    pages.push({ number, path: next, rows: page.data.length });
    if (page.nextCursor === null) break;
    next = `${path}${path.includes("?") ? "&" : "?"}cursor=${encodeURIComponent(page.nextCursor)}`;
  }
  const deepest = pages.findLast(({ rows }) => rows === pages[0]?.rows);
  const known: KnownRequest[] = [];
  for (const page of pages.filter((each) => each.number === 1 || each === deepest)) {
    const statements = await learnStatements(client, take, page.path);
    known.push({ label: `${label}, page ${page.number}`, path: page.path, rows: page.rows, statements });
  }
  return known;
}

/** The server's own upkeep asks now and then; a request that is asked for twice sends the same both times. */
async function learnStatements(
  client: HttpClient,
  take: () => SentStatement[],
  path: string,
): Promise<SentStatement[]> {
  for (let before: SentStatement[] | null = null; ; ) {
    take();
    await client.get(path);
    const sent = take();
    if (before !== null && JSON.stringify(before) === JSON.stringify(sent)) return sent;
    before = sent;
  }
}

/** Lends the address of the product, started as a process of its own as people start it. */
export async function withProductServer<Result>(
  databaseUrl: string,
  environment: Record<string, string>,
  work: (origin: string, pid: number) => Promise<Result>,
): Promise<Result> {
  const started = ["--experimental-async-context-frame", "--import", "./telemetry/register.ts", "app/cli.ts", "start"];
  const child = spawn(process.execPath, [...started, "--no-open", "--no-demo", "--port", "0"], {
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      NODE_ENV: "production",
      METRICS_PORT: "0",
      DATABASE_URL: databaseUrl,
      SESSION_SECRET: "x".repeat(32),
      ...environment,
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  try {
    const origin = await new Promise<string>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) => reject(new Error(`the server ended with ${code} before it was ready`)));
      createInterface({ input: child.stdout }).on("line", (line) => {
        const port = /http:\/\/localhost:(\d+)/.exec(line)?.[1];
        if (port !== undefined) resolve(`http://127.0.0.1:${port}`);
      });
    });
    return await work(origin, child.pid ?? 0);
  } finally {
    child.kill("SIGTERM");
    await ended;
  }
}
