import type { IncomingMessage, ServerResponse } from "node:http";
import { writeReadableStreamToWritable } from "@remix-run/node";
import type { ApiAnswer } from "./answer.ts";
import type { AppContext, IncomingRequest } from "./context.ts";
import type { HttpError } from "./errors.ts";
import type { RouteMatch } from "./match-route.ts";
import { apiProblem } from "./problem.server.ts";
import { ALLOWED_METHODS } from "./read-path.ts";
import { refuseForeignOrigin } from "./session.server.ts";

/**
 * Answers GET and HEAD below /api by calling the route's `answer`. Remix would match, wrap and stream the same, which
 * costs more than the database needs for most pages (docs/performance.md).
 * @returns whether the request was one of those; everything else is left to Remix
 */
export async function answerApi(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { api, params }: RouteMatch,
  context: AppContext,
): Promise<boolean> {
  if (api === null || (incoming.method !== "GET" && incoming.method !== "HEAD")) return false;
  const answer = await api.answer({ request: requestOf(incoming, outgoing), params, context });
  await send(answer, incoming, outgoing);
  return true;
}

/** Answers a request that no route is asked for, because its method, address or host is none. */
export async function answerRefused(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  refusal: HttpError,
  context: AppContext,
): Promise<void> {
  // Its own address may be no URL.
  const request = { ...requestOf(incoming, outgoing), url: "http://localhost/" };
  const answer = apiProblem(context, request, refusal);
  if (refusal.code === "method-not-allowed") answer.headers.allow = ALLOWED_METHODS;
  await send(answer, incoming, outgoing);
}

/**
 * Answers a change that comes from another site's page. Remix would fail on it as if it were our fault (2.17.5,
 * throwIfPotentialCSRFAttack), and anybody could spend the error budget that way.
 * @returns whether it was one
 */
export async function answerForeign(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  context: AppContext,
): Promise<boolean> {
  const request = requestOf(incoming, outgoing);
  try {
    refuseForeignOrigin(context, request);
    return false;
  } catch (error) {
    await send(apiProblem(context, request, error), incoming, outgoing);
    return true;
  }
}

function requestOf(incoming: IncomingMessage, outgoing: ServerResponse): IncomingRequest {
  const abort = new AbortController();
  // Making the reason of an abort costs more than parsing the request, so only who left early is told.
  outgoing.once("close", () => outgoing.writableFinished || abort.abort());
  const get = (name: string) => {
    const value = incoming.headers[name];
    return Array.isArray(value) ? value.join(", ") : (value ?? null);
  };
  return {
    method: incoming.method ?? "GET",
    url: `http://localhost${incoming.url ?? "/"}`,
    signal: abort.signal,
    headers: { get, has: (name) => get(name) !== null },
    body: null,
    formData: () => Promise.reject(new TypeError("a GET request has no body")),
  };
}

async function send({ status, headers, body }: ApiAnswer, incoming: IncomingMessage, outgoing: ServerResponse) {
  if (outgoing.destroyed) return;
  if (typeof body === "string") {
    outgoing.writeHead(status, { ...headers, "content-length": Buffer.byteLength(body) });
    outgoing.end(incoming.method === "HEAD" ? undefined : body);
    return;
  }
  outgoing.writeHead(status, headers);
  if (incoming.method !== "HEAD") return writeReadableStreamToWritable(body, outgoing);
  await body.cancel();
  outgoing.end();
}
