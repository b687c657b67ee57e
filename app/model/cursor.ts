import { z } from "zod";

const NOT_OURS =
  "the cursor is not one that this list gave out: send `nextCursor` of the page before, unchanged, or leave it out";
const NOT_IN_THIS_ORDER =
  "the cursor is not one that this list gave out in this order: send it with the `sort` of the page that gave it out, or leave it out";

/** A `cursor` that no list of ours gave out, or not in this order. The caller sent it, so it becomes a 400. */
export class CursorError extends Error {
  /** @param isSorted whether the list, or the cursor, is of an order that has a name */
  constructor(isSorted = false) {
    super(isSorted ? NOT_IN_THIS_ORDER : NOT_OURS);
    this.name = "CursorError";
  }
}

/** What a cursor holds where the list is not in its own order. */
const Sorted = z.strictObject({ sort: z.string(), key: z.unknown() });

/**
 * @param sort the order of the list, where it is not its own
 * @returns the key of a page's last row as opaque text, safe in a URL
 */
export function encodeCursor(key: readonly unknown[], sort?: string): string {
  return Buffer.from(JSON.stringify(sort === undefined ? key : { sort, key })).toString("base64url");
}

/**
 * @param key the shape of the list's key
 * @param sort as for `encodeCursor`
 * @returns the key that `encodeCursor` was given, or null without a cursor
 * @throws CursorError when the text is no such key, or one of another order
 */
export function decodeCursor<Key>(cursor: string | null | undefined, key: z.ZodType<Key>, sort?: string): Key | null {
  const bytes = decodeBytes(cursor);
  if (bytes === null) return null;
  const value = readJson(bytes.toString("utf8"));
  const sorted = Sorted.safeParse(value);
  if (sorted.data?.sort !== sort) throw new CursorError(true);
  const parsed = key.safeParse(sorted.success ? sorted.data.key : value);
  if (!parsed.success) throw new CursorError(sort !== undefined);
  return parsed.data;
}

/** @returns undefined for what is no JSON, and for text with U+0000, which PostgreSQL does not take */
function readJson(text: string): unknown {
  let isTaken = true;
  try {
    const value: unknown = JSON.parse(text, (_name, part: unknown) => {
      if (typeof part === "string" && part.includes("\u0000")) isTaken = false;
      return part;
    });
    return isTaken ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * For lists whose key is one string of bytes, which begins with no brace.
 * @throws CursorError when the text is not base64url, or a cursor of another order
 */
export function decodeBytesCursor(cursor: string | null | undefined): Buffer | null {
  const bytes = decodeBytes(cursor);
  if (bytes !== null && bytes[0] === "{".charCodeAt(0)) throw new CursorError(true);
  return bytes;
}

function decodeBytes(cursor: string | null | undefined): Buffer | null {
  if (cursor === null || cursor === undefined) return null;
  if (!/^[A-Za-z0-9_-]+$/.test(cursor)) throw new CursorError();
  return Buffer.from(cursor, "base64url");
}
