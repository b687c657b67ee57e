import { ACCESS_PATHS, PRIVILEGES, PROVIDERS, RESOURCE_TYPES, SUBJECT_STATUSES } from "../../app/model/access.ts";
import { createDraw } from "./random-organisation-draw.ts";

/** In every text that a hostile request makes up. */
export const PLANTED = "zzplanted";

const LISTS = ["access", "people", "accounts", "groups", "resources", "audit"];
const METHODS = ["PROPFIND", "TRACE", "PURGE", "MKCOL", "LOCK", "SEARCH", "OPTIONS", "get", "PLANT"];

/**
 * Requests as they are written, from those that are merely wrong to those that no client sends. The same kinds come in
 * the same numbers whatever the seed; only what they make up differs.
 */
export function hostileRequests(seed: number, cookie: string): string[][] {
  const draw = createDraw(seed);
  const text = () => `${PLANTED}${draw.below(2 ** 31).toString(36)}`;
  const bytes = (count: number) =>
    draw.times(count, () => `%${draw.below(256).toString(16).padStart(2, "0")}`).join("");
  const host = "host: 127.0.0.1";
  const signedIn = [host, `cookie: ${cookie}`];
  const get = (target: string, headers = signedIn) => [`GET ${target} HTTP/1.1`, ...headers];
  return [
    ...draw.times(30, () => get(`/${text()}/${text()}`)),
    ...draw.times(20, () => get(`/api/${text()}/${text()}`)),
    ...draw.times(30, () => get(`/api/people/${text()}`)),
    ...draw.times(20, () => get(`/api/people/${text()}@${text()}.example`)),
    ...draw.times(20, () => get(`/people/${text()}`)),
    ...draw.times(20, () => get(`/people/${text()}.data?_routes=${text()}`)),
    ...draw.times(20, () => get(`/resources/${text()}/${text()}`)),
    ...draw.times(20, () => get(`/api/resources/${text()}/${text()}.data`)),
    ...draw.times(10, () => get(`/api/history/${text()}/${text()}`)),
    ...draw.times(10, () => get(`/groups/${text()}%2F${text()}`)),
    // Bytes that are no UTF-8, and signs that are no bytes.
    ...draw.times(20, () => get(`/people/${text()}%ff${bytes(6)}`)),
    ...draw.times(10, () => get(`/${text()}%zz`)),
    ...draw.times(10, () => get(`/assets/${text()}%00.js`)),
    ...draw.times(10, () => get(`/api/../${text()}/../../${text()}`)),
    ...draw.times(10, () => get(`//${text()}//api//people`)),
    ...draw.times(5, () => get(`/${text().repeat(600)}`)),
    ...draw.times(5, () => get(`/${text().repeat(4_000)}`)),
    ...draw.times(5, () => get(`http://${text()}.example/api/people`)),
    ...draw.times(5, () => get(`*${text()}`)),
    ...METHODS.flatMap((method) => draw.times(3, () => [`${method} /people/${text()} HTTP/1.1`, ...signedIn])),
    ...draw.times(10, () => get("/api/people", [`host: ${text()}.example`])),
    ...draw.times(5, () => get("/people", [`host: [${text()}`])),
    ...draw.times(10, () => get("/api/people", [host, `cookie: ${text()}=${text()}`, `user-agent: ${text()}`])),
    ...draw.times(10, () => get("/api/people", [host, `traceparent: 00-${text()}-${text()}-01`])),
    ...LISTS.flatMap((list) => draw.times(5, () => get(`/api/${list}?cursor=${text()}`))),
    ...LISTS.flatMap((list) => draw.times(5, () => get(`/api/${list}?search=${text()}`))),
    ...LISTS.flatMap((list) => draw.times(2, () => get(`/api/${list}?${text()}=${text()}`))),
    ...draw.times(5, () => ["POST /sign-in HTTP/1.1", host, `content-type: ${text()}/${text()}`, `content-length: 0`]),
    ...accessFilters(text).map((query) => get(`/api/access?${query}`)),
  ];
}

/** Every subset of the filters of effective access. */
function accessFilters(text: () => string): string[] {
  const filters: [name: string, value: () => string][] = [
    ["provider", () => PROVIDERS[0]],
    ["resourceType", () => RESOURCE_TYPES[0]],
    ["privilege", () => PRIVILEGES[1]],
    ["accessPath", () => ACCESS_PATHS[1]],
    ["status", () => SUBJECT_STATUSES[0]],
    ["resource", text],
    ["person", () => `${text()}@example.org`],
    ["search", text],
  ];
  return Array.from({ length: 2 ** filters.length }, (_, set) =>
    filters.flatMap(([name, value], bit) => ((set >> bit) & 1 ? [`${name}=${value()}`] : [])).join("&"),
  );
}
