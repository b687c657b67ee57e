import { beforeEach, expect, test } from "vitest";
import type { SecretValue } from "../../app/model/secret-value.ts";
import type { Attempt } from "../../app/oidc/attempt.ts";
import { type Oidc, openOidc } from "../../app/oidc/oidc.server.ts";
import { afterFile } from "../support/after-file.ts";
import { createBrowser } from "../support/oidc/browser.ts";
import { CLIENT, createIssuer } from "../support/oidc/issuer.server.ts";

const PUBLIC_URL = "https://alxderia.example";
const issuer = await createIssuer(PUBLIC_URL);
await issuer.appear();
afterFile(issuer.vanish);
beforeEach(() => {
  issuer.person = { sub: "ada", claims: { groups: ["on-call"], email: "ada@example.org" } };
  issuer.claimsIn = "id_token";
});

function open(clientSecret: string | SecretValue = CLIENT.client_secret): Oidc {
  return openOidc({
    config: {
      issuer: issuer.url,
      clientId: CLIENT.client_id,
      clientSecret,
      clientAuth: "basic",
      scopes: "openid profile email",
      rules: {
        roleClaim: "groups",
        roles: new Map([["on-call", "sre"]]),
        userClaim: "email",
        tenantClaim: null,
        tenant: "default",
      },
      audience: null,
      publicUrl: PUBLIC_URL,
      sessionMinutes: 5,
    },
    onAway: () => {},
  });
}

/** Goes to the issuer and back. @returns the query that comes back, and the attempt that it belongs to */
async function goThere(oidc: Oidc): Promise<{ search: string; attempt: Attempt }> {
  const begun = await oidc.begin("/people");
  if (!begun.ok) throw new Error(begun.detail);
  const browser = createBrowser({});
  let address = begun.value.address;
  while (!address.startsWith(PUBLIC_URL)) {
    const { headers } = await browser.visit(address, { follow: false });
    address = new URL(headers.get("location") ?? "", address).href;
  }
  return { search: new URL(address).search, attempt: begun.value.attempt };
}

test("somebody comes back with a role, a name and the issuer's word for it", async () => {
  const oidc = open();
  const { search, attempt } = await goThere(oidc);
  expect(attempt.next).toBe("/people");
  const done = await oidc.finish(search, attempt);
  expect(done).toMatchObject({ ok: true, value: { user: "ada@example.org", role: "sre", tenantSlug: "default" } });
  // A code is good once.
  expect(await oidc.finish(search, attempt)).toMatchObject({ ok: false, fault: "stale" });
});

test.each([
  ["nonce", "its token was made for something else", "unproven"],
  ["state", "it does not fit this sign-in", "unproven"],
  ["verifier", "Begin it again", "stale"],
] as const)("a %s of another attempt signs nobody in", async (key, detail, fault) => {
  const oidc = open();
  const { search, attempt } = await goThere(oidc);
  const other = await goThere(oidc);
  const done = await oidc.finish(search, { ...attempt, [key]: other.attempt[key] });
  expect(done).toMatchObject({ ok: false, fault, detail: expect.stringContaining(detail) });
});

test("claims that are not in the ID token are asked for", async () => {
  issuer.claimsIn = "userinfo";
  const oidc = open();
  const { search, attempt } = await goThere(oidc);
  expect(await oidc.finish(search, attempt)).toMatchObject({
    ok: true,
    value: { role: "sre", user: "ada@example.org" },
  });
});

test("a client's secret that changed at the issuer is fetched anew, and the sign-in goes on", async () => {
  const read: string[] = [];
  let current = "old-secret";
  const oidc = open({
    async read() {
      read.push(current);
      return current;
    },
    async readAfterRefusal() {
      current = CLIENT.client_secret;
      return current;
    },
  });
  const { search, attempt } = await goThere(oidc);
  expect(await oidc.finish(search, attempt)).toMatchObject({ ok: true });
  expect(read).toEqual(["old-secret", CLIENT.client_secret]);
});

test("a client that stays refused is an issuer that does not answer as it should", async () => {
  const oidc = open("wrong");
  const { search, attempt } = await goThere(oidc);
  expect(await oidc.finish(search, attempt)).toMatchObject({ ok: false, fault: "away" });
});

test("access tokens are taken only when the API has a name at the issuer", async () => {
  expect(await open().verify(await issuer.sign({}))).toMatchObject({ ok: false, fault: "unproven" });
});
