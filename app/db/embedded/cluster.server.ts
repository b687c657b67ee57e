import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ServerUser } from "./binaries.server.ts";
import { isAlive } from "./lock.server.ts";

/** How the cluster of a data folder is reached; kept beside it, so it outlives the cluster's files. */
export type Connection = { port: number; ownerPassword: string; appPassword: string; cluster: string };

const connectionFileOf = (dataDir: string) => path.join(dataDir, "connection.json");

/** @throws Error when the data folder never had a cluster */
export async function readConnection(dataDir: string): Promise<Connection> {
  return JSON.parse(await readFile(connectionFileOf(dataDir), "utf8")) as Connection;
}

export async function writeConnection(dataDir: string, connection: Connection): Promise<void> {
  await writeFile(connectionFileOf(dataDir), `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600 });
}

export function urlOf(connection: Connection, user: string, password: string, database = "alxderia"): string {
  return `postgres://${user}:${password}@127.0.0.1:${connection.port}/${database}`;
}

/** @returns the lines of postmaster.pid, the first of them the process; null when no server runs on the cluster */
export async function findPostmaster(cluster: string): Promise<{ pid: number; lines: string[] } | null> {
  const text = await readFile(path.join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const lines = text.split("\n");
  const pid = Number(lines[0]);
  return pid > 0 && isAlive(pid) ? { pid, lines } : null;
}

/** For programs that work on the cluster: as the user whom the server runs as, in a folder that everybody has. */
export function spawnOptions(user: ServerUser): { cwd: string; uid?: number; gid?: number } {
  return { cwd: "/", ...(user ?? {}) };
}
