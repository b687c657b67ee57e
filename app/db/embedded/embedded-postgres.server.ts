import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import {
  type EmbeddedVersion,
  findBinaries,
  findServerUser,
  reachableFolder,
  type ServerUser,
} from "./binaries.server.ts";
import { isAlive, withFileLock } from "./lock.server.ts";

const run = promisify(execFile);

/** The embedded server, joined by this process until `leave`. */
export type EmbeddedPostgres = {
  /** The owner's connection string: migrations, backups, checks. */
  ownerUrl: string;
  /** The unprivileged login of the product (alxderia_app). */
  appUrl: string;
  /** Leaves; the last one to leave stops the server. `stop: true` stops it for idle keepers as well. */
  leave(options?: { stop?: boolean }): Promise<void>;
};

type Connection = { port: number; ownerPassword: string; appPassword: string; cluster: string };

type Options = {
  version?: EmbeddedVersion;
  onProgress?: (message: string) => void;
  /** How this process shows in the server: a keeper does not hold the server against a stop. */
  presence?: "user" | "keeper";
  /** Server settings beside or instead of the usual ones; they count for whoever starts the server. */
  settings?: Record<string, string>;
};

const PRESENCE = "alxderia presence";

// Sized for a laptop: the product's own pool is 10; a bulk load wants WAL room, not frequent checkpoints.
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "60",
  shared_buffers: "256MB",
  work_mem: "16MB",
  maintenance_work_mem: "128MB",
  max_wal_size: "4GB",
  checkpoint_timeout: "15min",
  random_page_cost: "1.1",
  jit: "off",
};

/**
 * Joins the embedded PostgreSQL of a data folder, starting (and first creating) it when it does not run.
 * @throws Error with the server's own words when it does not start
 */
export async function joinEmbeddedPostgres(dataDir: string, options: Options = {}): Promise<EmbeddedPostgres> {
  const version = options.version ?? 18;
  const report = options.onProgress ?? (() => {});
  await mkdir(dataDir, { recursive: true, mode: 0o755 });
  const user = findServerUser();
  const cluster = path.join(reachableFolder(dataDir, user), `postgres-${version}`);
  const connectionFile = path.join(dataDir, "connection.json");
  const lockFile = path.join(dataDir, "lock");
  const programs = await findBinaries(version, user);

  const { connection, presence } = await withFileLock(lockFile, async () => {
    if (!existsSync(path.join(cluster, "PG_VERSION"))) {
      report(`creating an embedded PostgreSQL ${version}`);
      await createCluster(programs.initdb, cluster, connectionFile, user);
    }
    let current = JSON.parse(await readFile(connectionFile, "utf8")) as Connection;
    if (!(await isRunning(cluster))) {
      report(`starting the embedded PostgreSQL ${version}`);
      current = { ...current, port: await findFreePort() };
      await writeConnection(connectionFile, current);
      await startServer(programs.pgCtl, cluster, current.port, user, { ...SETTINGS, ...options.settings });
      await ensureDatabase(current);
    }
    // Opened under the lock: whoever leaves next sees it.
    return { connection: current, presence: await connect(current, `${PRESENCE} ${options.presence ?? "user"}`) };
  });

  return {
    ownerUrl: urlOf(connection, "postgres", connection.ownerPassword),
    appUrl: urlOf(connection, "alxderia_app", connection.appPassword),
    async leave({ stop = false } = {}) {
      await withFileLock(lockFile, async () => {
        const others = await countOthers(presence, stop).catch(() => 0);
        await presence.end().catch(() => {});
        if (others === 0 && (await isRunning(cluster))) {
          await run(programs.pgCtl, ["stop", "-D", cluster, "-m", "fast", "-w"], spawnOptions(user));
        }
      });
    },
  };
}

