import { rmSync } from "node:fs";
import { mkdtemp, open as openFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import type { Readable } from "node:stream";
import { compareUtf8 } from "../../model/utf8-order.ts";
import type { BundleEntries, OpenFile } from "./bundle-entries.ts";
import { BundleError } from "./bundle-error.ts";
import { findRoot, type IgnoredEntry, SOURCE_FOLDERS } from "./bundle-paths.ts";
import { withZip } from "./index-zip.server.ts";
import { readFolder } from "./read-folder.server.ts";
import { spoolTar } from "./spool-tar.server.ts";

/**
 * An export bundle. Paths are relative to its root, separated by `/` and sorted bytewise; they are names of data and
 * never opened by themselves. `directories` holds every folder, empty ones too. `ignored` is what was not taken.
 */
export type Bundle = {
  name: string;
  paths: string[];
  directories: Set<string>;
  ignored: IgnoredEntry[];
  open: (path: string) => Promise<Readable>;
};

const LAYOUT = `${SOURCE_FOLDERS.map((folder) => `${folder}/`).join(", ")} or manifest.json, possibly inside one top-level folder`;
const ALLOWED = `A bundle is a folder, .tar.gz or .zip that holds ${LAYOUT}`;

/**
 * Lends the bundle at `path`, a folder, .tar.gz or .zip (told apart by content), to `callback`. What had to be
 * unpacked is removed afterwards, whatever happens.
 * @throws BundleError when there is no bundle or its archive is broken or encrypted.
 */
export async function withBundle<Result>(path: string, callback: (bundle: Bundle) => Promise<Result>): Promise<Result> {
  const use = (entries: BundleEntries) => callback(createBundle(path, entries));
  switch (await detectKind(path)) {
    case "folder":
      return use(await readFolder(path));
    case "zip":
      return withZip(path, use);
    case "tar.gz":
      return withSpoolFolder(async (folder) => use(await spoolTar(path, folder)));
  }
}

async function detectKind(path: string): Promise<"folder" | "zip" | "tar.gz"> {
  try {
    const status = await stat(path);
    if (status.isDirectory()) {
      return "folder";
    }
    const magic = status.isFile() ? await readMagic(path) : "";
    if (magic.startsWith("1f8b")) {
      return "tar.gz";
    }
    if (magic === "504b0304" || magic === "504b0506") {
      return "zip";
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    const fault = code === "ENOENT" || code === "ENOTDIR" ? "does not exist" : `cannot be read (${message})`;
    throw new BundleError(`${path} ${fault}. ${ALLOWED}: give the path of one that this process may read.`, { cause });
  }
  throw new BundleError(
    `${path} is neither a folder nor a .tar.gz or .zip archive. ${ALLOWED}: pack it as one of these.`,
  );
}

async function readMagic(path: string): Promise<string> {
  const file = await openFile(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return buffer.toString("hex", 0, bytesRead);
  } finally {
    await file.close();
  }
}

async function withSpoolFolder<Result>(callback: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "alxderia-bundle-"));
  const removeNow = () => rmSync(folder, { recursive: true, force: true });
  // process.exit() in the middle, as a signal handler does, runs no finally block.
  process.once("exit", removeNow);
  try {
    return await callback(folder);
  } finally {
    process.removeListener("exit", removeNow);
    await rm(folder, { recursive: true, force: true });
  }
}

function createBundle(path: string, entries: BundleEntries): Bundle {
  const root = findRoot(entries.files.keys(), entries.folders);
  if ("found" in root) {
    throw new BundleError(
      `${path} holds no bundle: found ${describeFound(root.found)}. ${ALLOWED}: give the path of that folder.`,
    );
  }
  const { prefix } = root;
  const files = new Map<string, OpenFile>();
  const ignored = entries.ignored.map((entry) => ({ ...entry, path: withoutPrefix(entry.path, prefix) }));
  for (const [name, open] of entries.files) {
    if (!name.startsWith(prefix)) {
      ignored.push({ path: name, reason: `it lies beside the bundle, which is the folder ${prefix}`, isLost: false });
    } else if (isResourceFork(name, entries.files)) {
      const path = name.slice(prefix.length);
      ignored.push({ path, reason: "it is macOS metadata of the file beside it", isLost: false });
    } else {
      files.set(name.slice(prefix.length), open);
    }
  }
  const inside = [...entries.folders].filter((folder) => folder.startsWith(prefix));
  return {
    name: basename(resolve(path)),
    paths: [...files.keys()].sort(compareUtf8),
    directories: new Set(inside.map((folder) => folder.slice(prefix.length)).sort(compareUtf8)),
    ignored: ignored.sort((left, right) => compareUtf8(left.path, right.path)),
    open: async (name) => {
      const open = files.get(name);
      if (open === undefined) {
        throw new Error(`the bundle has no file ${JSON.stringify(name)}; open takes one of its paths`);
      }
      return open();
    },
  };
}

function withoutPrefix(path: string, prefix: string): string {
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

/** Archives made on macOS hold `._name` beside each `name`. */
function isResourceFork(path: string, files: ReadonlyMap<string, OpenFile>): boolean {
  const slash = path.lastIndexOf("/") + 1;
  return path.startsWith("._", slash) && files.has(path.slice(0, slash) + path.slice(slash + 2));
}

function describeFound(names: string[]): string {
  if (names.length === 0) {
    return "nothing, it is empty";
  }
  const shown = names.slice(0, 8).map((name) => JSON.stringify(name));
  return names.length > shown.length ? `${shown.join(", ")} and ${names.length - shown.length} more` : shown.join(", ");
}
