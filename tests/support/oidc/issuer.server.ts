import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { decodeJwt, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from "jose";
import Provider, { type Configuration } from "oidc-provider";

export const CLIENT = { client_id: "alxderia", client_secret: "secret-of-the-client" };
const ROBOT = { client_id: "robot", client_secret: "secret-of-the-robot" };
export const AUDIENCE = "https://alxderia.example/api";

export type Issuer = {
  /** Where it answers, once it listens. */
  url: string;
  /** Who is at the browser: the issuer signs them in without asking. */
  person: { sub: string; claims: Record<string, unknown> };
  /** What becomes of the claims of an ID token before it is signed. */
  spoil: ((claims: JWTPayload) => JWTPayload) | null;
  /** Where the claims of the next sign-ins are. */
  claimsIn: "id_token" | "userinfo";
  appear(): Promise<void>;
  /** Stops listening and ends every connection. */
  vanish(): Promise<void>;
  /** Signs a token as the issuer does, with these claims in place of its own. */
  sign(claims: JWTPayload, signature?: { by?: "stranger" | "issuer" }): Promise<string>;
  /** A token that the issuer itself makes for a program. */
  tokenOfRobot(): Promise<string>;
};

/**
 * A real issuer on loopback (oidc-provider), which is away until it appears.
 * @param publicUrl origin of the product
 */
export async function createIssuer(publicUrl: string): Promise<Issuer> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const stranger = await generateKeyPair("RS256");
  const key = { ...(await exportJWK(privateKey)), kid: "one", alg: "RS256", use: "sig" };
  // Known before it listens, so that the product can start without it.
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  const url = `http://127.0.0.1:${port}`;

  const issuer: Issuer = {
    url,
    person: { sub: "ada", claims: {} },
    spoil: null,
    claimsIn: "id_token",
    async appear() {
      server.listen(port, "127.0.0.1");
      await once(server, "listening");
    },
    async vanish() {
      if (!server.listening) return;
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
    sign: (claims, { by = "issuer" } = {}) =>
      new SignJWT({ iss: url, aud: AUDIENCE, sub: "ada", exp: nowSeconds() + 600, ...claims })
        .setProtectedHeader({ alg: "RS256", kid: "one", typ: "at+jwt" })
        .sign(by === "issuer" ? privateKey : stranger.privateKey),
    async tokenOfRobot() {
      const { client_id, client_secret } = ROBOT;
      const answer = await fetch(`${url}/token`, {
        method: "POST",
        headers: { authorization: `Basic ${btoa(`${client_id}:${client_secret}`)}` },
        body: new URLSearchParams({ grant_type: "client_credentials", resource: AUDIENCE }),
      });
      return ((await answer.json()) as { access_token: string }).access_token;
    },
  };
  const provider = new Provider(url, configurationOf(issuer, publicUrl, key));
  provider.use(async (context, next) => {
    await next();
    const { id_token: idToken } = (context.body ?? {}) as { id_token?: string };
    if (issuer.spoil === null || idToken === undefined) return;
    context.body = { ...(context.body as object), id_token: await issuer.sign(issuer.spoil(decodeJwt(idToken))) };
  });
  const answer = provider.callback();
  server.on("request", async (incoming, outgoing) => {
    if (!incoming.url?.startsWith("/interaction/")) return answer(incoming, outgoing);
    await provider.interactionFinished(incoming, outgoing, { login: { accountId: issuer.person.sub } });
  });
  return issuer;
}

function configurationOf(issuer: Issuer, publicUrl: string, key: object): Configuration {
  return {
    jwks: { keys: [key] },
    clients: [
      {
        ...CLIENT,
        redirect_uris: [`${publicUrl}/sign-in/callback`],
        post_logout_redirect_uris: [`${publicUrl}/sign-in`],
      },
      { ...ROBOT, grant_types: ["client_credentials"], response_types: [], redirect_uris: [] },
    ],
    claims: { openid: ["sub", "groups", "org"], email: ["email", "email_verified"], profile: ["name"] },
    conformIdTokenClaims: false,
    cookies: { keys: ["of-the-issuer"] },
    ttl: { IdToken: 600, Session: 600, Grant: 600, Interaction: 600, AccessToken: 600 },
    pkce: { required: () => true },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: async (use) => ({
        sub,
        ...(sub === issuer.person.sub && use === issuer.claimsIn ? issuer.person.claims : {}),
      }),
    }),
    // Nobody has to agree to anything.
    async loadExistingGrant(context) {
      const accountId = context.oidc.session?.accountId;
      const clientId = context.oidc.client?.clientId;
      if (accountId === undefined || clientId === undefined) return undefined;
      const known = context.oidc.session?.grantIdFor(clientId);
      if (known !== undefined) return context.oidc.provider.Grant.find(known);
      const grant = new context.oidc.provider.Grant({ accountId, clientId });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
    extraTokenClaims: async () => ({ groups: ["on-call"] }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: async () => ({
          scope: "",
          audience: AUDIENCE,
          accessTokenFormat: "jwt",
          jwt: { sign: { alg: "RS256" } },
        }),
      },
    },
  };
}

const nowSeconds = () => Math.floor(Date.now() / 1_000);
