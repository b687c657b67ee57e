/** Longest time between the way to the issuer and the way back. */
export const ATTEMPT_SECONDS = 600;

/** A sign-in that has begun: what comes back from the issuer must fit it. `until` is in milliseconds since 1970. */
export type Attempt = { state: string; nonce: string; verifier: string; next: string; until: number };

/** @returns whether it is one that a browser kept, and still good */
export function isAttempt(kept: unknown): kept is Attempt {
  return typeof kept === "object" && kept !== null && "until" in kept && Number(kept.until) > Date.now();
}
