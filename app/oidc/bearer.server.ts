import { createRemoteJWKSet, errors, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from "jose";
import type { Discovery } from "./discovery.server.ts";
import { PATIENCE_SECONDS } from "./discovery.server.ts";
import { AWAY } from "./faults.ts";
import { fail, good, type Outcome } from "./outcome.ts";

/** Signed with a key of which we have the public half: what anybody could sign with that half is none of them. */
const ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"];
const CLOCKS_DIFFER_SECONDS = 5;

type Options = { discovery: Discovery; audience: string | null };

/** Reads access tokens that the issuer made for the API. The issuer's keys are asked for once in ten minutes, and when a token names an unknown one. */
export function createBearerReader({ discovery, audience }: Options): (token: string) => Promise<Outcome<JWTPayload>> {
  let held: { address: string; keys: JWTVerifyGetKey } | null = null;
  const keysAt = (address: string) => {
    if (held?.address !== address) {
      held = { address, keys: createRemoteJWKSet(new URL(address), { timeoutDuration: PATIENCE_SECONDS * 1_000 }) };
    }
    return held.keys;
  };
  return async (token) => {
    if (audience === null) {
      return fail("unproven", "access tokens are not taken here; OIDC_AUDIENCE is not set (docs/sign-in.md)");
    }
    try {
      const { issuer, jwks_uri } = (await discovery.find()).serverMetadata();
      if (jwks_uri === undefined) return fail("away", AWAY, new Error("the issuer publishes no keys"));
      const { payload } = await jwtVerify(token, keysAt(jwks_uri), {
        issuer,
        audience,
        algorithms: ALGORITHMS,
        requiredClaims: ["exp", "sub"],
        clockTolerance: CLOCKS_DIFFER_SECONDS,
      });
      return good(payload);
    } catch (error) {
      return refusalOf(error);
    }
  };
}

function refusalOf(error: unknown): Outcome<never> {
  if (error instanceof errors.JWTExpired) return fail("unproven", "the access token has expired; get another one");
  if (error instanceof errors.JWTClaimValidationFailed) {
    return fail("unproven", `the access token is not for us: its claim ${error.claim} is ${error.reason}`);
  }
  // The base class itself says that the keys did not come.
  const isTheTokens =
    error instanceof errors.JOSEError &&
    !(error instanceof errors.JWKSTimeout) &&
    !(error instanceof errors.JWKSInvalid) &&
    error.code !== errors.JOSEError.code;
  if (isTheTokens) return fail("unproven", "the access token is not one that the issuer has signed");
  return fail("away", AWAY, error);
}
