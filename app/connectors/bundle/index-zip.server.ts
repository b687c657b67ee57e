import { Readable } from "node:stream";
import { crc32 } from "node:zlib";
import type { Entry, ZipFile } from "yauzl";
import yauzl from "yauzl";
import { acceptName, addFile, addFolder, type BundleEntries, createBundleEntries } from "./bundle-entries.ts";
import { BundleError } from "./bundle-error.ts";

const UNIX_TYPE = 0o170000;
const UNIX_LINK = 0o120000;

/**
 * Lends the entries of a .zip, whose files are read in place until `callback` is done; nothing is unpacked to disk.
 * @throws BundleError for a broken or encrypted archive; while a file is read, for broken content too.
 */
export async function withZip<Result>(
  path: string,
  callback: (entries: BundleEntries) => Promise<Result>,
): Promise<Result> {
  let zip: ZipFile | undefined;
  try {
    let entries: BundleEntries;
    try {
      // Names stay undecoded, so that a hostile one is ignored alone instead of failing the archive.
      zip = await yauzl.openPromise(path, { autoClose: false, decodeStrings: false });
      entries = await indexZip(path, zip);
    } catch (cause) {
      throw describeFailure(path, cause);
    }
    return await callback(entries);
  } finally {
    zip?.close();
  }
}

async function indexZip(path: string, zip: ZipFile): Promise<BundleEntries> {
  const entries = createBundleEntries();
  for await (const entry of zip.eachEntry()) {
    const raw = yauzl.getFileNameLowLevel(entry.generalPurposeBitFlag, entry.fileNameRaw, entry.extraFields, true);
    // Old .NET wrote backslashes between folders; beside a slash, a backslash is a character of the name.
    const decoded = raw.includes("/") ? raw : raw.replaceAll("\\", "/");
    const name = acceptName(entries, decoded);
    if (name === null) {
      continue;
    }
    if (decoded.endsWith("/")) {
      addFolder(entries, name);
    } else if (((entry.externalFileAttributes >>> 16) & UNIX_TYPE) === UNIX_LINK) {
      entries.ignored.push({ path: name, reason: "it is a link; pack the file itself", isLost: true });
    } else {
      checkReadable(path, entry, name);
      addFile(entries, name, async () => Readable.from(readEntry(path, zip, entry, name), { objectMode: false }));
    }
  }
  return entries;
}

function checkReadable(path: string, entry: Entry, name: string): void {
  if (entry.isEncrypted()) {
    throw new BundleError(`${path} is encrypted (${name}): unpack it and pack it again without a password.`);
  }
  if (!entry.canDecodeFileData()) {
    const method = `compression method ${entry.compressionMethod}`;
    throw new BundleError(
      `${path} holds ${name} in ${method}; allowed are stored and deflate: pack it again (zip -r).`,
    );
  }
}

async function* readEntry(path: string, zip: ZipFile, entry: Entry, name: string): AsyncGenerator<Buffer> {
  let sum = 0;
  try {
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      sum = crc32(chunk, sum);
      yield chunk;
    }
  } catch (cause) {
    throw describeFailure(`${path}, file ${name},`, cause);
  }
  if (sum !== entry.crc32) {
    throw describeFailure(`${path}, file ${name},`, new Error("its checksum is wrong"));
  }
}

function describeFailure(what: string, cause: unknown): BundleError {
  if (cause instanceof BundleError) {
    return cause;
  }
  const { message } = cause as Error;
  return new BundleError(`${what} is not a whole .zip archive (${message}): copy or pack it again (zip -r).`, {
    cause,
  });
}
