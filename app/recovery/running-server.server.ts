import { createDatabase, type Database } from "../db/database.server.ts";
import { destroyCluster } from "../db/embedded/destroy-cluster.server.ts";
import { joinEmbeddedPostgres } from "../db/embedded/embedded-postgres.server.ts";
import { type ContentDigest, digestContent } from "../history/replay-compare.server.ts";
import { TARGETS } from "./report.ts";
import type { Scratch } from "./scratch.server.ts";

/** The drill's server for as long as it lives. */
export type RunningServer = {
  /** As the product connects. */
  database: Database;
  owner: Database;
  ownerUrl: string;
  /** Ends every process at once, and takes the data directory away unless it is kept. */
  destroy(options?: { keepFiles?: boolean }): Promise<void>;
};

/** Starts the cluster of a drill; one that is restored recovers first, for as long as the RTO allows. */
export async function startServer(
  { dataDir, version }: Pick<Scratch, "dataDir" | "version">,
  settings: Record<string, string>,
  onProgress: (message: string) => void,
): Promise<RunningServer> {
  const server = await joinEmbeddedPostgres(dataDir, {
    version,
    // Each commit has its time: what recovery_target_time is compared with.
    settings: { track_commit_timestamp: "on", ...settings },
    startWithinSeconds: TARGETS.rtoSeconds,
    onProgress,
  });
  const database = createDatabase(server.appUrl, { max: 4 });
  const owner = createDatabase(server.ownerUrl, { max: 4 });
  return {
    database,
    owner,
    ownerUrl: server.ownerUrl,
    async destroy(how) {
      await destroyCluster(dataDir, how);
      await Promise.all([database.close(), owner.close()]);
      await server.leave();
    },
  };
}

/** Of the database that the owner is connected to. */
export async function digestOf(owner: Database): Promise<ContentDigest> {
  const client = await owner.pool.connect();
  try {
    return await digestContent(client);
  } finally {
    client.release();
  }
}

/** Waits until the archive has everything that is written now. @throws Error when the archiver does not come to it */
export async function waitForArchive(owner: Database, withinSeconds: number): Promise<void> {
  const { rows } = await owner.pool.query<{ segment: string }>(
    "select pg_walfile_name(pg_current_wal_insert_lsn()) as segment",
  );
  const limit = performance.now() + withinSeconds * 1000;
  for (;;) {
    const { rows: found } = await owner.pool.query<{ archived: boolean; failed: string | null }>(
      `select coalesce(left(last_archived_wal, 24) >= $1, false) as archived, last_failed_wal as failed
       from pg_stat_archiver`,
      [rows[0]?.segment],
    );
    if (found[0]?.archived) return;
    if (performance.now() > limit) {
      throw new Error(
        `${rows[0]?.segment} is not in the archive after ${withinSeconds} s (failed: ${found[0]?.failed})`,
      );
    }
    await owner.pool.query("select pg_sleep(0.1)");
  }
}
