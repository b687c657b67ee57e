import { z } from "zod";
import { isJsonObject, type Json, type JsonObject } from "./json.ts";
import type { Normalised } from "./source.ts";

/**
 * Text, or a number written as text. Missing, blank and of another type is null. A whole number past 2^53 has lost
 * digits before we see it, so it is null too: two ids must never become one.
 */
export const text = z
  .union([
    z.string(),
    z
      .number()
      .refine((number) => !Number.isInteger(number) || Number.isSafeInteger(number))
      .transform(String),
  ])
  .transform((value) => (value.trim() === "" ? null : value))
  .catch(null);

/** A list whose unreadable items are left out; anything but a list is the empty list. */
export function listOf<Item>(item: z.ZodType<Item>): z.ZodType<NonNullable<Item>[]> {
  return z
    .array(z.unknown())
    .transform((items) =>
      items.flatMap((given) => {
        const { data } = item.safeParse(given);
        return data === undefined || data === null ? [] : [data];
      }),
    )
    .catch([]);
}

/**
 * A function for `SourceFile.normalise`: reads a record through its wire shape, then makes rows of it.
 * @param shape an object whose every key is tolerant, so that it fails only on what is no object.
 */
export function normaliseWith<Wire>(
  shape: z.ZodType<Wire>,
  toRows: (wire: Wire, record: JsonObject) => Normalised,
): (record: Json) => Normalised {
  return (record) => {
    if (!isJsonObject(record)) return { reject: `not a JSON object; given: ${shorten(JSON.stringify(record))}` };
    return toRows(shape.parse(record), record);
  };
}

/** The rejection of a record that lacks a key it cannot be stored without. */
export function missing(record: JsonObject, key: string): { reject: string } {
  const given = record[key];
  if (given !== undefined) return { reject: `"${key}" is unusable; given: ${shorten(JSON.stringify(given))}` };
  return { reject: `no "${key}"; keys given: ${shorten(Object.keys(record).join(", ")) || "none"}` };
}

function shorten(given: string): string {
  return given.length > 200 ? `${given.slice(0, 200)}…` : given;
}
