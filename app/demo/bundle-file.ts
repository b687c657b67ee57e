import type { JsonObject } from "../model/json.ts";

/** One file of a bundle: its path inside and its text, piece by piece. */
export type BundleFile = { path: string; pieces: Iterable<string> };

/** A file with one JSON object. */
export function createObjectFile(path: string, value: JsonObject): BundleFile {
  return { path, pieces: [JSON.stringify(value), "\n"] };
}

/** A file with a bare JSON array. */
export function createArrayFile(path: string, rows: Iterable<JsonObject>): BundleFile {
  return { path, pieces: arrayPieces("", rows, "\n") };
}

/**
 * A file with one page as the provider wraps it.
 * @param head the keys before the list
 * @param listKey the key of the list
 * @param tail the keys after the list
 */
export function createPageFile(
  path: string,
  head: JsonObject,
  listKey: string,
  rows: Iterable<JsonObject>,
  tail: JsonObject = {},
): BundleFile {
  const before = JSON.stringify(head).slice(0, -1);
  const comma = before === "{" ? "" : ",";
  const after = JSON.stringify(tail).slice(1);
  const open = `${before}${comma}${JSON.stringify(listKey)}:`;
  return { path, pieces: arrayPieces(open, rows, `${after === "}" ? "" : ","}${after}\n`) };
}

/** A file with several JSON documents one after the other, as `--paginate` prints them. */
export function createDocumentsFile(path: string, documents: Iterable<JsonObject>): BundleFile {
  return { path, pieces: documentPieces(documents) };
}

/** A file with lines of text. */
export function createTextFile(path: string, lines: readonly string[]): BundleFile {
  return { path, pieces: lines.map((line) => `${line}\n`) };
}

function* arrayPieces(open: string, rows: Iterable<JsonObject>, close: string): Generator<string> {
  yield `${open}[`;
  let separator = "\n";
  for (const row of rows) {
    yield separator + JSON.stringify(row);
    separator = ",\n";
  }
  yield `\n]${close}`;
}

function* documentPieces(documents: Iterable<JsonObject>): Generator<string> {
  for (const document of documents) yield `${JSON.stringify(document)}\n`;
}
