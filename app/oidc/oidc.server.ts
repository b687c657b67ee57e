import * as client from "openid-client";
import type { SignInConfig } from "../config/sign-in-keys.ts";
import { type Claims, claimOf, type Person, readClaims } from "../model/claims.ts";
import type { SecretValue } from "../model/secret-value.ts";
import { ATTEMPT_SECONDS, type Attempt } from "./attempt.ts";
import { createBearerReader } from "./bearer.server.ts";
import { createClientSecret } from "./client-secret.server.ts";
import { createDiscovery } from "./discovery.server.ts";
import { AWAY, faultOf, isClientRefused } from "./faults.ts";
import { fail, good, type Outcome } from "./outcome.ts";

/** Somebody who has just signed in, and the issuer's word for it. */
export type SignedIn = Person & { idToken: string };

/** Sign-in by OpenID Connect (docs/sign-in.md). Nothing of it throws because the issuer is away. */
export type Oidc = {
  /** Origin under which browsers know us. */
  publicUrl: string;
  /** Host of the issuer, for people. */
  issuerHost: string;
  /** Origins of the issuer that a sign-out leads to. */
  signOutOrigins(): string[];
  sessionSeconds: number;
  /** @returns where the browser goes, and what it must keep until it is back */
  begin(next: string): Promise<Outcome<{ address: string; attempt: Attempt }>>;
  /** @param search the query that the browser came back with */
  finish(search: string, attempt: Attempt): Promise<Outcome<SignedIn>>;
  /** @param idToken of the sign-in, empty when it was not kept @returns null when the issuer has no sign-out, or was never seen */
  signOutAddress(idToken: string): string | null;
  /** @param token an access token for the API */
  verify(token: string): Promise<Outcome<Person>>;
};

const CALLBACK_PATH = "/sign-in/callback";

type Options = {
  config: SignInConfig<string | SecretValue>;
  /** Told when the issuer does not answer while the product starts, which goes on all the same. */
  onAway(error: unknown): void;
};

/** Opens the sign-in: asks the issuer already, and waits for nothing. */
export function openOidc({ config, onAway }: Options): Oidc {
  const { issuer, publicUrl, rules } = config;
  const secret = createClientSecret(config.clientSecret, config.clientAuth);
  const discovery = createDiscovery({ issuer, clientId: config.clientId, authenticate: secret.authenticate });
  const readBearer = createBearerReader({ discovery, audience: config.audience });
  discovery.find().catch(onAway);

  const personOf = (claims: Claims): Outcome<Person> => {
    const read = readClaims(claims, rules);
    return "refusal" in read ? fail("refused", read.refusal) : good(read);
  };

  /** The code can be changed into tokens once; a client that is refused has not used it. */
  async function exchange(found: client.Configuration, address: URL, { state, nonce, verifier }: Attempt) {
    const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true };
    const grant = () => client.authorizationCodeGrant(found, new URL(address), checks);
    try {
      return await grant();
    } catch (error) {
      if (isClientRefused(error) && (await secret.renew())) return grant();
      throw error;
    }
  }

  return {
    publicUrl,
    issuerHost: new URL(issuer).host,
    sessionSeconds: config.sessionMinutes * 60,
    signOutOrigins() {
      const address = discovery.known()?.serverMetadata().end_session_endpoint;
      return address === undefined ? [] : [new URL(address).origin];
    },
    async begin(next) {
      try {
        const found = await discovery.find();
        const state = client.randomState();
        const nonce = client.randomNonce();
        const verifier = client.randomPKCECodeVerifier();
        const address = client.buildAuthorizationUrl(found, {
          redirect_uri: `${publicUrl}${CALLBACK_PATH}`,
          scope: config.scopes,
          state,
          nonce,
          code_challenge: await client.calculatePKCECodeChallenge(verifier),
          code_challenge_method: "S256",
        });
        const until = Date.now() + ATTEMPT_SECONDS * 1_000;
        return good({ address: address.href, attempt: { state, nonce, verifier, next, until } });
      } catch (error) {
        return fail("away", AWAY, error);
      }
    },
    async finish(search, attempt) {
      try {
        const found = await discovery.find();
        // As the issuer knows it: a proxy may have called us by another name.
        const tokens = await exchange(found, new URL(`${publicUrl}${CALLBACK_PATH}${search}`), attempt);
        const idToken = tokens.claims();
        if (idToken === undefined) return fail("away", AWAY, new Error("the issuer gave no ID token"));
        const needed = [rules.roleClaim, rules.userClaim, rules.tenantClaim].filter((claim) => claim !== null);
        const isWhole = needed.every((claim) => claimOf(idToken, claim) !== undefined);
        const more =
          isWhole || found.serverMetadata().userinfo_endpoint === undefined
            ? {}
            : await client.fetchUserInfo(found, tokens.access_token, idToken.sub);
        const person = personOf({ ...more, ...idToken });
        return person.ok ? good({ ...person.value, idToken: tokens.id_token ?? "" }) : person;
      } catch (error) {
        return faultOf(error);
      }
    },
    signOutAddress(idToken) {
      const found = discovery.known();
      if (found?.serverMetadata().end_session_endpoint === undefined) return null;
      return client.buildEndSessionUrl(found, {
        post_logout_redirect_uri: `${publicUrl}/sign-in`,
        ...(idToken === "" ? {} : { id_token_hint: idToken }),
      }).href;
    },
    async verify(token) {
      const claims = await readBearer(token);
      return claims.ok ? personOf(claims.value) : claims;
    },
  };
}
