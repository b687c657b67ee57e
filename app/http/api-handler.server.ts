import type { IncomingMessage, ServerResponse } from "node:http";
import { type ServerBuild, writeReadableStreamToWritable } from "@remix-run/node";
import { matchRoutes } from "@remix-run/router";
import type { AppContext } from "./context.ts";

type Loader = (args: { request: Request; params: object; context: AppContext }) => Promise<Response>;

/**
 * Answers GET and HEAD below /api by calling the loader of the route's module. Remix would match, wrap and stream the
 * same answer, which costs more than a millisecond: as much as the database needs for a page (docs/performance.md).
 * @returns whether the request was one of those; everything else is left to Remix
 */
export function createApiHandler(build: ServerBuild) {
  const routes = listApiRoutes(build);
  return async (incoming: IncomingMessage, outgoing: ServerResponse, context: AppContext): Promise<boolean> => {
    if (incoming.method !== "GET" && incoming.method !== "HEAD") return false;
    const url = new URL(incoming.url ?? "/", "http://localhost");
    const match = matchRoutes(routes, url.pathname)?.at(-1);
    if (!match) return false;
    const abort = new AbortController();
    outgoing.on("close", () => abort.abort());
    const request = new Request(url, {
      method: incoming.method,
      headers: headersOf(incoming),
      signal: abort.signal,
    });
    await send(await match.route.answer({ request, params: match.params, context }), incoming, outgoing);
    return true;
  };
}

function listApiRoutes({ routes }: ServerBuild): { path: string; answer: Loader }[] {
  const pathOf = (id: string | undefined): string => {
    const route = id === undefined ? undefined : routes[id];
    return route ? `${pathOf(route.parentId)}/${route.path ?? ""}`.replace(/^\/+/, "/") : "";
  };
  return Object.values(routes).flatMap((route) => {
    const { loader } = route?.module ?? {};
    const path = pathOf(route?.id);
    return path.startsWith("/api/") && loader ? [{ path, answer: loader as unknown as Loader }] : [];
  });
}

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(incoming.headers)) {
    for (const each of Array.isArray(value) ? value : [value]) if (each !== undefined) headers.append(name, each);
  }
  return headers;
}

async function send(response: Response, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) outgoing.setHeader(name, value);
  if (response.body === null || incoming.method === "HEAD") {
    await response.body?.cancel();
    outgoing.end();
  } else if (/\bjson$/.test(response.headers.get("content-type") ?? "")) {
    outgoing.end(await response.text());
  } else {
    await writeReadableStreamToWritable(response.body, outgoing);
  }
}
