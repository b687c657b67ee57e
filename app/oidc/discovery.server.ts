import * as client from "openid-client";

/** How often the issuer is asked anew where its endpoints are. */
const KEEP_MS = 3_600_000;
/** Longest time of one request to the issuer, in seconds. */
export const PATIENCE_SECONDS = 5;

type Options = { issuer: string; clientId: string; authenticate: client.ClientAuth };

export type Discovery = {
  /** Fails when the issuer does not answer and never did. */
  find(): Promise<client.Configuration>;
  /** What was found last, without asking; null before that. */
  known(): client.Configuration | null;
};

/**
 * Asks the issuer for its endpoints and keys when they are first needed, once for all who wait, and again each hour. An
 * issuer that is away then leaves in use what it said before; one that was never there is asked at each attempt.
 */
export function createDiscovery({ issuer, clientId, authenticate }: Options): Discovery {
  let held: { configuration: client.Configuration; until: number } | null = null;
  let asking: Promise<client.Configuration> | null = null;
  const isLocal = issuer.startsWith("http:");

  async function ask(): Promise<client.Configuration> {
    const configuration = await client.discovery(new URL(issuer), clientId, undefined, authenticate, {
      timeout: PATIENCE_SECONDS,
      // The signature of the ID token, although it comes straight from the issuer.
      execute: [client.enableNonRepudiationChecks, ...(isLocal ? [client.allowInsecureRequests] : [])],
    });
    held = { configuration, until: performance.now() + KEEP_MS };
    return configuration;
  }

  return {
    known: () => held?.configuration ?? null,
    async find() {
      if (held !== null && performance.now() < held.until) return held.configuration;
      asking ??= ask().finally(() => {
        asking = null;
      });
      try {
        return await asking;
      } catch (error) {
        if (held === null) throw error;
        return held.configuration;
      }
    },
  };
}
