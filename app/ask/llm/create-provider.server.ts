import type { LlmProviderName } from "../../model/llm-providers.ts";
import type { SecretValue } from "../../model/secret-value.ts";
import type { LlmProvider, ProviderOptions } from "./llm.ts";
import { withRotatingKey } from "./rotating-key.ts";

/** What each provider is asked for when `LLM_MODEL` says nothing: a middle-sized model, since a question is a short text. */
const DEFAULT_MODELS: Readonly<Record<LlmProviderName, string>> = {
  anthropic: "claude-sonnet-5-5",
  openai: "gpt-5.1",
  google: "gemini-3-pro",
};

type Given = Omit<ProviderOptions, "model" | "apiKey"> & {
  /** The key, or the secret that holds it and changes. */
  apiKey: string | SecretValue;
  model: string | null;
};

/** @param given.model null means the usual one */
export async function createProvider(name: LlmProviderName, given: Given): Promise<LlmProvider> {
  const { apiKey, ...options } = { ...given, model: given.model ?? DEFAULT_MODELS[name] };
  if (typeof apiKey === "string") return createWithKey(name, { ...options, apiKey });
  const { model } = options;
  return withRotatingKey({
    name,
    model,
    key: apiKey,
    create: (key) => createWithKey(name, { ...options, apiKey: key }),
  });
}

/** Loads the SDK of one provider only: the three together take longer to load than a page may take to answer. */
async function createWithKey(name: LlmProviderName, options: ProviderOptions): Promise<LlmProvider> {
  switch (name) {
    case "anthropic":
      return (await import("./anthropic.server.ts")).createAnthropic(options);
    case "openai":
      return (await import("./openai.server.ts")).createOpenAi(options);
    case "google":
      return (await import("./google.server.ts")).createGoogle(options);
  }
}
