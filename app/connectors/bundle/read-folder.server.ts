import { createReadStream } from "node:fs";
import { lstat, readdir, realpath, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { addFile, addFolder, type BundleEntries, createBundleEntries } from "./bundle-entries.ts";
import { BundleError } from "./bundle-error.ts";

const SLASH = Buffer.from("/");

/**
 * Lists a folder. Names are handled as bytes, since a file system may hold names that are not UTF-8. A link to a file
 * inside the folder is read; a link that leaves it, to a folder or to nothing is ignored, as is what is no file.
 */
export async function readFolder(path: string): Promise<BundleEntries> {
  const root = await realpath(path, { encoding: "buffer" });
  const entries = createBundleEntries();
  const pending: { real: Buffer; logical: string }[] = [{ real: root, logical: "" }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const name of await listNames(folder.real)) {
      const real = Buffer.concat([folder.real, SLASH, name]);
      const logical = folder.logical === "" ? name.toString() : `${folder.logical}/${name.toString()}`;
      const status = await lstat(real);
      if (status.isDirectory()) {
        addFolder(entries, logical);
        pending.push({ real, logical });
        continue;
      }
      const reason = status.isFile() ? null : await findReasonToIgnore(real, root, status.isSymbolicLink());
      if (reason === null) {
        addFile(entries, logical, async () => Readable.from(readBytes(real, logical), { objectMode: false }));
      } else {
        entries.ignored.push({ path: logical, reason, isLost: true });
      }
    }
  }
  return entries;
}

async function* readBytes(path: Buffer, name: string): AsyncGenerator<Buffer> {
  try {
    yield* createReadStream(path);
  } catch (cause) {
    const advice = "give this process the right to read it, and let no one change the bundle meanwhile";
    throw new BundleError(`${name} cannot be read (${(cause as Error).message}): ${advice}.`, { cause });
  }
}

async function listNames(folder: Buffer): Promise<Buffer[]> {
  try {
    return await readdir(folder, { encoding: "buffer" });
  } catch (cause) {
    const advice = "give this process the right to read every folder of the bundle";
    throw new BundleError(`${folder} cannot be listed (${(cause as Error).message}): ${advice}.`, { cause });
  }
}

async function findReasonToIgnore(path: Buffer, root: Buffer, isLink: boolean): Promise<string | null> {
  if (!isLink) {
    return "it is neither a file nor a folder";
  }
  let target: Buffer;
  try {
    target = await realpath(path, { encoding: "buffer" });
  } catch {
    return "it is a link to nothing that can be read";
  }
  if (!target.subarray(0, root.length + 1).equals(Buffer.concat([root, SLASH]))) {
    return "it is a link that leaves the bundle; copy the file itself";
  }
  return (await stat(target)).isFile() ? null : "it is a link, but not to a file; copy the folder itself";
}
