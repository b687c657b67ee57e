import { expect, test } from "vitest";
import { readConfig } from "./config.server.ts";

test("without a key there is no model, whatever else is said of one", () => {
  expect(readConfig({ LLM_PROVIDER: "google", LLM_MODEL: "some", LLM_API_KEY: "" }).llms).toEqual([]);
});

test("models are asked in the order of the configuration", () => {
  const { llms, llmDailyTokens } = readConfig({
    LLM_API_KEY: "first-key",
    LLM_FALLBACK_PROVIDER: "openai",
    LLM_FALLBACK_API_KEY: "second-key",
    LLM_FALLBACK_MODEL: "some",
    LLM_DAILY_TOKENS: "7",
  });
  expect(llms).toEqual([
    { provider: "anthropic", apiKey: "first-key", model: null, baseUrl: null },
    { provider: "openai", apiKey: "second-key", model: "some", baseUrl: null },
  ]);
  expect(llmDailyTokens).toBe(7);
});

test.each([
  [{ LLM_PROVIDER: "clippy" }, /LLM_PROVIDER = "clippy"/],
  [{ LLM_BASE_URL: "ftp://x", LLM_API_KEY: "k" }, /LLM_BASE_URL = \(hidden\): must be an address/],
  [{ LLM_FALLBACK_API_KEY: "secret-of-two", LLM_API_KEY: "k" }, /go together; set both or none/],
  [{ LLM_FALLBACK_API_KEY: "secret-of-two", LLM_FALLBACK_PROVIDER: "openai" }, /LLM_API_KEY is not/],
  [{ LLM_DAILY_TOKENS: "-1" }, /LLM_DAILY_TOKENS/],
])("what cannot be meant is refused by name and without a secret: %j", (given, message) => {
  expect(() => readConfig(given)).toThrow(message);
  expect(() => readConfig(given)).not.toThrow(/secret-of-two/);
});

test("secrets are named by provider, with the field of their JSON", () => {
  const { databaseSecret, llms, secretsEndpoint } = readConfig({
    DATABASE_URL: "postgres://alxderia_app@db:5432/alxderia",
    SECRETS_PROVIDER: "google",
    GOOGLE_CLOUD_PROJECT: "northwind-prod",
    DATABASE_SECRET: "alxderia-database#password",
    LLM_API_KEY_SECRET: "projects/other/secrets/key/versions/3",
  });
  expect(databaseSecret).toEqual({
    store: "google",
    id: "projects/northwind-prod/secrets/alxderia-database/versions/latest",
    field: "password",
  });
  expect(llms[0]?.apiKey).toEqual({ store: "google", id: "projects/other/secrets/key/versions/3", field: null });
  expect(secretsEndpoint).toBeNull();
});

const WITHOUT_PASSWORD = "postgres://app@db/x";
test.each([
  [{ SECRETS_PROVIDER: "vault" }, /SECRETS_PROVIDER = \(hidden\): Invalid option: expected one of "aws"/],
  [{ SECRETS_ENDPOINT: "ftp://x" }, /SECRETS_ENDPOINT = \(hidden\): must be an address/],
  [{ DATABASE_SECRET: "a", DATABASE_URL: WITHOUT_PASSWORD }, /DATABASE_SECRET needs SECRETS_PROVIDER/],
  [{ DATABASE_SECRET: "a", SECRETS_PROVIDER: "aws", DATABASE_URL: "" }, /DATABASE_SECRET needs a DATABASE_URL/],
  [
    { DATABASE_SECRET: "a", SECRETS_PROVIDER: "aws", DATABASE_URL: "postgres://app:secret-of-two@db/x" },
    /DATABASE_URL has a password too/,
  ],
  [
    { DATABASE_SECRET: "a", SECRETS_PROVIDER: "aws", DATABASE_URL: "postgres://app@db/x?password=secret-of-two" },
    /DATABASE_URL has a password too/,
  ],
  [{ DATABASE_SECRET: "a b", SECRETS_PROVIDER: "aws", DATABASE_URL: WITHOUT_PASSWORD }, /DATABASE_SECRET must be/],
  [{ DATABASE_SECRET: "a#", SECRETS_PROVIDER: "aws", DATABASE_URL: WITHOUT_PASSWORD }, /DATABASE_SECRET must be/],
  [{ LLM_API_KEY_SECRET: "arn:aws:s3:::x", SECRETS_PROVIDER: "aws" }, /LLM_API_KEY_SECRET must be the name or the ARN/],
  [{ LLM_API_KEY_SECRET: "a", SECRETS_PROVIDER: "google" }, /LLM_API_KEY_SECRET must be projects/],
  [{ LLM_API_KEY_SECRET: "a", SECRETS_PROVIDER: "aws", LLM_API_KEY: "secret-of-two" }, /set one of them/],
  [
    { LLM_API_KEY_SECRET: "a", LLM_FALLBACK_API_KEY_SECRET: "b", SECRETS_PROVIDER: "aws" },
    /go together; set both or none/,
  ],
])("a secret that cannot be meant is refused by its key, without a value: %j", (given, message) => {
  expect(() => readConfig(given)).toThrow(message);
  expect(() => readConfig(given)).not.toThrow(/secret-of-two/);
});

