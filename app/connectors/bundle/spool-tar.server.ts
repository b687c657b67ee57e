import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { type ExtractEvents, extract, type Header } from "tar-stream";
import { acceptName, addFile, addFolder, type BundleEntries, createBundleEntries } from "./bundle-entries.ts";
import { BundleError } from "./bundle-error.ts";
import { resolveLink } from "./bundle-paths.ts";

type TarContent = ExtractEvents["entry"][1];

/**
 * Unpacks a .tar.gz into `spoolFolder`, which must be empty, under the names 1, 2, 3, …: no name of the archive is
 * ever used on disk. A link to a file of the archive stands for that file; all other links are ignored.
 * @throws BundleError for a broken archive and a full disk.
 */
export async function spoolTar(path: string, spoolFolder: string): Promise<BundleEntries> {
  const entries = createBundleEntries();
  const links: { path: string; target: string }[] = [];
  let count = 0;

  const take = async (header: Header, content: TarContent): Promise<void> => {
    const name = acceptName(entries, header.name);
    if (name !== null && (header.type === "file" || header.type === "contiguous-file")) {
      const spooled = join(spoolFolder, String(++count));
      await pipeline(content, createWriteStream(spooled, { flags: "wx", mode: 0o600 }));
      addFile(entries, name, async () => createReadStream(spooled));
      return;
    }
    if (name !== null && header.type === "directory") {
      addFolder(entries, name);
    } else if (name !== null && (header.type === "link" || header.type === "symlink")) {
      const target = header.linkname ?? "";
      // A hard link names its target from the root of the archive, a symbolic one from its own folder.
      const resolved = resolveLink(header.type === "link" ? "" : name, target);
      links.push({ path: name, target: resolved ?? "" });
    } else if (name !== null) {
      entries.ignored.push({ path: name, reason: "it is neither a file nor a folder", isLost: true });
    }
    content.resume();
  };

  const unpack = extract();
  unpack.on("entry", (header, content, next) => {
    take(header, content).then(() => next(), next);
  });
  try {
    await pipeline(createReadStream(path), createGunzip(), unpack);
  } catch (cause) {
    throw describeFailure(path, spoolFolder, cause);
  }

  for (const link of links) {
    const open = entries.files.get(link.target);
    if (open === undefined) {
      entries.ignored.push({
        path: link.path,
        reason: "it is a link, but not to a file of the archive; pack the file itself",
        isLost: true,
      });
    } else {
      addFile(entries, link.path, open);
    }
  }
  return entries;
}

function describeFailure(path: string, spoolFolder: string, cause: unknown): BundleError {
  const { code, message } = cause as NodeJS.ErrnoException;
  if (code === "ENOSPC" || code === "EDQUOT") {
    const advice = "free some space, set TMPDIR to a larger disk, or unpack the archive and ingest the folder";
    return new BundleError(`${path} does not fit on the disk when unpacked into ${spoolFolder}: ${advice}.`, { cause });
  }
  const advice = "copy or pack it again (tar -czf bundle.tar.gz -C <folder> .)";
  return new BundleError(`${path} is not a whole .tar.gz archive (${message}): ${advice}.`, { cause });
}
