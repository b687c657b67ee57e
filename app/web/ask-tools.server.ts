import type { Instruments } from "../../telemetry/instruments.ts";
import { createGuard } from "../ask/guard/guard.server.ts";
import { type Assistant, createAssistant } from "../ask/llm/assistant.server.ts";
import { createProvider } from "../ask/llm/create-provider.server.ts";
import { createAskRunner } from "../ask/run/runner.server.ts";
import { type Chat, createChat } from "../chat/chat.server.ts";
import { readInstructions } from "../chat/instructions.server.ts";
import { createKeptQuestions, type KeptQuestions } from "../chat/kept-questions.server.ts";
import { rerunSavedQuestions } from "../chat/rerun-saved.server.ts";
import type { Config } from "../config.server.ts";
import type { Database, DatabaseObserver } from "../db/database.server.ts";
import type { SecretName } from "../model/secret-name.ts";
import type { SecretValue } from "../model/secret-value.ts";
import type { Secrets } from "../secrets/secrets.server.ts";

export type AskTools = {
  chat: Chat;
  kept: KeptQuestions;
  /** Asks the tenant's saved questions again after an ingest. */
  rerunSaved(tenantId: string, syncRunId: string): Promise<void>;
  close(): Promise<void>;
};

type Options = {
  config: Pick<Config, "llms" | "llmDailyTokens">;
  database: Database;
  appUrl: string;
  /** Of `appUrl`, where it is a secret. */
  password: SecretValue | null;
  secrets: Secrets;
  observer?: Pick<DatabaseObserver, "queryEnded"> & Pick<Instruments, "modelAnswered">;
};

/** Tokens of one answer: a statement of analysts takes a few hundred. */
const MOST_TOKENS = 2_000;

/** Everything that questions in English need and that lives as long as the process: one guard, one runner, one assistant. */
export async function openAskTools({
  config,
  database,
  appUrl,
  password,
  secrets,
  observer,
}: Options): Promise<AskTools> {
  const guard = createGuard();
  const runner = createAskRunner({ url: appUrl, password, guard, ...(observer ? { observer } : {}) });
  const chat = createChat({
    database,
    runner,
    assistant: await openAssistant(config.llms, secrets, observer),
    readInstructions: once(() => readInstructions(database)),
    dailyTokens: config.llmDailyTokens,
  });
  return {
    chat,
    kept: createKeptQuestions({ database, runner }),
    async rerunSaved(tenantId, syncRunId) {
      await rerunSavedQuestions({ database, runner }, tenantId, { syncRunId });
    },
    async close() {
      await runner.close();
      await guard.close();
    },
  };
}

async function openAssistant(
  llms: Config["llms"],
  secrets: Secrets,
  observer: Options["observer"],
): Promise<Assistant | null> {
  if (llms.length === 0) return null;
  const providers = await Promise.all(
    llms.map(({ provider, apiKey, ...given }, at) =>
      createProvider(provider, { ...given, apiKey: openKey(secrets, apiKey, at), maxTokens: MOST_TOKENS }),
    ),
  );
  return createAssistant({
    providers,
    onRequest: ({ provider, seconds, fault }) =>
      observer?.modelAnswered({ provider, seconds, result: fault ?? "answered" }),
  });
}

/** Fetched at the start, so that the alarm rings before somebody asks; a key that cannot be had is no reason not to start. */
function openKey(secrets: Secrets, apiKey: string | SecretName, at: number): string | SecretValue {
  if (typeof apiKey === "string") return apiKey;
  const key = secrets.open(at === 0 ? "llm" : "llm_fallback", apiKey);
  key.read().catch(() => {});
  return key;
}

/** Remembers what was read; a failure is forgotten, so that the next one tries again. */
function once<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let known: Promise<Value> | null = null;
  return () => {
    known ??= read().catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };
}
