import type { Config } from "../config.server.ts";
import type { Log } from "../http/context.ts";
import { type Oidc, openOidc } from "../oidc/oidc.server.ts";
import type { Secrets } from "../secrets/secrets.server.ts";

type Options = { config: Pick<Config, "signIn">; secrets: Secrets; log: Log };

/** @returns the sign-in of the configuration; null when nobody has to sign in. An issuer that is away is a line in the log */
export function openSignIn({ config: { signIn }, secrets, log }: Options): Oidc | null {
  if (signIn === null) return null;
  const { clientSecret: given } = signIn;
  const clientSecret = typeof given === "string" ? given : secrets.open("oidc", given);
  return openOidc({
    config: { ...signIn, clientSecret },
    onAway: (error) => log.warn({ error }, "the issuer does not answer; nobody can sign in until it does"),
  });
}
