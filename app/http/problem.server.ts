import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { API_HEADERS, type ApiAnswer, responseOf } from "./answer.ts";
import type { AppContext, IncomingRequest } from "./context.ts";
import { type FieldError, HttpError, notFound, type Problem, problemOf } from "./errors.ts";

export type RouteArgs = LoaderFunctionArgs | ActionFunctionArgs;

/** What a handler of the API needs of Remix's arguments, so that it can be called without making them. */
export type ApiArgs = {
  request: IncomingRequest;
  params: Readonly<Record<string, string | undefined>>;
  context: AppContext;
};

/** Turns what a handler threw into what the caller may know, and notes the rest for the request's line in the log. */
export function failedRequest(context: AppContext, request: IncomingRequest, error: unknown): Problem {
  const problem = problemOf(error, new URL(request.url).pathname, context.trace.traceId);
  context.failed({
    problem: problem.code,
    ...(problem.status >= 500 ? { error } : {}),
    ...(problem.errors === undefined ? {} : { fields: problem.errors.map(loggedName) }),
  });
  return problem;
}

function loggedName({ field, unchecked }: FieldError): string {
  return unchecked ? "(unchecked)" : field;
}

/** RFC 9457; Remix reads the data of a thrown response only as application/json. */
export function pageProblem(problem: Problem): Response {
  return new Response(JSON.stringify(bodyOf(problem)), {
    status: problem.status,
    headers: { "content-type": "application/json", "x-trace-id": problem.traceId },
  });
}

/** The answer of the API to an error: application/problem+json (RFC 9457). */
export function apiProblem(context: AppContext, request: IncomingRequest, error: unknown): ApiAnswer {
  const problem = failedRequest(context, request, error);
  return {
    status: problem.status,
    headers: {
      "content-type": "application/problem+json",
      ...API_HEADERS,
      "x-trace-id": problem.traceId,
      ...(problem.code === "unauthenticated" ? { "www-authenticate": 'Bearer realm="alxderia"' } : {}),
    },
    body: JSON.stringify(bodyOf(problem)),
  };
}

/** @param allowed the methods that the path answers */
export function refuseMethod({ context, request }: Pick<ApiArgs, "context" | "request">, allowed: string): ApiAnswer {
  const error = new HttpError("method-not-allowed", `${request.method} is not allowed here; allowed: ${allowed}`);
  const answer = apiProblem(context, request, error);
  answer.headers.allow = allowed;
  return answer;
}

/** The action of a route that only answers GET. */
export async function onlyGet(args: ActionFunctionArgs): Promise<Response> {
  return responseOf(refuseMethod(args, "GET, HEAD"));
}

/** The loader and action of every path of the API that is none. */
export async function unknownPath({ context, request }: RouteArgs): Promise<Response> {
  const path = JSON.stringify(new URL(request.url).pathname);
  return responseOf(apiProblem(context, request, notFound(`${path} is not a path of the API`)));
}

/** The code is the last part of `type`; RFC 9457 has no member for it. */
export function bodyOf({ code: _code, errors, ...problem }: Problem): Omit<Problem, "code"> {
  return { ...problem, ...(errors && { errors: errors.map(({ field, detail }) => ({ field, detail })) }) };
}