const SIGN_IN = {
  OIDC_ISSUER: "https://login.example/realm",
  OIDC_CLIENT_ID: "alxderia",
  OIDC_CLIENT_SECRET: "secret-of-two",
  OIDC_ROLES: '{"cloud-admins":"admin","everybody":"analyst"}',
  PUBLIC_URL: "https://alxderia.example/",
  SESSION_SECRET: "a-session-secret-of-at-least-32-letters",
};

test("sign-in by OpenID Connect is what its keys say, and then any address may be listened on", () => {
  const { signIn, host, metricsPort } = readConfig({ ...SIGN_IN, HOST: "0.0.0.0" });
  expect([host, metricsPort.host]).toEqual(["0.0.0.0", "127.0.0.1"]);
  expect(signIn).toMatchObject({
    issuer: "https://login.example/realm",
    clientSecret: "secret-of-two",
    clientAuth: "basic",
    scopes: "openid profile email",
    rules: { roleClaim: "groups", userClaim: "email", tenantClaim: null, tenant: "default" },
    audience: null,
    publicUrl: "https://alxderia.example",
    sessionMinutes: 480,
  });
  expect([...(signIn?.rules.roles ?? [])]).toEqual([
    ["cloud-admins", "admin"],
    ["everybody", "analyst"],
  ]);
  expect(readConfig({}).signIn).toBeNull();
});

test("the client's secret may be kept in a store", () => {
  const given = { ...SIGN_IN, OIDC_CLIENT_SECRET: "", SECRETS_PROVIDER: "aws", OIDC_CLIENT_SECRET_SECRET: "oidc#key" };
  expect(readConfig(given).signIn?.clientSecret).toEqual({ store: "aws", id: "oidc", field: "key" });
});

test("without sign-in nothing but this machine is listened on", () => {
  for (const HOST of ["0.0.0.0", "::", "192.168.1.7", "alxderia.example"]) {
    expect(() => readConfig({ HOST }), HOST).toThrow(/HOST = ".*": must be one of 127\.0\.0\.1, ::1, localhost/);
  }
});

test("half a configuration names every key that is missing or wrong at once", () => {
  const keysOf = (given: Record<string, string>) => {
    try {
      readConfig(given);
      return [];
    } catch (error) {
      return [...String(error).matchAll(/^ {2}(\w+)/gm)].map(([, key]) => key);
    }
  };
  expect(keysOf({ OIDC_ISSUER: "https://login.example" })).toEqual([
    "OIDC_CLIENT_ID",
    "OIDC_ROLES",
    "PUBLIC_URL",
    "OIDC_CLIENT_SECRET",
  ]);
  expect(keysOf({ PUBLIC_URL: "https://alxderia.example" })).toContain("OIDC_ISSUER");
  expect(keysOf({ OIDC_ROLES: "admin", OIDC_ISSUER: "http://login.example", HOST: "a b" })).toEqual([
    "HOST",
    "OIDC_ISSUER",
    "OIDC_ROLES",
    "OIDC_CLIENT_ID",
    "PUBLIC_URL",
    "OIDC_CLIENT_SECRET",
  ]);
  expect(keysOf({ ...SIGN_IN, SESSION_SECRET: "", DATABASE_URL: "postgres://db/x" })).toEqual(["SESSION_SECRET"]);
});

test.each([
  [
    { OIDC_CLIENT_SECRET_SECRET: "a", SECRETS_PROVIDER: "aws" },
    /OIDC_CLIENT_SECRET = \(hidden\): and OIDC_CLIENT_SECRET_SECRET/,
  ],
  [{ OIDC_TENANT: "a", OIDC_TENANT_CLAIM: "b" }, /OIDC_TENANT = "a": and OIDC_TENANT_CLAIM are both there/],
  [{ OIDC_AUDIENCE: "alxderia" }, /OIDC_AUDIENCE = "alxderia": must not be the OIDC_CLIENT_ID/],
  [{ OIDC_ROLES: '{"everybody":"root"}' }, /OIDC_ROLES = .*roles: analyst, sre, auditor, admin/],
  [{ OIDC_ROLES: "{}" }, /OIDC_ROLES/],
  [{ OIDC_SCOPES: "profile" }, /openid among them/],
  [{ OIDC_SESSION_MINUTES: "0" }, /OIDC_SESSION_MINUTES/],
  [{ PUBLIC_URL: "https://alxderia.example/app" }, /PUBLIC_URL = \(hidden\): must be where browsers/],
  [{ PUBLIC_URL: "http://alxderia.example" }, /http only on this machine/],
  [{ OIDC_ISSUER: "https://login.example/#realm" }, /OIDC_ISSUER/],
])("sign-in that cannot be meant is refused by its key: %j", (given, message) => {
  expect(() => readConfig({ ...SIGN_IN, ...given })).toThrow(message);
  expect(() => readConfig({ ...SIGN_IN, ...given })).not.toThrow(/secret-of-two/);
});
