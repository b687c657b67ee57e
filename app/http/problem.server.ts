import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { HttpError, notFound, type Problem, problemOf } from "./errors.ts";
import { traceIdOf } from "./trace.ts";

export type RouteArgs = LoaderFunctionArgs | ActionFunctionArgs;

export type Answer<Result> = { failed: false; result: Result } | { failed: true; problem: Problem };

/** Runs a handler. What it throws becomes a problem and a line of the log; a thrown Response (a redirect) passes. */
export async function settle<Result>(
  args: RouteArgs,
  traceId: string,
  run: () => Promise<Result>,
): Promise<Answer<Result>> {
  try {
    return { failed: false, result: await run() };
  } catch (error) {
    if (error instanceof Response) throw error;
    const path = new URL(args.request.url).pathname;
    const problem = problemOf(error, path, traceId);
    const fields = { traceId, method: args.request.method, path, status: problem.status };
    if (problem.status < 500) args.context.log.warn(fields, problem.detail);
    else args.context.log.error({ ...fields, error: describe(error) }, problem.title);
    return { failed: true, problem };
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** @param contentType Remix reads the data of a thrown response only as application/json; the API says problem+json */
export function problemResponse(problem: Problem, contentType: string): Response {
  return new Response(JSON.stringify(problem), {
    status: problem.status,
    headers: { "content-type": contentType, "x-trace-id": problem.traceId },
  });
}

/** What every answer of the API carries. */
export function withApiHeaders(response: Response, traceId: string): Response {
  response.headers.set("cache-control", "no-store");
  response.headers.set("x-content-type-options", "nosniff");
  response.headers.set("x-trace-id", traceId);
  return response;
}

/** The answer of the API to an error that needs no log. */
export function apiProblem(request: Request, error: unknown): Response {
  const traceId = traceIdOf(request);
  const problem = problemOf(error, new URL(request.url).pathname, traceId);
  return withApiHeaders(problemResponse(problem, "application/problem+json"), traceId);
}

/** The action of a route that only answers GET. */
export async function onlyGet({ request }: ActionFunctionArgs): Promise<Response> {
  const response = apiProblem(
    request,
    new HttpError("method-not-allowed", `${request.method} is not allowed here; allowed: GET, HEAD`),
  );
  response.headers.set("allow", "GET, HEAD");
  return response;
}

/** The loader and action of every path of the API that is none. */
export async function unknownPath({ request }: RouteArgs): Promise<Response> {
  const path = JSON.stringify(new URL(request.url).pathname);
  return apiProblem(request, notFound(`${path} is not a path of the API`));
}
