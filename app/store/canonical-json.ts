import type { Json } from "../model/json.ts";

/**
 * RFC 8785 (JSON Canonicalization Scheme) for values that JSON.parse made: keys sorted by UTF-16 code units, numbers
 * and strings as ECMAScript writes them. Two records that say the same give the same text, whatever order they came in.
 */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members: string[] = [];
  for (const key of Object.keys(value).sort()) {
    members.push(`${JSON.stringify(key)}:${canonicalJson(value[key] as Json)}`);
  }
  return `{${members.join(",")}}`;
}
