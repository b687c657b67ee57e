import type { Config } from "../../app/config.server.ts";
import { createSecrets } from "../../app/secrets/secrets.server.ts";
import { type AskTools, openAskTools } from "../../app/web/ask-tools.server.ts";
import { afterFile } from "./after-file.ts";
import type { TestDatabase } from "./test-database.server.ts";

/** Questions in English as the web process has them, on a test's database; closed after the file. */
export async function openTestAsking(
  { database, ownerUrl }: Pick<TestDatabase, "database" | "ownerUrl">,
  { llms = [], llmDailyTokens = 500_000 }: Partial<Pick<Config, "llms" | "llmDailyTokens">> = {},
): Promise<AskTools> {
  const tools = await openAskTools({
    config: { llms, llmDailyTokens },
    database,
    appUrl: ownerUrl,
    password: null,
    secrets: createSecrets({ endpoint: null, onAccess: () => {} }),
  });
  afterFile(() => tools.close());
  return tools;
}
