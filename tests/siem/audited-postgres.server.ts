import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { appendFile, chown, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { findServerUser } from "../../app/db/embedded/binaries.server.ts";
import { freePort } from "../support/spawned.server.ts";

const run = promisify(execFile);

const DEBIAN = "/usr/lib/postgresql";
const SETTINGS = path.join(import.meta.dirname, "../../infra/local/pgaudit.conf");

export type AuditedPostgres = {
  /** As the superuser `postgres`. */
  url: string;
  /** What pgaudit wrote so far, one line each. */
  auditLines(): Promise<string[]>;
  stop(): Promise<void>;
};

/**
 * The folder of Debian's newest PostgreSQL that has pgaudit.
 * @throws Error naming the package in CI, which installs it: a test that is skipped there would hide
 */
export function findDebianPostgres(): string | null {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((one, other) => Number(other) - Number(one)) : [];
  const version = versions.find((name) => existsSync(path.join(DEBIAN, name, "lib/pgaudit.so")));
  if (version !== undefined) return path.join(DEBIAN, version);
  if (process.env.CI) {
    throw new Error(
      "pgaudit is not there: install Debian's package postgresql-15-pgaudit (16 on Ubuntu 24.04, 17 on Debian 13); see .ci/run",
    );
  }
  return null;
}

/** Starts a cluster of that PostgreSQL on loopback, with the settings that operators get. Whoever starts it stops it. */
export async function startAuditedPostgres(debian: string): Promise<AuditedPostgres> {
  const user = findServerUser();
  const folder = await mkdtemp(path.join(tmpdir(), "alxderia-pgaudit-"));
  if (user !== null) await chown(folder, user.uid, user.gid);
  const as = { cwd: folder, ...user };
  const program = (name: string) => path.join(debian, "bin", name);
  const cluster = path.join(folder, "cluster");
  const log = path.join(folder, "server.log");
  await run(program("initdb"), ["-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"], as);
  const port = await freePort();
  const own = `listen_addresses = '127.0.0.1'\nport = ${port}\nunix_socket_directories = ''\nfsync = off\n`;
  await appendFile(path.join(cluster, "postgresql.conf"), `\n${own}${await readFile(SETTINGS, "utf8")}`);
  await run(program("pg_ctl"), ["start", "-D", cluster, "-l", log, "-w"], as);
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    auditLines: async () => (await readFile(log, "utf8")).split("\n").filter((line) => line.includes("AUDIT:")),
    async stop() {
      await run(program("pg_ctl"), ["stop", "-D", cluster, "-m", "immediate", "-w"], as);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
