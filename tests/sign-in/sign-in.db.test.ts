import { expect, test } from "vitest";
import { afterFile } from "../support/after-file.ts";
import { createBrowser } from "../support/oidc/browser.ts";
import { AUDIENCE, CLIENT, createIssuer } from "../support/oidc/issuer.server.ts";
import { createTestDatabase } from "../support/test-database.server.ts";
import { startWebProcess } from "../support/web-process.server.ts";

const PUBLIC_URL = "https://alxderia.example";
const ROLES = { "cloud-admins": "admin", everybody: "analyst", "on-call": "sre", audit: "auditor" };

const stored = await createTestDatabase();
await stored.addTenant("northwind");
const issuer = await createIssuer(PUBLIC_URL);
afterFile(issuer.vanish);
// The issuer is away while the product starts.
const web = await startWebProcess(stored.ownerUrl, {
  HOST: "0.0.0.0",
  PUBLIC_URL,
  OIDC_ISSUER: issuer.url,
  OIDC_CLIENT_ID: CLIENT.client_id,
  OIDC_CLIENT_SECRET: CLIENT.client_secret,
  OIDC_ROLES: JSON.stringify(ROLES),
  OIDC_TENANT_CLAIM: "org",
  OIDC_AUDIENCE: AUDIENCE,
});
const open = () => createBrowser({ [PUBLIC_URL]: web.url });
const somebody = (groups: string[], more: Record<string, unknown> = {}) => {
  const email = `${groups[0] ?? "nobody"}@example.org`;
  issuer.person = { sub: `sub-of-${email}`, claims: { groups, email, email_verified: true, org: "default", ...more } };
};

/** @returns the browser on the page where its sign-in ended */
async function signIn(next = "/people") {
  const browser = open();
  return { browser, page: await browser.visit(`${PUBLIC_URL}/sign-in/start?next=${encodeURIComponent(next)}`) };
}

/** Goes to the issuer and stops on the way back. @returns the address that the issuer sends the browser to */
async function comeBack(browser: ReturnType<typeof open>): Promise<URL> {
  let address = `${PUBLIC_URL}/sign-in/start`;
  for (;;) {
    const { headers } = await browser.visit(address, { follow: false });
    address = new URL(headers.get("location") ?? "", address).href;
    if (address.startsWith(`${PUBLIC_URL}/`)) return new URL(address);
  }
}

test("an issuer that is away at the start is a line in the log and a clear page, and then it is there", async () => {
  await web.waitForLine(({ message }) => message.startsWith("the issuer does not answer"));
  const { page } = await signIn();
  expect(page.status).toBe(503);
  expect(page.text).toContain("The sign-in service does not answer");
  expect(await (await fetch(`${web.url}/api/health`)).json()).toEqual({ status: "ok" });

  await issuer.appear();
  somebody(["everybody"]);
  expect((await signIn()).page).toMatchObject({ status: 200, url: new URL("/people", PUBLIC_URL) });
});

test("without a session a page leads to the issuer and back, and shows who is signed in with which role", async () => {
  somebody(["cloud-admins", "others"]);
  const browser = open();
  const front = await browser.visit(`${PUBLIC_URL}/audit`);
  expect(front.url.pathname).toBe("/sign-in");
  expect(front.text).toContain("with your account at");
  const [, way = ""] = /href="(\/sign-in\/start[^"]*)"/.exec(front.text) ?? [];
  const page = await browser.visit(`${PUBLIC_URL}${way.replaceAll("&amp;", "&")}`);
  expect([page.status, page.url.pathname]).toEqual([200, "/audit"]);
  expect(page.text).toContain("cloud-admins@example.org");
  expect(page.text).toMatch(/admin(<!-- -->)? · /);
});

test("cookies are for this host alone, encrypted, out of reach of scripts, and end", async () => {
  somebody(["everybody"]);
  const { page } = await signIn();
  const ours = page.cookies.filter((cookie) => cookie.includes("alxderia"));
  const session = ours.find((cookie) => cookie.startsWith("__Host-alxderia_session="));
  expect(session).toMatch(/Max-Age=28800/);
  expect(ours).toHaveLength(3);
  for (const cookie of ours) {
    expect(cookie).toMatch(/^__Host-alxderia_/);
    for (const word of ["HttpOnly", "Secure", "SameSite=Lax", "Path=/"]) expect(cookie).toContain(word);
  }
});

test("several tabs may be at the issuer at once", async () => {
  somebody(["everybody"]);
  const browser = open();
  const first = await comeBack(browser);
  const second = await comeBack(browser);
  expect((await browser.visit(first.href)).status).toBe(200);
  expect((await browser.visit(second.href)).status).toBe(200);
});