async function createCluster(initdb: string, cluster: string, connectionFile: string, user: ServerUser): Promise<void> {
  const ownerPassword = randomBytes(24).toString("base64url");
  await rm(cluster, { recursive: true, force: true });
  await mkdir(cluster, { recursive: true, mode: 0o700 });
  if (path.dirname(cluster) !== path.dirname(connectionFile)) await chmod(path.dirname(cluster), 0o755);
  if (user) await chown(cluster, user.uid, user.gid);
  // initdb wants an empty folder, so the password stands beside it
  const besides = `${cluster}.password`;
  await writeFile(besides, ownerPassword, { mode: 0o600 });
  if (user) await chown(besides, user.uid, user.gid);
  try {
    await run(
      initdb,
      ["-D", cluster, "-U", "postgres", "-A", "scram-sha-256", `--pwfile=${besides}`, "-E", "UTF8", "--locale=C.UTF-8"],
      spawnOptions(user),
    );
  } catch (error) {
    await rm(cluster, { recursive: true, force: true });
    throw new Error(`initdb failed in ${cluster}: ${(error as { stderr?: string }).stderr ?? error}`, { cause: error });
  } finally {
    await rm(besides, { force: true });
  }
  await writeConnection(connectionFile, {
    port: 0,
    ownerPassword,
    appPassword: randomBytes(24).toString("base64url"),
    cluster,
  });
}

async function writeConnection(file: string, connection: Connection): Promise<void> {
  await writeFile(file, `${JSON.stringify(connection, null, 2)}\n`, { mode: 0o600 });
}

async function startServer(
  pgCtl: string,
  cluster: string,
  port: number,
  user: ServerUser,
  values: Record<string, string>,
): Promise<void> {
  const settings = Object.entries(values).map(([key, value]) => `-c ${key}='${value}'`);
  const logFile = path.join(cluster, "server.log");
  // pg_ctl starts the server in a session of its own: it outlives the process that was first, for those that joined.
  const child = spawn(
    pgCtl,
    ["start", "-D", cluster, "-w", "-t", "60", "-l", logFile, "-o", `-p ${port} ${settings.join(" ")}`],
    { ...spawnOptions(user), stdio: "ignore" },
  );
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0) {
    const log = await readFile(logFile, "utf8").catch(() => "");
    throw new Error(`the embedded PostgreSQL in ${cluster} did not start:\n${log.split("\n").slice(-8).join("\n")}`);
  }
}

async function ensureDatabase(connection: Connection): Promise<void> {
  const client = await connect(connection, "alxderia setup", "postgres");
  try {
    const { rowCount } = await client.query("select from pg_database where datname = 'alxderia'");
    if (rowCount === 0) await client.query("create database alxderia");
    await client.query(
      `do $$ begin create role alxderia_app nologin noinherit; exception when duplicate_object then null; end $$`,
    );
    await client.query(`alter role alxderia_app login password '${connection.appPassword}'`);
  } finally {
    await client.end();
  }
}

async function connect(connection: Connection, applicationName: string, database = "alxderia"): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: urlOf(connection, "postgres", connection.ownerPassword, database),
    application_name: applicationName,
  });
  // The server may be stopped under a keeper; that ends the connection, not the process.
  client.on("error", () => {});
  await client.connect();
  return client;
}

async function countOthers(presence: pg.Client, stop: boolean): Promise<number> {
  const { rows } = await presence.query<{ number: string }>(
    `select count(*) as number from pg_stat_activity where pid <> pg_backend_pid() and application_name like $1`,
    [stop ? `${PRESENCE} user` : `${PRESENCE}%`],
  );
  return Number(rows[0]?.number ?? 0);
}

async function isRunning(cluster: string): Promise<boolean> {
  const text = await readFile(path.join(cluster, "postmaster.pid"), "utf8").catch(() => "");
  const pid = Number(text.split("\n")[0]);
  return pid > 0 && isAlive(pid);
}

async function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });
}

function urlOf(connection: Connection, user: string, password: string, database = "alxderia"): string {
  return `postgres://${user}:${password}@127.0.0.1:${connection.port}/${database}`;
}

function spawnOptions(user: ServerUser): { cwd: string; uid?: number; gid?: number } {
  return { cwd: "/", ...(user ?? {}) };
}
