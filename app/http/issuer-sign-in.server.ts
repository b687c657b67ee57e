import { redirect } from "@remix-run/node";
import { isAttempt } from "../oidc/attempt.ts";
import type { Oidc } from "../oidc/oidc.server.ts";
import type { AppContext, IncomingRequest } from "./context.ts";
import { HttpError, notFound } from "./errors.ts";
import { placeOf, valueOrThrow } from "./issued-user.server.ts";
import { readSession, signInCookie, signOutCookie } from "./session.server.ts";

/** Browsers take 4,096 bytes of a cookie; a sign-out at the issuer works without the token too, and may then ask. */
const MOST_KEPT_ID_TOKEN = 1_800;

function oidcOf({ oidc }: AppContext): Oidc {
  if (oidc === null) throw notFound("Here whoever sits at the machine chooses a role; there is no other sign-in.");
  return oidc;
}

/** Sends the browser to the issuer. @param next path of this server to come back to */
export async function beginSignIn(context: AppContext, next: string): Promise<Response> {
  const { address, attempt } = valueOrThrow(await oidcOf(context).begin(next), "forbidden");
  return redirect(address, {
    headers: {
      "set-cookie": await context.attemptCookie(attempt.state).serialize(attempt),
      "cache-control": "no-store",
    },
  });
}

/**
 * Takes the browser back from the issuer, signed in.
 * @throws HttpError bad-request (begin again), forbidden (no way in), issuer-unavailable
 */
export async function finishSignIn(context: AppContext, request: IncomingRequest): Promise<Response> {
  const oidc = oidcOf(context);
  const { search, searchParams } = new URL(request.url);
  const cookie = context.attemptCookie(searchParams.get("state") ?? "");
  const attempt: unknown = await cookie.parse(request.headers.get("cookie"));
  if (!isAttempt(attempt)) {
    // The way back in the browser's history leads here again.
    if ((await readSession(context, request)) !== null) return redirect("/");
    throw new HttpError("bad-request", "This sign-in was begun too long ago, or in another browser. Begin it again.");
  }
  const { idToken: whole, ...person } = valueOrThrow(await oidc.finish(search, attempt), "forbidden");
  const idToken = whole.length > MOST_KEPT_ID_TOKEN ? "" : whole;
  const user = await placeOf(context, person);
  const expiresAt = Date.now() + oidc.sessionSeconds * 1_000;
  const headers = new Headers({ "cache-control": "no-store" });
  headers.append("set-cookie", await signInCookie(context, user, { expiresAt, idToken }));
  headers.append("set-cookie", await cookie.serialize("", { maxAge: 0 }));
  return redirect(attempt.next, { headers });
}

/** Ends the session here and, where the issuer has a way, there. */
export async function signOut(context: AppContext, request: IncomingRequest): Promise<Response> {
  const session = await context.sessions.getSession(request.headers.get("cookie"));
  const address = context.oidc?.signOutAddress(session.get("idToken") ?? "") ?? "/sign-in";
  return redirect(address, { headers: { "set-cookie": await signOutCookie(context, request) } });
}