test("somebody without a group that is mapped gets a page that says so, and no session", async () => {
  somebody(["others"]);
  const { page, browser } = await signIn();
  expect(page.status).toBe(403);
  expect(page.text).toContain("You have no access to Alxderia");
  expect(page.text).toContain("others@example.org");
  expect([...browser.cookiesOf(PUBLIC_URL).keys()].filter((name) => name.includes("session"))).toEqual([]);
  expect((await browser.visit(`${PUBLIC_URL}/people`)).url.pathname).toBe("/sign-in");
});

test("a claim names the tenant; one that is not here is no way in", async () => {
  somebody(["everybody"], { org: "northwind" });
  expect((await signIn()).page.text).toMatch(/analyst(<!-- -->)? · (<!-- -->)?northwind/);
  somebody(["everybody"], { org: "southwind" });
  const { page } = await signIn();
  expect([page.status, page.text]).toEqual([403, expect.stringContaining("southwind")]);
});

test("a state that is not this browser's ends the sign-in", async () => {
  somebody(["everybody"]);
  const browser = open();
  const back = await comeBack(browser);
  expect((await open().visit(back.href)).status).toBe(400);
  const { search } = back;
  back.searchParams.set("state", `${back.searchParams.get("state")?.slice(0, 20)}-and-something-else`);
  const other = await browser.visit(back.href);
  expect([other.status, other.text]).toEqual([403, expect.stringContaining("does not fit this sign-in")]);
  expect(other.cookies.join()).not.toContain("alxderia_session");
  // The right one still works, once.
  expect((await browser.visit(`${PUBLIC_URL}/sign-in/callback${search}`)).status).toBe(200);
});

test("a refusal by the issuer is told, and never shown as it comes", async () => {
  const browser = open();
  const back = await comeBack(browser);
  const refusal = (error: string) => {
    const url = new URL(back);
    url.searchParams.delete("code");
    url.searchParams.set("error", error);
    return browser.visit(url.href);
  };
  const markup = await refusal("<b>x");
  expect([markup.status, markup.text.includes("<b>x")]).toEqual([403, false]);
  expect((await refusal("access_denied")).text).toContain("did not sign you in (access_denied)");
  expect((await refusal("temporarily_unavailable")).status).toBe(503);
});

test("an ID token that has expired signs nobody in", async () => {
  somebody(["everybody"]);
  issuer.spoil = (claims) => ({ ...claims, exp: Number(claims.iat) - 3_600 });
  const { page, browser } = await signIn();
  issuer.spoil = null;
  expect(page.status).toBe(403);
  expect(page.text).toContain("has expired");
  expect(browser.cookiesOf(PUBLIC_URL).has("__Host-alxderia_session")).toBe(false);
});

test("an issuer that goes away during a sign-in is a clear page; who is signed in stays so", async () => {
  somebody(["everybody"]);
  const { browser: signedIn } = await signIn();
  const browser = open();
  const back = await comeBack(browser);
  await issuer.vanish();
  const page = await browser.visit(back.href);
  expect([page.status, page.text]).toEqual([503, expect.stringContaining("The sign-in service does not answer")]);
  expect((await signedIn.visit(`${PUBLIC_URL}/people`)).status).toBe(200);
  await issuer.appear();
  expect((await browser.visit(back.href)).status).toBe(200);
});

test("signing out ends the session here and leads to the issuer's sign-out, which knows the way back", async () => {
  somebody(["everybody"]);
  const { browser } = await signIn();
  const out = await browser.visit(`${PUBLIC_URL}/sign-out`, { method: "POST" });
  expect(out.url.origin).toBe(issuer.url);
  expect(out.url.searchParams.get("post_logout_redirect_uri")).toBe(`${PUBLIC_URL}/sign-in`);
  expect(out.url.searchParams.get("id_token_hint")).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  expect(out.status).toBe(200);
  expect(browser.cookiesOf(PUBLIC_URL).has("__Host-alxderia_session")).toBe(false);
  expect((await browser.visit(`${PUBLIC_URL}/people`)).url.pathname).toBe("/sign-in");
});

test("a change comes from the public address only, and nobody chooses a role here", async () => {
  const post = (path: string, headers: Record<string, string>) =>
    fetch(`${web.url}${path}`, {
      method: "POST",
      redirect: "manual",
      headers,
      body: new URLSearchParams({ role: "admin" }),
    });
  expect((await post("/sign-out", { origin: PUBLIC_URL })).status).toBe(302);
  expect((await post("/sign-out", { origin: "https://evil.example" })).status).toBe(403);
  expect((await post("/sign-out", { origin: web.url })).status).toBe(403);
  expect((await post("/sign-in", { origin: "https://evil.example" })).status).toBe(403);
  const chosen = await post("/sign-in", { origin: PUBLIC_URL });
  expect([chosen.status, chosen.headers.getSetCookie()]).toEqual([404, []]);
});

