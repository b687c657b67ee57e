import { AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError } from "openid-client";
import { fail, type Outcome } from "./outcome.ts";

export const AWAY = "The sign-in service does not answer as it should. Try again in a moment.";

/** What came does not fit the attempt, or is not signed, or no longer good: oauth4webapi's codes. */
const UNPROVEN: Readonly<Record<string, string>> = {
  OAUTH_INVALID_RESPONSE: "it does not fit this sign-in",
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: "its token was made for something else",
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: "its token has expired, or the clocks differ",
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: "it speaks of somebody else",
  OAUTH_KEY_SELECTION_FAILED: "its token is not signed by the issuer",
};

const AWAY_ERRORS = new Set(["server_error", "temporarily_unavailable"]);
// RFC 6749, 4.1.2.1: the parameter may be anything, since anybody may write the address.
const ERROR_NAME = /^[a-z_]{1,40}$/;

/** What a sign-in comes to that the library did not take. */
export function faultOf(error: unknown): Outcome<never> {
  if (error instanceof AuthorizationResponseError) {
    if (AWAY_ERRORS.has(error.error)) return fail("away", AWAY, error);
    const why = ERROR_NAME.test(error.error) ? ` (${error.error})` : "";
    return fail("refused", `The issuer did not sign you in${why}.`);
  }
  if (error instanceof ResponseBodyError && error.error === "invalid_grant") {
    return fail("stale", "The issuer takes this sign-in no longer. Begin it again.");
  }
  const why = UNPROVEN[codeOf(error)];
  return why === undefined
    ? fail("away", AWAY, error)
    : fail("unproven", `What came from the issuer is not accepted: ${why}. Begin the sign-in again.`);
}

/** @returns whether the issuer does not take the client's id and secret */
export function isClientRefused(error: unknown): boolean {
  if (error instanceof ResponseBodyError) return error.error === "invalid_client";
  return error instanceof WWWAuthenticateChallengeError && error.status === 401;
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
