import { beforeAll, expect, test } from "vitest";
import { createGuard } from "../../app/ask/guard/guard.server.ts";
import { createAssistant } from "../../app/ask/llm/assistant.server.ts";
import { createProvider } from "../../app/ask/llm/create-provider.server.ts";
import { createAskRunner } from "../../app/ask/run/runner.server.ts";
import { readInstructions } from "../../app/chat/instructions.server.ts";
import { type LlmConfig, readConfig } from "../../app/config.server.ts";
import { afterFile } from "../support/after-file.ts";
import { startModelServer } from "../support/llm/model-server.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.server.ts";
import { report, type Verdict } from "./evaluation.ts";
import { HELD_OUT_WORDINGS } from "./held-out-wordings.ts";
import { evaluateModel, type ModelUnderTest } from "./model-evaluation.ts";
import { storeWorlds } from "./stored-worlds.server.ts";
import { WORDINGS, type Wording } from "./wordings.ts";

/** Models that the environment names (`LLM_API_KEY`, `LLM_PROVIDER`, `LLM_MODEL`); without a key there is none. */
const LIVE = readConfig().llms.slice(0, 1);

let stored: TestDatabase;
let worlds: Awaited<ReturnType<typeof storeWorlds>>;

beforeAll(async () => {
  stored = await createTestDatabase();
  worlds = await storeWorlds(stored, [5]);
}, 300_000);

async function openModel(llm: {
  provider: LlmConfig["provider"];
  apiKey: string;
  model: string | null;
  baseUrl: string | null;
}) {
  const guard = createGuard();
  const runner = createAskRunner({ url: stored.ownerUrl, guard });
  afterFile(async () => {
    await runner.close();
    await guard.close();
  });
  const provider = await createProvider(llm.provider, { ...llm, maxTokens: 2_000 });
  const assistant = createAssistant({ providers: [provider], onRequest: () => {} });
  return { database: stored.database, runner, assistant, instructions: await readInstructions(stored.database) };
}

async function evaluateAll(model: ModelUnderTest, wordings: readonly Wording[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const [number, { tenantId, world }] of worlds.entries()) {
    for (const wording of wordings) {
      const verdict = await evaluateModel(model, tenantId, world, wording, number);
      if (verdict !== null) verdicts.push(verdict);
    }
  }
  return verdicts;
}

const reply = (given: { kind: string; question?: string; sql?: string }) =>
  ({
    does: "call",
    name: "answer",
    input: { understood: "as asked", assumptions: [], choices: [], question: null, sql: null, ...given },
  }) as const;

test("the evaluation of a model tells right, wrong and refused apart by the things that its rows name", async () => {
  const server = await startModelServer("anthropic");
  afterFile(() => server.stop());
  const model = await openModel({ provider: "anthropic", apiKey: "key", model: "scripted", baseUrl: server.url });
  const people = (filter: string) =>
    `select canonical_users.id as person_id, name as person from canonical_users ${filter}`;
  const script = [
    [{ text: "all of our people", means: "people" }, "right", { kind: "sql", sql: people("where deleted_at is null") }],
    [
      { text: "all of our people", means: "people" },
      "right",
      { kind: "catalogue", question: "Which people are there?" },
    ],
    [
      { text: "all of our people", means: "people" },
      "wrong",
      { kind: "sql", sql: people("where deleted_at is null offset 1") },
    ],
    [
      { text: "all of our people", means: "people" },
      "wrong",
      { kind: "catalogue", question: "Which groups are there?" },
    ],
    [{ text: "all of our people", means: "people" }, "refused", { kind: "cannot" }],
    [{ text: "how warm is it", means: "none" }, "right", { kind: "cannot" }],
    [{ text: "how warm is it", means: "none" }, "wrong", { kind: "sql", sql: people("") }],
  ] as const;
  server.willDo(...script.map(([, , given]) => reply(given)));
  const verdicts = await evaluateAll(
    model,
    script.map(([wording]) => wording),
  );
  expect(verdicts.map(({ verdict, told }) => [verdict, told])).toEqual(
    script.map(([, expected]) => [expected, expect.any(String)]),
  );
});

test.each(LIVE)(
  "$provider answers the wordings",
  async ({ provider, apiKey, model, baseUrl }) => {
    if (typeof apiKey !== "string") throw new Error("give the key itself in LLM_API_KEY, not the name of a secret");
    const verdicts = await evaluateAll(await openModel({ provider, apiKey, model, baseUrl }), [
      ...WORDINGS,
      ...HELD_OUT_WORDINGS,
    ]);
    console.info(report(`${provider} ${model ?? "(its usual model)"}`, verdicts));
    expect(verdicts.length).toBeGreaterThan(100);
  },
  3_600_000,
);
