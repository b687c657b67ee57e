import type { Json, JsonObject } from "../../model/json.ts";
import { isJsonObject } from "../../model/json.ts";

const TOKENS = ["NextToken", "nextToken", "nextPageToken", "Marker"] as const;
const PAGE_MEMBERS = new Set<string>([...TOKENS, "IsTruncated", "kind", "etag"]);

/** @returns why more pages follow a page with these members (other than its lists), or null when it is the last. */
export function describeContinuation(members: JsonObject): string | null {
  if (members.IsTruncated === true) {
    return "its last page says IsTruncated: the listing goes on after it";
  }
  const token = TOKENS.find((key) => typeof members[key] === "string" && members[key] !== "");
  return token === undefined ? null : `its last page carries a ${token}: the listing goes on after it`;
}

/** @returns why more responses follow this GraphQL response, or null: any pageInfo.hasNextPage counts. */
export function describeResponseContinuation(response: Json): string | null {
  return hasNextPage(response) ? "its last response says pageInfo.hasNextPage: the listing goes on after it" : null;
}

/**
 * Google leaves the list out of a page without entries, and AWS may: then only the page's own members are there.
 * @returns whether the object is such a page: no other members, and a token, IsTruncated or a `kind` of one of the lists.
 */
export function isEmptyPage(object: JsonObject, listKeys: readonly string[]): boolean {
  const keys = Object.keys(object);
  if (keys.length > PAGE_MEMBERS.size || !keys.every((key) => PAGE_MEMBERS.has(key))) {
    return false;
  }
  const kind = object.kind;
  const isListKind = typeof kind === "string" && listKeys.some((listKey) => kind.endsWith(`#${listKey}`));
  return isListKind || keys.some((key) => key !== "kind" && key !== "etag");
}

function hasNextPage(value: Json): boolean {
  if (Array.isArray(value)) {
    return value.some(hasNextPage);
  }
  if (!isJsonObject(value)) {
    return false;
  }
  const { pageInfo } = value;
  return (isJsonObject(pageInfo) && pageInfo.hasNextPage === true) || Object.values(value).some(hasNextPage);
}
