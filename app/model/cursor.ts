import type { z } from "zod";

/** A `cursor` that no list of ours gave out. The caller sent it, so it becomes a 400. */
export class CursorError extends Error {
  constructor() {
    super(
      "the cursor is not one that this list gave out: send `nextCursor` of the page before, unchanged, or leave it out",
    );
    this.name = "CursorError";
  }
}

/** @returns the key of a page's last row as opaque text, safe in a URL. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/**
 * @param key the shape of the list's key
 * @returns the key that `encodeCursor` was given, or null without a cursor
 * @throws CursorError when the text is no such key
 */
export function decodeCursor<Key>(cursor: string | null | undefined, key: z.ZodType<Key>): Key | null {
  if (cursor === null || cursor === undefined) return null;
  const bytes = decodeBytesCursor(cursor);
  let value: unknown;
  try {
    value = JSON.parse(bytes?.toString("utf8") ?? "");
  } catch {
    throw new CursorError();
  }
  const parsed = key.safeParse(value);
  if (!parsed.success) throw new CursorError();
  return parsed.data;
}

/**
 * For lists whose key is one string of bytes.
 * @throws CursorError when the text is not base64url
 */
export function decodeBytesCursor(cursor: string | null | undefined): Buffer | null {
  if (cursor === null || cursor === undefined) return null;
  if (!/^[A-Za-z0-9_-]+$/.test(cursor)) throw new CursorError();
  return Buffer.from(cursor, "base64url");
}
