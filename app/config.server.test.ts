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
