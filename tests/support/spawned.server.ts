import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

const PATIENCE_MS = 30_000;

/**
 * Whether these programs are there; Debian's packages bring them.
 * @throws Error in CI, which installs them: a test that is skipped there would hide
 */
export function areInstalled(...programs: readonly string[]): boolean {
  const missing = programs.filter((name) => spawnSync(name, ["--version"]).status !== 0);
  if (missing.length > 0 && process.env.CI) throw new Error(`not installed: ${missing.join(", ")}; see .ci/run`);
  return missing.length === 0;
}

/** Starts a server and waits until it answers. @throws Error with what it complained of when it does not */
export async function startServer(
  program: string,
  options: readonly string[],
  readyUrl: string,
): Promise<{ stop(): Promise<void> }> {
  const child = spawn(program, options, { stdio: ["ignore", "ignore", "pipe"] });
  let complaints = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    complaints += text;
  });
  child.on("error", (error) => {
    complaints += error;
  });
  const isReady = async () => (await fetch(readyUrl)).ok;
  await until(
    () => isReady().catch(() => false),
    () => `${program} is not ready (exit code ${child.exitCode}): ${complaints}`,
  ).catch(async (error: unknown) => {
    await end(child);
    throw error;
  });
  return { stop: () => end(child) };
}

/** Asks until it is so. @throws Error with the reason after half a minute */
export async function until(isSo: () => Promise<boolean>, why: () => string): Promise<void> {
  const limit = performance.now() + PATIENCE_MS;
  while (!(await isSo())) {
    if (performance.now() > limit) throw new Error(why());
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Neither Prometheus nor Alertmanager can take port 0 and tell which one they got. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address ? address.port : 0;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, "close");
  child.kill("SIGTERM");
  await closed;
}
