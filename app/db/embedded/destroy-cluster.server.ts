import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import pg from "pg";
import { type Connection, findPostmaster, readConnection, urlOf } from "./cluster.server.ts";
import { isAlive } from "./lock.server.ts";

const run = promisify(execFile);

const GONE_WITHIN_MS = 10_000;
const LOOK_EVERY_MS = 20;

/**
 * Takes the embedded server of a data folder away as a lost machine would: every process by SIGKILL, then its files.
 * What reaches it stays (connection.json).
 * @param options.keepFiles only the processes
 * @throws Error when a process is still there after ten seconds
 */
export async function destroyCluster(dataDir: string, options: { keepFiles?: boolean } = {}): Promise<void> {
  const connection = await readConnection(dataDir).catch(() => null);
  if (connection === null) return;
  const postmaster = await findPostmaster(connection.cluster);
  if (postmaster !== null) {
    // The first to go is the one that would start the others again.
    const pids = [postmaster.pid, ...(await listServerProcesses(connection))];
    for (const pid of pids) kill(pid);
    await waitUntilGone(pids);
    await removeSharedMemory(postmaster.lines);
    // Else a server seems to run for as long as nobody collects the orphan.
    await rm(path.join(connection.cluster, "postmaster.pid"), { force: true });
  }
  if (!options.keepFiles) await rm(connection.cluster, { recursive: true, force: true, maxRetries: 5 });
}

/** Its workers too: each is a process group of its own. Without an answer they end by themselves, seeing nobody above. */
async function listServerProcesses(connection: Connection): Promise<number[]> {
  const client = new pg.Client({
    connectionString: urlOf(connection, "postgres", connection.ownerPassword, "postgres"),
    connectionTimeoutMillis: 1_000,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ pid: number }>(
      "select pid from pg_stat_activity where pid <> pg_backend_pid()",
    );
    return rows.map(({ pid }) => pid);
  } catch {
    return [];
  } finally {
    await client.end().catch(() => {});
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

async function waitUntilGone(pids: readonly number[]): Promise<void> {
  const limit = performance.now() + GONE_WITHIN_MS;
  for (const pid of pids) {
    while (!(await isGone(pid))) {
      if (performance.now() > limit) throw new Error(`process ${pid} of the embedded server does not end`);
      await sleep(LOOK_EVERY_MS);
    }
  }
}

/** Where nobody collects orphans (a container without an init) what was killed keeps its number, in state Z. */
async function isGone(pid: number): Promise<boolean> {
  if (!isAlive(pid)) return true;
  return /\) Z /.test(await readFile(`/proc/${pid}/stat`, "utf8").catch(() => ""));
}

/** The seventh line names the segment that only an orderly stop gives back; a machine that is lost takes it along. */
async function removeSharedMemory(lines: readonly string[]): Promise<void> {
  const id = /^\s*\d+\s+(\d+)\s*$/.exec(lines[6] ?? "")?.[1];
  // Without ipcrm (util-linux) 56 bytes stay until the machine starts again.
  if (id !== undefined) await run("ipcrm", ["-m", id]).catch(() => {});
}
