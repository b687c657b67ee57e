import { readFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { type Connection, findPostmaster, urlOf } from "./cluster.server.ts";

const LOOK_EVERY_MS = 50;

export const logFileOf = (cluster: string) => path.join(cluster, "server.log");

/** @returns an error with the last lines of what the server said */
export async function explainStart(cluster: string): Promise<Error> {
  const log = await readFile(logFileOf(cluster), "utf8").catch(() => "");
  return new Error(`the embedded PostgreSQL in ${cluster} did not start:\n${log.split("\n").slice(-8).join("\n")}`);
}

/**
 * A server that replays an archive says that it is started when its data are consistent, and ends when the archive ends
 * before the target: waits until it takes writes.
 * @throws Error with the server's own words when it ended, or was not through in time
 */
export async function waitForRecovery(connection: Connection, withinSeconds: number): Promise<void> {
  const limit = performance.now() + withinSeconds * 1000;
  while (!(await takesWrites(connection))) {
    if ((await findPostmaster(connection.cluster)) === null || performance.now() > limit)
      throw await explainStart(connection.cluster);
    await sleep(LOOK_EVERY_MS);
  }
}

async function takesWrites(connection: Connection): Promise<boolean> {
  const client = new pg.Client({
    connectionString: urlOf(connection, "postgres", connection.ownerPassword, "postgres"),
    connectionTimeoutMillis: 5_000,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ recovering: boolean }>("select pg_is_in_recovery() as recovering");
    return rows[0]?.recovering === false;
  } catch (error) {
    // Class 28 is a wrong password, which waiting does not mend; a server that went away is found by its process.
    if (/^28/.test((error as { code?: string }).code ?? "")) throw error;
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}
