import type { SecretValue } from "../../model/secret-value.ts";
import { LlmError, type LlmProvider } from "./llm.ts";

/** A question waits so long for a key that the store has not got yet. */
const PATIENCE_MS = 1_000;

type Options = Pick<LlmProvider, "name" | "model"> & {
  key: SecretValue;
  create(apiKey: string): Promise<LlmProvider>;
};

/** A provider whose key is a secret that rotates: a refused key is fetched anew, and the request is made once more. */
export function withRotatingKey({ name, model, key, create }: Options): LlmProvider {
  let made: { apiKey: string; provider: Promise<LlmProvider> } | null = null;
  const providerOf = (apiKey: string) => {
    if (made?.apiKey !== apiKey) made = { apiKey, provider: create(apiKey) };
    return made.provider;
  };
  return {
    name,
    model,
    async ask(request, options) {
      const known = await key.read().catch((error: unknown) => {
        throw new LlmError("bad key", { cause: error });
      });
      try {
        return await (await providerOf(known)).ask(request, options);
      } catch (error) {
        if (!(error instanceof LlmError && error.fault === "bad key")) throw error;
        const next = await key.readAfterRefusal(known, PATIENCE_MS);
        if (next === known) throw error;
        return (await providerOf(next)).ask(request, options);
      }
    },
  };
}
