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
