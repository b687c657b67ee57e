/** Providers of language models whose official SDK is here. */
export const LLM_PROVIDERS = ["anthropic", "openai", "google"] as const;
export type LlmProviderName = (typeof LLM_PROVIDERS)[number];
