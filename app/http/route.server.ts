import { redirect } from "@remix-run/node";
import type { z } from "zod";
import { SPAN } from "../../telemetry/conventions.ts";
import { withSpan } from "../../telemetry/spans.ts";
import type { DatabaseRole, TenantTransaction } from "../db/database.server.ts";
import type { Role } from "../model/roles.ts";
import { type ApiAnswer, answerOf, responseOf } from "./answer.ts";
import type { AppContext, IncomingRequest, SessionUser } from "./context.ts";
import { HttpError } from "./errors.ts";
import { readJsonBody } from "./json-body.server.ts";
import { parseParameters } from "./parameters.ts";
import {
  type ApiArgs,
  apiProblem,
  failedRequest,
  pageProblem,
  type RouteArgs,
  refuseMethod,
} from "./problem.server.ts";
import { readApiSession, readSession, refuseForeignHost, refuseForeignOrigin } from "./session.server.ts";

type Work<Result> = (tx: TenantTransaction) => Promise<Result>;

/** What a handler is given: everything is checked and parsed, and the tenant is chosen. */
export type Handling<Query, Form> = {
  request: IncomingRequest;
  params: Readonly<Record<string, string | undefined>>;
  query: Query;
  form: Form;
  session: SessionUser;
  context: AppContext;
  /** Runs in one read-only transaction of the tenant, as the route's database role or `as`. */
  read<Result>(work: Work<Result>, as?: DatabaseRole): Promise<Result>;
  /** Runs in one transaction of the tenant that may write. */
  write<Result>(work: Work<Result>, as?: DatabaseRole): Promise<Result>;
};

/** What the handler of a public page is given: there may be nobody, so there is no tenant and no data. */
export type PublicHandling<Query, Form> = Omit<Handling<Query, Form>, "session" | "read" | "write"> & {
  session: SessionUser | null;
};

type Parsing<Query extends z.ZodType, Form extends z.ZodType> = { query: Query; form?: Form };

type Options<Query extends z.ZodType, Form extends z.ZodType, Result> = Parsing<Query, Form> & {
  /** Who may use the route. */
  allow: readonly Role[];
  /** The PostgreSQL role of its transactions; `analyst` when left out. */
  role?: DatabaseRole;
  handler(handling: Handling<z.output<Query>, z.output<Form>>): Promise<Result>;
};

/** A route of the API: Remix calls it, and the direct way (api-handler.server.ts) calls its `answer`. */
export type ApiRoute = ((args: RouteArgs) => Promise<Response>) & { answer(args: ApiArgs): Promise<ApiAnswer> };

/**
 * A route of the API. Who asks is said by a session or a token, see session.server.ts.
 * What is posted is a JSON object, and `form` its schema.
 * A handler returns a StreamedBody or something to send as JSON; an error becomes application/problem+json.
 */
export function apiRoute<Query extends z.ZodType, Form extends z.ZodType>(
  options: Options<Query, Form, unknown> & {
    /** For what changes or asks something: the one method that is answered; without it GET and HEAD are. */
    method?: "POST" | "DELETE";
  },
): ApiRoute {
  const { method } = options;
  return createApiRoute(async (args) => {
    if (method !== undefined && args.request.method !== method) return refuseMethod(args, method);
    try {
      guard(args.context, args.request);
      const session = await readApiSession(args.context, args.request);
      const answer = answerOf(await handle(args, session, options, "given"));
      answer.headers["x-trace-id"] = args.context.trace.traceId;
      return answer;
    } catch (error) {
      return apiProblem(args.context, args.request, error);
    }
  });
}

/** The loader of a route that only answers another method. */
export function onlyMethod(method: "POST" | "DELETE"): ApiRoute {
  return createApiRoute(async (args) => refuseMethod(args, method));
}

/** @param answer never throws */
export function createApiRoute(answer: ApiRoute["answer"]): ApiRoute {
  return Object.assign(async (args: RouteArgs) => responseOf(await answer(args)), { answer });
}

/**
 * The loader of a page. Nobody signed in: on to /sign-in and back. An error is thrown as a response whose data is the
 * problem, for the page's error boundary. Empty parameters count as absent, because forms send every field.
 */
export function pageLoader<Query extends z.ZodType, Form extends z.ZodType, Result>(
  options: Options<Query, Form, Result>,
): (args: RouteArgs) => Promise<Result> {
  return (args) =>
    runPage(args, async () => {
      const session = (await readSession(args.context, args.request)) ?? signIn(args.request);
      return handle(args, session, options, "absent");
    });
}

