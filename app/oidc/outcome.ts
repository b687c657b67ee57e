/**
 * Why the issuer's word makes nobody of somebody.
 * - `away`: it does not answer, or refuses us; trying again may help
 * - `stale`: the attempt is over, or was another browser's; beginning anew helps
 * - `unproven`: what was sent is not the issuer's word, or not for us, or no longer
 * - `refused`: it is, and gives no way in; `detail` tells the person why
 */
export type SignInFault = "away" | "stale" | "unproven" | "refused";

export type Outcome<Value> =
  | { ok: true; value: Value }
  | { ok: false; fault: SignInFault; detail: string; cause?: unknown };

export const good = <Value>(value: Value): Outcome<Value> => ({ ok: true, value });

export const fail = (fault: SignInFault, detail: string, cause?: unknown): Outcome<never> => ({
  ok: false,
  fault,
  detail,
  cause,
});
