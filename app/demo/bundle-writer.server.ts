import { Buffer } from "node:buffer";
import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BundleFile } from "./bundle-file.ts";

const CHUNK = 1 << 18;

/** Writes files of a bundle below one folder, one open at a time, and counts them. */
type BundleWriter = { write: (file: BundleFile) => void; files: () => number; bytes: () => number };

/** @param folder the root of the bundle; made when missing. Errors of the disk are thrown as they are. */
export function createBundleWriter(folder: string): BundleWriter {
  const buffer = Buffer.allocUnsafe(CHUNK);
  const made = new Set<string>();
  let files = 0;
  let bytes = 0;

  function makeFolder(path: string): void {
    if (made.has(path)) return;
    mkdirSync(path, { recursive: true });
    made.add(path);
  }

  function writeAll(handle: number, from: Buffer, length: number): void {
    for (let done = 0; done < length; ) done += writeSync(handle, from, done, length - done);
    bytes += length;
  }

  function write(file: BundleFile): void {
    const path = join(folder, file.path);
    makeFolder(dirname(path));
    const handle = openSync(path, "w");
    try {
      let used = 0;
      for (const piece of file.pieces) {
        const most = piece.length * 3;
        if (used + most > CHUNK) {
          writeAll(handle, buffer, used);
          used = 0;
        }
        if (most > CHUNK) {
          const whole = Buffer.from(piece);
          writeAll(handle, whole, whole.length);
        } else used += buffer.write(piece, used);
      }
      writeAll(handle, buffer, used);
    } finally {
      closeSync(handle);
    }
    files++;
  }

  return { write, files: () => files, bytes: () => bytes };
}
