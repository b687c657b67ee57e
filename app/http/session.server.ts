import { NO_TENANT } from "../model/no-tenant.ts";
import type { AppContext, IncomingRequest, SessionData, SessionUser } from "./context.ts";
import { HttpError } from "./errors.ts";
import { readBearer } from "./issued-user.server.ts";

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i;

/**
 * Without sign-in the server listens on loopback only, but a foreign page may point its own host name here (DNS
 * rebinding). Such a request carries that name. With sign-in a foreign name has no cookie, and a proxy may have one of
 * its own for us.
 * @throws HttpError forbidden
 */
export function refuseForeignHost({ oidc }: Pick<AppContext, "oidc">, request: IncomingRequest): void {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  if (oidc !== null || LOOPBACK.test(host)) return;
  throw new HttpError(
    "forbidden",
    `the host ${JSON.stringify(host)} is not this machine; open localhost or 127.0.0.1 instead`,
  );
}

/**
 * A request that changes something must come from our own pages. Browsers say where it comes from; a client that is
 * no browser says nothing, and then holds no cookie that a foreign page could ride on. Behind a proxy browsers know us
 * by our public address and not by the host that arrives here.
 * @throws HttpError forbidden
 */
export function refuseForeignOrigin({ oidc }: Pick<AppContext, "oidc">, request: IncomingRequest): void {
  if (request.method === "GET" || request.method === "HEAD") return;
  const site = request.headers.get("sec-fetch-site");
  const origin = request.headers.get("origin");
  const isOwn = (given: string) =>
    oidc !== null
      ? given === oidc.publicUrl
      : URL.parse(given)?.host === (request.headers.get("host") ?? new URL(request.url).host);
  const fromUs =
    site !== null ? site === "same-origin" : origin !== null ? isOwn(origin) : !request.headers.has("cookie");
  if (!fromUs) {
    throw new HttpError(
      "forbidden",
      "the request comes from another site; only pages of this server may change things",
    );
  }
}

/** @returns who is signed in, or null. A session of the issuer's sign-in ends by itself; a local one never does. */
export async function readSession(context: AppContext, request: IncomingRequest): Promise<SessionUser | null> {
  const cookie = request.headers.get("cookie");
  if (cookie === null) return null;
  const session = await context.sessions.getSession(cookie);
  const user = session.get("user");
  const role = session.get("role");
  const tenantId = session.get("tenantId");
  const tenantSlug = session.get("tenantSlug");
  if (user === undefined || role === undefined || tenantId === undefined || tenantSlug === undefined) return null;
  // A cookie of the local sign-in says nothing of its end, so it is worth nothing here.
  if (context.oidc !== null && !(Number(session.get("expiresAt")) > Date.now())) return null;
  if (tenantId === NO_TENANT) {
    // signed in before the first ingest
    const tenant = await context.defaultTenant();
    return { user, role, tenantId: tenant.id, tenantSlug: tenant.slug };
  }
  return { user, role, tenantId, tenantSlug };
}

/**
 * Who asks the API. Without sign-in any process of this machine may sign in as anyone, so a request without a session
 * (curl, a script) is served as the local administrator of the default tenant. With it a program brings an access token
 * of the issuer, which goes before a session.
 * @throws HttpError unauthenticated, forbidden, issuer-unavailable
 */
export async function readApiSession(context: AppContext, request: IncomingRequest): Promise<SessionUser> {
  const { oidc } = context;
  const authorization = request.headers.get("authorization");
  if (oidc !== null && authorization !== null) return readBearer(context, oidc, authorization);
  const session = await readSession(context, request);
  if (session !== null) return session;
  if (oidc !== null) {
    throw new HttpError("unauthenticated", "sign in first, or send Authorization: Bearer and an access token");
  }
  const tenant = await context.defaultTenant();
  return { user: "local", role: "admin", tenantId: tenant.id, tenantSlug: tenant.slug };
}

/** @returns the Set-Cookie header that signs the user in. */
export async function signInCookie(
  context: AppContext,
  user: SessionUser,
  issued: { expiresAt: number; idToken: string } | null = null,
): Promise<string> {
  const session = await context.sessions.getSession();
  for (const [name, value] of Object.entries({ ...user, ...issued })) session.set(name as keyof SessionData, value);
  return context.sessions.commitSession(session);
}

/** @returns the Set-Cookie header that signs whoever it is out. */
export async function signOutCookie(context: AppContext, request: IncomingRequest): Promise<string> {
  return context.sessions.destroySession(await context.sessions.getSession(request.headers.get("cookie")));
}

/** @returns a path of this server: `next` if it is one, else `/`. Keeps sign-in from sending people elsewhere. */
export function ownPath(next: string | null | undefined): string {
  if (next === null || next === undefined || !next.startsWith("/")) return "/";
  const base = "http://localhost";
  if (!URL.canParse(next, base)) return "/";
  const url = new URL(next, base);
  return url.origin === base ? `${url.pathname}${url.search}${url.hash}` : "/";
}
