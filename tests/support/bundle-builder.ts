import { crc32, gzipSync } from "node:zlib";
import { pack } from "tar-stream";
import type { Json, JsonObject } from "../../app/model/json.ts";

/** Files of a bundle by path; text and bytes are written as they are, everything else as JSON. */
export type BundleFiles = { [path: string]: Json | Buffer };

/** @returns what stands in the file. */
export function contentOf(value: Json | Buffer): Buffer {
  if (Buffer.isBuffer(value)) return value;
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
}

/** A list in pages of at most two records, as the tools print it. */
function pagesOf(records: readonly Json[], key: string): JsonObject[] {
  const pages: JsonObject[] = [];
  for (let start = 0; start < records.length; start += 2) {
    pages.push({ [key]: records.slice(start, start + 2), NextToken: "more" });
  }
  const last = pages.at(-1);
  if (last) delete last.NextToken;
  return pages;
}

/** Every way in which docs/bundle.md allows a list to be wrapped; `key` is the list's own. */
export const WRAPPINGS: Readonly<Record<string, (records: readonly Json[], key: string) => string>> = {
  "a bare array": (records) => JSON.stringify(records, null, 2),
  "one wrapped page": (records, key) => JSON.stringify({ [key]: records, etag: "x" }),
  "an array of wrapped pages": (records, key) => JSON.stringify(pagesOf(records, key)),
  "an array of bare pages": (records) => JSON.stringify([records.slice(0, 1), records.slice(1)]),
  NDJSON: (records) => records.map((record) => `${JSON.stringify(record)}\n`).join(""),
  "NDJSON of pages": (records, key) =>
    pagesOf(records, key)
      .map((page) => JSON.stringify(page))
      .join("\r\n"),
  "several documents one after the other": (records, key) =>
    pagesOf(records, key)
      .map((page) => JSON.stringify(page, null, 4))
      .join(""),
  "several arrays one after the other": (records) =>
    JSON.stringify(records.slice(0, 1)) + JSON.stringify(records.slice(1)),
  "a byte order mark before it": (records) => `\uFEFF${JSON.stringify(records)}`,
};

/** The same object with the keys of every object in the opposite order. */
export function reverseKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, inner]) => [key, reverseKeys(inner)]),
  );
}

/** A .tar.gz with these entries, whatever their names. */
export async function toTarGz(files: BundleFiles, folder = ""): Promise<Buffer> {
  const tar = pack();
  for (const [path, value] of Object.entries(files)) tar.entry({ name: folder + path }, contentOf(value));
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return gzipSync(Buffer.concat(chunks));
}

/** A .zip of stored entries, made by hand because zip programs refuse hostile names. */
export function toZip(entries: readonly (readonly [path: string, value: Json | Buffer])[], folder = ""): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, value] of entries) {
    const name = Buffer.from(folder + path);
    const content = contentOf(value);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\0", "latin1"), common, tail, name);
    parts.push(Buffer.from("PK\x03\x04", "latin1"), common, name, content);
    offset += 30 + name.length + content.length;
  }
  const index = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(index.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, index, end]);
}