const api = async (headers: Record<string, string> = {}, path = "/api/people") => {
  const answer = await fetch(`${web.url}${path}`, { headers });
  return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Record<string, unknown> };
};
const bearer = async (claims: Record<string, unknown>, by: "issuer" | "stranger" = "issuer") => ({
  authorization: `Bearer ${await issuer.sign({ groups: ["everybody"], org: "default", ...claims }, { by })}`,
});

test("the API takes a session or an access token of the issuer, and nobody else", async () => {
  const nobody = await api();
  expect(nobody.status).toBe(401);
  expect(nobody.headers.get("www-authenticate")).toMatch(/^Bearer/);
  expect(nobody.headers.get("content-type")).toBe("application/problem+json");
  expect(nobody.body).toMatchObject({ type: "urn:alxderia:problem:unauthenticated", status: 401 });

  somebody(["everybody"]);
  const { browser } = await signIn();
  expect((await browser.visit(`${PUBLIC_URL}/api/people`)).status).toBe(200);
  expect((await api(await bearer({}))).status).toBe(200);
});

test("a program's own token from the issuer is taken, with the role of its claims", async () => {
  const authorization = `Bearer ${await issuer.tokenOfRobot()}`;
  const refused = await api({ authorization });
  expect([refused.status, refused.body.detail]).toEqual([403, expect.stringContaining("names no organisation")]);
});

test("the role of a token is the role of its claims", async () => {
  expect((await api(await bearer({ groups: ["audit"] }), "/api/audit")).status).toBe(200);
  expect((await api(await bearer({ groups: ["on-call"] }), "/api/audit")).status).toBe(403);
  expect((await api(await bearer({ groups: ["others"] }))).status).toBe(403);
});

test("a token that is expired, for somebody else, or not the issuer's is refused in words", async () => {
  const past = Math.floor(Date.now() / 1_000) - 60;
  const detailOf = async (headers: Record<string, string>) => {
    const { status, body } = await api(headers);
    expect(status).toBe(401);
    return body.detail;
  };
  expect(await detailOf(await bearer({ exp: past }))).toContain("expired");
  expect(await detailOf(await bearer({ aud: "https://other.example" }))).toContain("claim aud");
  // An ID token is made out to the client.
  expect(await detailOf(await bearer({ aud: CLIENT.client_id }))).toContain("claim aud");
  expect(await detailOf(await bearer({ iss: "https://other.example" }))).toContain("claim iss");
  expect(await detailOf(await bearer({ exp: undefined }))).toContain("claim exp");
  expect(await detailOf(await bearer({}, "stranger"))).toContain("not one that the issuer has signed");
  const [head, body] = (await issuer.sign({ groups: ["cloud-admins"] })).split(".");
  expect(await detailOf({ authorization: `Bearer ${btoa('{"alg":"none"}').replaceAll("=", "")}.${body}.` })).toContain(
    "signed",
  );
  expect(await detailOf({ authorization: `Bearer ${head}.${body}.AAAA` })).toContain("signed");
  expect(await detailOf({ authorization: "Basic YTpi" })).toContain("send Bearer");
});

test("tokens are read while the issuer is away, by the keys that are known", async () => {
  const headers = await bearer({});
  await issuer.vanish();
  expect((await api(headers)).status).toBe(200);
  await issuer.appear();
});

test("every answer says what a browser may do with it, and probes by address are answered", async () => {
  const page = await open().visit(`${PUBLIC_URL}/sign-in`);
  const policy = page.headers.get("content-security-policy") ?? "";
  const [, nonce = ""] = /'nonce-([^']+)'/.exec(policy) ?? [];
  expect(policy).toContain("frame-ancestors 'none'");
  const scripts = [...page.text.matchAll(/<script[^>]*>/g)].map(([tag]) => tag);
  expect(scripts.length).toBeGreaterThan(1);
  for (const tag of scripts) expect(tag).toContain(`nonce="${nonce}"`);
  expect((await open().visit(`${PUBLIC_URL}/sign-in`)).headers.get("content-security-policy")).not.toBe(policy);

  const health = await fetch(`${web.url}/api/health`);
  expect(health.status).toBe(200);
  for (const { headers } of [page, health]) {
    expect(headers.get("strict-transport-security")).toMatch(/^max-age=\d+$/);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("same-origin");
    expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
  }
});

test("no secret, code or token is in the log", () => {
  const output = web.output();
  expect(output).not.toMatch(/eyJ[\w-]{10}/);
  expect(output).not.toContain(CLIENT.client_secret);
  expect(output).not.toMatch(/code=|code_verifier/);
  expect(output).not.toContain("@example.org");
});
