import { beforeEach, expect, test, vi } from "vitest";
import { createProvider } from "../../app/ask/llm/create-provider.server.ts";
import { LLM_PROVIDERS, type LlmProviderName } from "../../app/model/llm-providers.ts";
import { createSecrets } from "../../app/secrets/secrets.server.ts";
import { afterFile } from "../support/after-file.ts";
import { startModelServer } from "../support/llm/model-server.ts";
import { startSecretServer } from "../support/secrets/secret-server.ts";

const store = await startSecretServer("aws");
beforeEach(() => {
  for (const [key, value] of Object.entries(store.environment)) vi.stubEnv(key, value);
});

async function open(name: LlmProviderName) {
  const models = await startModelServer(name);
  afterFile(() => models.stop());
  const secrets = createSecrets({ endpoint: store.url, onAccess: () => {}, times: { pause: 20 } });
  const key = secrets.open("llm", { store: "aws", id: "key", field: null });
  const provider = await createProvider(name, { apiKey: key, model: null, baseUrl: models.url, maxTokens: 100 });
  const ask = () =>
    provider.ask(
      {
        system: "be exact",
        question: "who?",
        steps: [],
        tools: [{ name: "answer", description: "answers", parameters: { type: "object", properties: {} } }],
      },
      { signal: AbortSignal.timeout(20_000), onArguments: () => {} },
    );
  // Each provider has a header of its own for it.
  const sentKeys = () =>
    models.received.map(({ headers }) => /(old|new)-key/.exec(Object.values(headers).join(" "))?.[0] ?? "none");
  return { models, key, ask, sentKeys };
}

test.each(LLM_PROVIDERS)("a key that %s refuses is fetched anew, and the request is made once more", async (name) => {
  store.put("key", "old-key");
  const { models, key, ask, sentKeys } = await open(name);
  expect(await key.read()).toBe("old-key");
  store.put("key", "new-key");
  models.willDo({ does: "status", status: 401 }, { does: "call", name: "answer", input: {} });
  expect(await ask()).toMatchObject({ call: { name: "answer" } });
  models.willDo({ does: "call", name: "answer", input: {} });
  await ask();
  expect(sentKeys()).toEqual(["old-key", "new-key", "new-key"]);
});

test("a key that stays refused is asked with once, and a store that is away is a bad key", async () => {
  store.put("key", "old-key");
  const { models, ask, sentKeys } = await open("anthropic");
  models.willDo({ does: "status", status: 401 });
  await expect(ask()).rejects.toMatchObject({ fault: "bad key" });
  expect(sentKeys()).toEqual(["old-key"]);
  const other = await open("anthropic");
  store.willDo("denied");
  await expect(other.ask()).rejects.toMatchObject({ fault: "bad key" });
  expect(other.sentKeys()).toEqual([]);
});

test("Google's 400 for a key that it does not know is a refusal too", async () => {
  store.put("key", "old-key");
  const { models, key, ask, sentKeys } = await open("google");
  await key.read();
  store.put("key", "new-key");
  models.willDo(
    { does: "status", status: 400, reason: "API_KEY_INVALID" },
    { does: "call", name: "answer", input: {} },
  );
  await ask();
  expect(sentKeys()).toEqual(["old-key", "new-key"]);
});
