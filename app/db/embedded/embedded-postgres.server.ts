import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, rm, writeFile } from "node:fs/promises";
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
import {
  type Connection,
  findPostmaster,
  readConnection,
  spawnOptions,
  urlOf,
  writeConnection,
} from "./cluster.server.ts";
import { withFileLock } from "./lock.server.ts";
import { explainStart, logFileOf, waitForRecovery } from "./wait-for-recovery.server.ts";

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

type Options = {
  version?: EmbeddedVersion;
  onProgress?: (message: string) => void;
  /** How this process shows in the server: a keeper does not hold the server against a stop. */
  presence?: "user" | "keeper";
  /** Server settings beside or instead of the usual ones; they count for whoever starts the server. */
  settings?: Record<string, string>;
  /** How long the server may take to start; a recovery takes longer than a start. 60 by default. */
  startWithinSeconds?: number;
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
  const { version = 18, startWithinSeconds = 60 } = options;
  const report = options.onProgress ?? (() => {});
  await mkdir(dataDir, { recursive: true, mode: 0o755 });
  const user = findServerUser();
  const cluster = path.join(reachableFolder(dataDir, user), `postgres-${version}`);
  const lockFile = path.join(dataDir, "lock");
  const programs = await findBinaries(version, user);

  const { connection, presence } = await withFileLock(lockFile, async () => {
    if (!existsSync(path.join(cluster, "PG_VERSION"))) {
      report(`creating an embedded PostgreSQL ${version}`);
      await createCluster(programs.initdb, cluster, dataDir, user);
    }
    let current = await readConnection(dataDir);
    if ((await findPostmaster(cluster)) === null) {
      report(`starting the embedded PostgreSQL ${version}`);
      current = { ...current, port: await findFreePort() };
      await writeConnection(dataDir, current);
      const settings = { ...SETTINGS, ...options.settings };
      await startServer(programs.pgCtl, { cluster, user, settings, port: current.port, within: startWithinSeconds });
      await waitForRecovery(current, startWithinSeconds);
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
        if (others === 0 && (await findPostmaster(cluster)) !== null) {
          await run(programs.pgCtl, ["stop", "-D", cluster, "-m", "fast", "-w"], spawnOptions(user));
        }
      });
    },
  };
}

async function createCluster(initdb: string, cluster: string, dataDir: string, user: ServerUser): Promise<void> {
  const ownerPassword = randomBytes(24).toString("base64url");
  await rm(cluster, { recursive: true, force: true });
  await mkdir(cluster, { recursive: true, mode: 0o700 });
  if (path.resolve(cluster, "..") !== path.resolve(dataDir)) await chmod(path.dirname(cluster), 0o755);
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
  await writeConnection(dataDir, {
    port: 0,
    ownerPassword,
    appPassword: randomBytes(24).toString("base64url"),
    cluster,
  });
}

type Start = { cluster: string; port: number; user: ServerUser; settings: Record<string, string>; within: number };

async function startServer(pgCtl: string, { cluster, port, user, settings, within }: Start): Promise<void> {
  const words = Object.entries(settings).map(([key, value]) => `-c ${key}='${value}'`);
  // pg_ctl starts the server in a session of its own: it outlives the process that was first, for those that joined.
  const child = spawn(
    pgCtl,
    ["start", "-D", cluster, "-w", "-t", `${within}`, "-l", logFileOf(cluster), "-o", `-p ${port} ${words.join(" ")}`],
    { ...spawnOptions(user), stdio: "ignore" },
  );
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", resolve);
  });
  if (code !== 0) throw await explainStart(cluster);
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
