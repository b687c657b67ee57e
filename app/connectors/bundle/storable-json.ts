import type { Json, JsonObject } from "../../model/json.ts";

const ESCAPED_NOT_STORABLE = /\\u(?:0000|[dD][89a-fA-F])/;
const NOT_STORABLE = /[\0\p{Surrogate}]/gu;

/** @returns whether JSON text may hold U+0000 or a lone surrogate; in valid JSON both can only be escapes. */
export function mayBeUnstorable(jsonText: string): boolean {
  return ESCAPED_NOT_STORABLE.test(jsonText);
}

/** @returns the text with U+0000 and lone surrogates, which PostgreSQL cannot store, as U+FFFD. */
export function toStorableText(text: string): string {
  return text.replace(NOT_STORABLE, "\uFFFD");
}

/** @returns the value with every string and key as {@link toStorableText} makes it. */
export function toStorableJson(value: Json): Json {
  if (typeof value === "string") {
    return toStorableText(value);
  }
  if (Array.isArray(value)) {
    return value.map(toStorableJson);
  }
  if (typeof value === "object" && value !== null) {
    return createJsonObject(
      Object.entries(value).map(([key, member]) => [toStorableText(key), toStorableJson(member)]),
    );
  }
  return value;
}

/** @returns an object of these members; a key `__proto__` becomes a plain member, as in JSON.parse. */
export function createJsonObject(members: Iterable<readonly [string, Json]>): JsonObject {
  return Object.fromEntries(members);
}
