import type { IncomingMessage } from "node:http";
import { HttpError } from "./errors.ts";

/** Every method that a route or Remix answers. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"];
export const ALLOWED_METHODS = METHODS.join(", ");

/** What most requests ask for: a URL made of it would say the same, at 10 µs each. */
const PLAIN_PATH = /^\/[\w/-]*$/;
const PLAIN_HOST = /^(localhost|127\.0\.0\.1)(:[1-5]?\d{1,4})?$/;

/**
 * The path of a request as the routes see it: dots resolved, still encoded. What no URL or Request can be made of is
 * the caller's fault; Express and Remix would fail on it as if it were ours.
 * @returns the refusal instead when the method, the address or the host is none
 */
export function readPath({ method, url, headers }: Pick<IncomingMessage, "method" | "url" | "headers">) {
  if (!METHODS.includes(method ?? "")) {
    return new HttpError("method-not-allowed", `the method is not allowed; allowed: ${ALLOWED_METHODS}`);
  }
  const isPlain = PLAIN_HOST.test(headers.host ?? "");
  if (isPlain && url !== undefined && PLAIN_PATH.test(url)) return url;
  const parsed = url?.startsWith("/") ? URL.parse(`http://localhost${url}`) : null;
  if (parsed === null || !isDecodable(parsed.pathname)) {
    return new HttpError("bad-request", "the address cannot be read; send a path whose encoding (%20) is complete");
  }
  // An empty or absent host is refused later, as a foreign one.
  if (!isPlain && headers.host && !URL.canParse(`http://${headers.host}`)) {
    return new HttpError("bad-request", "the header host cannot be read; send a name and a port");
  }
  return parsed.pathname;
}

function isDecodable(path: string): boolean {
  if (!path.includes("%")) return true;
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
