import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { createInterface } from "node:readline";

export type StartedProduct = { readonly url: string; stop(): Promise<void> };

const FLAGS = ["--experimental-async-context-frame", "--import", "./telemetry/register.ts"];
/** The first start makes the demo organisation. */
const PATIENCE_MS = 300_000;

/**
 * Starts the product as `npm start` does, on a free port, with an embedded database of its own and the demo organisation.
 * @param logFile its log
 * @param dataDir folder of the database, kept for the next run
 * @throws Error that names the log, when it ends or is not ready within five minutes
 */
export async function startProduct(logFile: string, dataDir: string): Promise<StartedProduct> {
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    METRICS_PORT: "0",
    LOG_LEVEL: "info",
  };
  // The load goes to the demo organisation, whatever database this shell works on.
  delete environment.DATABASE_URL;
  delete environment.DATABASE_SECRET;
  const words = ["app/cli.ts", "start", "--no-open", "--port", "0", "--data-dir", dataDir];
  const child = spawn(process.execPath, [...FLAGS, ...words], { env: environment, stdio: ["ignore", "pipe", "pipe"] });
  const log = createWriteStream(logFile);
  child.stderr.pipe(log, { end: false });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const stop = async () => {
    child.kill("SIGTERM");
    await ended;
    log.end();
  };
  const ready = new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      log.write(`${line}\n`);
      const url = urlOfReady(line);
      if (url !== null) resolve(url);
    });
  });
  const patience = setTimeout(() => child.kill("SIGTERM"), PATIENCE_MS);
  try {
    const url = await Promise.race([ready, ended.then(() => null)]);
    if (url === null) throw new Error(`the product did not start: see ${logFile}`);
    return { url, stop };
  } finally {
    clearTimeout(patience);
  }
}

/** The line of the log that says where it listens. */
function urlOfReady(line: string): string | null {
  if (!line.includes('"ready"')) return null;
  const { message, url } = JSON.parse(line) as { message?: string; url?: string };
  return message === "ready" && url !== undefined ? url.replace("localhost", "127.0.0.1") : null;
}