/** The action of a page: as `pageLoader`, and `form` is the schema of what is posted. */
export function pageAction<Query extends z.ZodType, Form extends z.ZodType, Result>(
  options: Options<Query, Form, Result>,
): (args: RouteArgs) => Promise<Result> {
  return pageLoader(options);
}

/** A loader or action for everybody, signed in or not (the root, sign-in itself). */
export function publicPage<Query extends z.ZodType, Form extends z.ZodType, Result>(
  options: Parsing<Query, Form> & {
    handler(handling: PublicHandling<z.output<Query>, z.output<Form>>): Promise<Result>;
  },
): (args: RouteArgs) => Promise<Result> {
  return (args) =>
    runPage(args, async () => {
      const { request, context, params } = args;
      const session = await readSession(context, request);
      const parsed = await parse(args, options, "absent");
      return inSpan(request, () => options.handler({ request, context, params, session, ...parsed }));
    });
}

/** A thrown Response (a redirect) passes; anything else becomes the problem that the page's error boundary shows. */
async function runPage<Result>(args: RouteArgs, run: () => Promise<Result>): Promise<Result> {
  try {
    guard(args.context, args.request);
    return await run();
  } catch (error) {
    if (error instanceof Response) throw error;
    throw pageProblem(failedRequest(args.context, args.request, error));
  }
}

function guard(context: AppContext, request: IncomingRequest): void {
  refuseForeignHost(context, request);
  refuseForeignOrigin(context, request);
}

function signIn(request: IncomingRequest): never {
  const url = new URL(request.url);
  throw redirect(`/sign-in?next=${encodeURIComponent(`${url.pathname}${url.search}`)}`);
}

async function handle<Query extends z.ZodType, Form extends z.ZodType, Result>(
  args: ApiArgs,
  session: SessionUser,
  options: Options<Query, Form, Result>,
  blank: "absent" | "given",
): Promise<Result> {
  const { request, context, params } = args;
  if (!options.allow.includes(session.role)) {
    throw new HttpError("forbidden", `the role ${session.role} may not use this; allowed: ${options.allow.join(", ")}`);
  }
  const parsed = await parse(args, options, blank);
  const scope = (as: DatabaseRole | undefined) => ({
    tenantId: session.tenantId,
    role: as ?? options.role ?? ("analyst" as const),
  });
  const handling = {
    request,
    params,
    session,
    context,
    ...parsed,
    read: <Value>(work: Work<Value>, as?: DatabaseRole) => context.database.read(scope(as), work),
    write: <Value>(work: Work<Value>, as?: DatabaseRole) => context.database.write(scope(as), work),
  };
  return inSpan(request, () => options.handler(handling));
}

function inSpan<Result>({ method }: IncomingRequest, work: () => Promise<Result>): Promise<Result> {
  return withSpan(method === "GET" || method === "HEAD" ? SPAN.loader : SPAN.action, "internal", {}, work);
}

async function parse<Query extends z.ZodType, Form extends z.ZodType>(
  { request, params }: Pick<ApiArgs, "request" | "params">,
  schemas: Parsing<Query, Form>,
  blank: "absent" | "given",
): Promise<{ query: z.output<Query>; form: z.output<Form> }> {
  for (const [name, value] of Object.entries(params)) {
    if (value?.includes("\u0000")) throw new HttpError("not-found", `no ${name} holds U+0000`);
  }
  const given = request.url.includes("?") ? new URL(request.url).searchParams : [];
  const query = parseParameters(schemas.query, given, blank);
  return { query, form: await parseForm(schemas.form, request, blank) };
}

async function parseForm<Form extends z.ZodType>(
  schema: Form | undefined,
  request: IncomingRequest,
  blank: "absent" | "given",
): Promise<z.output<Form>> {
  // Without a schema the handler's type of `form` is unknown, and nobody reads it.
  if (schema === undefined) return undefined as z.output<Form>;
  const entries = blank === "given" ? Object.entries(await readJsonBody(request)) : (await readForm(request)).entries();
  return parseParameters(schema, entries, blank);
}

async function readForm(request: IncomingRequest): Promise<FormData> {
  try {
    return await request.formData();
  } catch (error) {
    // A body that breaks off is told by the same error; then nobody waits for the answer.
    if (!(error instanceof TypeError)) throw error;
    throw new HttpError("bad-request", "the body is no form; send application/x-www-form-urlencoded");
  }
}
