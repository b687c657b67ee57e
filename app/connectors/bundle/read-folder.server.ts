import { closeSync, type Dirent, fstatSync, openSync, readSync } from "node:fs";
import { readdir, realpath, stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { addFile, addFolder, type BundleEntries, createBundleEntries } from "./bundle-entries.ts";
import { BundleError } from "./bundle-error.ts";

const SLASH = Buffer.from("/");
const CHUNK_BYTES = 64 * 1024;

/**
 * Lists a folder. Names are handled as bytes, since a file system may hold names that are not UTF-8. A link to a file
 * inside the folder is read; a link that leaves it, to a folder or to nothing is ignored, as is what is no file.
 */
export async function readFolder(path: string): Promise<BundleEntries> {
  const root = await realpath(path, { encoding: "buffer" });
  const entries = createBundleEntries();
  const pending: { real: Buffer; logical: string }[] = [{ real: root, logical: "" }];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of await listEntries(folder.real)) {
      const real = Buffer.concat([folder.real, SLASH, entry.name]);
      const logical = folder.logical === "" ? entry.name.toString() : `${folder.logical}/${entry.name.toString()}`;
      if (entry.isDirectory()) {
        addFolder(entries, logical);
        pending.push({ real, logical });
        continue;
      }
      const reason = entry.isFile() ? null : await findReasonToIgnore(real, root, entry.isSymbolicLink());
      if (reason === null) {
        addFile(entries, logical, async () => Readable.from(readBytes(real, logical), { objectMode: false }));
      } else {
        entries.ignored.push({ path: logical, reason, isLost: true });
      }
    }
  }
  return entries;
}

/**
 * Reads synchronously: an export holds tens of thousands of small files, and to hand the opening, reading and closing
 * of each to another thread takes longer than to do it.
 */
function* readBytes(path: Buffer, name: string): Generator<Buffer> {
  let file: number | undefined;
  try {
    file = openSync(path, "r");
    // One byte more than there is, so that the end of a small file shows in its first read.
    const size = Math.min(fstatSync(file).size + 1, CHUNK_BYTES);
    for (let isEnd = false; !isEnd; ) {
      const chunk = Buffer.allocUnsafe(size);
      const length = readSync(file, chunk);
      isEnd = length === 0 || (length < size && size < CHUNK_BYTES);
      if (length > 0) yield chunk.subarray(0, length);
    }
  } catch (cause) {
    const advice = "give this process the right to read it, and let no one change the bundle meanwhile";
    throw new BundleError(`${name} cannot be read (${(cause as Error).message}): ${advice}.`, { cause });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

async function listEntries(folder: Buffer): Promise<Dirent<Buffer>[]> {
  try {
    return await readdir(folder, { encoding: "buffer", withFileTypes: true });
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
