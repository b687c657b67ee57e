import type { Person } from "../model/claims.ts";
import type { Oidc } from "../oidc/oidc.server.ts";
import type { Outcome } from "../oidc/outcome.ts";
import type { AppContext, SessionUser } from "./context.ts";
import { HttpError, type ProblemCode } from "./errors.ts";

/**
 * @param unproven what it means here that the issuer did not say so
 * @throws HttpError for every outcome that is no good one
 */
export function valueOrThrow<Value>(outcome: Outcome<Value>, unproven: "unauthenticated" | "forbidden"): Value {
  if (outcome.ok) return outcome.value;
  const codes: Record<typeof outcome.fault, ProblemCode> = {
    away: "issuer-unavailable",
    stale: "bad-request",
    unproven,
    refused: "forbidden",
  };
  throw new HttpError(codes[outcome.fault], outcome.detail, [], outcome.cause);
}

/**
 * Puts somebody whom the issuer vouches for into their tenant.
 * @throws HttpError forbidden when there is no such tenant
 */
export async function placeOf(context: AppContext, { user, role, tenantSlug }: Person): Promise<SessionUser> {
  const tenant = await context.findTenant(tenantSlug);
  if (tenant !== null) return { user, role, tenantId: tenant.id, tenantSlug: tenant.slug };
  throw new HttpError(
    "forbidden",
    `There is no organisation ${JSON.stringify(tenantSlug)} here. It comes into being with the first export that is read for it.`,
  );
}

const BEARER = /^bearer +([\w.~+/-]+=*)$/i;

/**
 * @param authorization the header
 * @throws HttpError unauthenticated, forbidden, issuer-unavailable
 */
export async function readBearer(context: AppContext, oidc: Oidc, authorization: string): Promise<SessionUser> {
  const [, token] = BEARER.exec(authorization) ?? [];
  if (token === undefined) {
    throw new HttpError("unauthenticated", "the header authorization is not read; send Bearer and an access token");
  }
  return placeOf(context, valueOrThrow(await oidc.verify(token), "unauthenticated"));
}
