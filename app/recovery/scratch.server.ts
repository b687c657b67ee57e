import { chmod, chown, mkdir, mkdtemp, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type EmbeddedVersion, findServerUser, reachableFolder } from "../db/embedded/binaries.server.ts";
import { destroyCluster } from "../db/embedded/destroy-cluster.server.ts";

/** What a drill leaves on disk, all of it in one folder. */
export type Scratch = {
  folder: string;
  /** Of PostgreSQL. */
  version: EmbeddedVersion;
  /** Of the embedded server: the one thing that is destroyed. */
  dataDir: string;
  /** What outlives the server: the archive of its log, the backup, published seals and their keys. */
  archive: string;
  backup: string;
  history: string;
  bundle: string;
  /** Ends the server's processes and takes the folder away, or leaves it with `keep`. */
  close(options?: { keep?: boolean }): Promise<void>;
};

/** Makes a new folder where the server's user can reach its own part. */
export async function createScratch(version: EmbeddedVersion): Promise<Scratch> {
  const user = findServerUser();
  const wanted = await mkdtemp(path.join(tmpdir(), "alxderia-drill-"));
  await chmod(wanted, 0o755);
  const folder = reachableFolder(wanted, user);
  if (folder !== wanted) {
    await rmdir(wanted);
    await mkdir(folder, { recursive: true, mode: 0o755 });
  }
  const inside = (name: string) => path.join(folder, name);
  const archive = inside("archive");
  await mkdir(archive, { mode: 0o700 });
  if (user) await chown(archive, user.uid, user.gid);
  const dataDir = inside("data");
  return {
    folder,
    version,
    dataDir,
    archive,
    backup: inside("backup"),
    history: inside("history"),
    bundle: inside("bundle"),
    async close({ keep = false } = {}) {
      await destroyCluster(dataDir, { keepFiles: keep });
      if (!keep) await rm(folder, { recursive: true, force: true });
    },
  };
}
