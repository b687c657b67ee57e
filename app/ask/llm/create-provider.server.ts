import type { LlmProviderName } from "../../model/llm-providers.ts";
import type { LlmProvider, ProviderOptions } from "./llm.ts";

/** What each provider is asked for when `LLM_MODEL` says nothing: a middle-sized model, since a question is a short text. */
const DEFAULT_MODELS: Readonly<Record<LlmProviderName, string>> = {
  anthropic: "claude-sonnet-5-5",
  openai: "gpt-5.1",
  google: "gemini-3-pro",
};

/** Loads the SDK of one provider only: the three together take longer to load than a page may take to answer. */
export async function createProvider(
  name: LlmProviderName,
  given: Omit<ProviderOptions, "model"> & { model: string | null },
): Promise<LlmProvider> {
  const options = { ...given, model: given.model ?? DEFAULT_MODELS[name] };
  switch (name) {
    case "anthropic":
      return (await import("./anthropic.server.ts")).createAnthropic(options);
    case "openai":
      return (await import("./openai.server.ts")).createOpenAi(options);
    case "google":
      return (await import("./google.server.ts")).createGoogle(options);
  }
}
