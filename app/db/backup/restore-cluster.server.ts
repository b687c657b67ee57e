import { spawn } from "node:child_process";
import { once } from "node:events";
import { chown, mkdir, open, writeFile } from "node:fs/promises";
import path from "node:path";
import { text } from "node:stream/consumers";
import { findServerUser, type ServerUser } from "../embedded/binaries.server.ts";
import { readConnection, spawnOptions } from "../embedded/cluster.server.ts";
import { BACKUP_FILES } from "./base-backup.server.ts";
import { verifyBackup } from "./verify-backup.server.ts";

/**
 * Unpacks a backup as the cluster of an embedded data folder and checks it; the next start recovers (recovery.signal).
 * @param dataDir its cluster must be gone
 * @returns how many files of the backup were checked
 * @throws Error when the backup cannot be unpacked or is not as the server sent it
 */
export async function restoreCluster(backupFolder: string, dataDir: string): Promise<number> {
  const { cluster } = await readConnection(dataDir);
  const user = findServerUser();
  await mkdir(cluster, { mode: 0o700 });
  if (user) await chown(cluster, user.uid, user.gid);
  await unpack(path.join(backupFolder, BACKUP_FILES.archive), cluster, user);
  const files = await verifyBackup(cluster, path.join(backupFolder, BACKUP_FILES.manifest));
  const signal = path.join(cluster, "recovery.signal");
  await writeFile(signal, "", { mode: 0o600 });
  if (user) await chown(signal, user.uid, user.gid);
  return files;
}

/** As the server's user, whose files they become; the archive itself is readable by whoever took it. */
async function unpack(archive: string, cluster: string, user: ServerUser): Promise<void> {
  const input = await open(archive);
  try {
    const tar = spawn("tar", ["-x", "-f", "-", "-C", cluster], {
      ...spawnOptions(user),
      stdio: [input.fd, "ignore", "pipe"],
    });
    const [complaints, [code]] = await Promise.all([tar.stderr ? text(tar.stderr) : "", once(tar, "close")]);
    if (code !== 0) throw new Error(`tar could not unpack the backup: ${complaints.trim()}`);
  } finally {
    await input.close();
  }
}
