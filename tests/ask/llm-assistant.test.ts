import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { createAssistant, type RequestOutcome, type WritingTask } from "../../app/ask/llm/assistant.server.ts";
import { createProvider } from "../../app/ask/llm/create-provider.server.ts";
import type { LlmError, LlmUsage } from "../../app/ask/llm/llm.ts";
import type { Draft } from "../../app/ask/llm/reply.ts";
import { type ModelServer, startModelServer } from "../support/llm/model-server.ts";
import { type Turn, USAGE } from "../support/llm/turn.ts";

const ARGUMENTS = { kind: "sql", understood: "Who?", assumptions: [], question: null, choices: [], sql: "select 1" };
const ANSWERS: Turn = { does: "call", name: "answer", input: ARGUMENTS };
const LOOKS_UP: Turn = { does: "call", name: "find_names", input: { text: "bob" } };
const FAST = { attemptMs: 1_000, questionMs: 10_000, backoffMs: 5, longestWaitMs: 2_000, restMs: 300 };

let first: ModelServer;
let second: ModelServer;

beforeEach(async () => {
  [first, second] = await Promise.all([startModelServer("anthropic"), startModelServer("openai")]);
});
afterEach(async () => {
  await Promise.all([first.stop(), second.stop()]);
});

async function createTwo(limits: Partial<typeof FAST> = {}, names = ["anthropic", "openai"] as const) {
  const outcomes: RequestOutcome[] = [];
  const options = { apiKey: "k", model: "m", maxTokens: 100 };
  const providers = await Promise.all(
    names.map((name, at) => createProvider(name, { ...options, baseUrl: [first, second][at]?.url ?? null })),
  );
  const assistant = createAssistant({
    providers,
    onRequest: (outcome) => outcomes.push(outcome),
    limits: { ...FAST, ...limits },
  });
  return { assistant, outcomes };
}

function taskOf(given: Partial<WritingTask> = {}) {
  const spent: LlmUsage[] = [];
  const drafts: Draft[] = [];
  const task: WritingTask = {
    system: "instructions",
    question: "who?",
    findNames: async () => [{ kind: "person", name: "Bob Stone" }],
    objectTo: async () => null,
    spend: (usage) => spent.push(usage),
    onDraft: (draft) => drafts.push(draft),
    signal: new AbortController().signal,
    ...given,
  };
  return { task, spent, drafts };
}

const faultOf = (asked: Promise<unknown>) =>
  asked.then(
    () => "none",
    (error: LlmError) => error.fault,
  );

describe("one question", () => {
  test("is answered by the first provider, and its draft grows from the understanding to the SQL", async () => {
    first.willDo(ANSWERS);
    const { assistant } = await createTwo();
    const { task, spent, drafts } = taskOf();
    expect(await assistant.write(task)).toEqual({
      reply: { kind: "sql", understood: "Who?", assumptions: [], sql: "select 1" },
      provider: "anthropic",
      model: "m",
    });
    expect(spent).toEqual([USAGE]);
    expect(drafts.at(-1)).toEqual({ understood: "Who?", sql: "select 1" });
    expect(drafts.some(({ understood, sql }) => understood !== "" && sql === "")).toBe(true);
    expect(second.received).toHaveLength(0);
  });

  test("may look names up three times; then the lookup is no longer offered", async () => {
    first.willDo(LOOKS_UP, LOOKS_UP, LOOKS_UP, ANSWERS);
    const asked: string[] = [];
    const { assistant } = await createTwo();
    const findNames: WritingTask["findNames"] = async (text) => {
      asked.push(text);
      return [{ kind: "person", name: "Bob Stone" }];
    };
    await assistant.write(taskOf({ findNames }).task);
    expect(asked).toEqual(["bob", "bob", "bob"]);
    const tools = first.received.map(({ body }) => (body.tools as { name: string }[]).map(({ name }) => name));
    expect(tools.at(-2)).toEqual(["answer", "find_names"]);
    expect(tools.at(-1)).toEqual(["answer"]);
    expect(first.received.at(-1)?.text).toContain("Bob Stone");
  });

  test("has its refused SQL mended once, with the reason told to the model; a second refusal ends it", async () => {
    const { assistant } = await createTwo({}, ["anthropic"] as never);
    first.willDo(ANSWERS, ANSWERS);
    let objections = 1;
    const objectTo = async () => (objections-- > 0 ? "functions: pg_sleep is not allowed" : null);
    await assistant.write(taskOf({ objectTo }).task);
    expect(first.received.at(-1)?.text).toContain("pg_sleep is not allowed");

    first.willDo(ANSWERS, ANSWERS);
    expect(await faultOf(assistant.write(taskOf({ objectTo: async () => "never" }).task))).toBe("nonsense");
  });

  test("whose arguments are not as agreed is nonsense", async () => {
    const { assistant } = await createTwo({}, ["anthropic"] as never);
    for (const input of [{}, { ...ARGUMENTS, kind: "drop" }, { ...ARGUMENTS, sql: null }, "text"]) {
      first.willDo({ does: "call", name: "answer", input });
      expect(await faultOf(assistant.write(taskOf().task))).toBe("nonsense");
    }
    first.willDo({ does: "call", name: "drop_table", input: {} });
    expect(await faultOf(assistant.write(taskOf().task))).toBe("nonsense");
  });
});

describe("a provider that fails", () => {
  test("is asked again after a pause, and what was drafted begins anew", async () => {
    first.willDo({ does: "broken", name: "answer", input: ARGUMENTS }, { does: "status", status: 529 }, ANSWERS);
    const { assistant, outcomes } = await createTwo();
    expect((await assistant.write(taskOf().task)).provider).toBe("anthropic");
    expect(outcomes.map(({ fault }) => fault)).toEqual(["unreachable", "overloaded", null]);
  });

  test("and asks for patience gets it, unless that is too long: then the next one is asked", async () => {
    const { assistant, outcomes } = await createTwo();
    first.willDo({ does: "status", status: 429, headers: { "retry-after": "1" } }, ANSWERS);
    const started = performance.now();
    expect((await assistant.write(taskOf().task)).provider).toBe("anthropic");
    expect(performance.now() - started).toBeGreaterThan(990);

    first.willDo({ does: "status", status: 429, headers: { "retry-after": "60" } });
    second.willDo(ANSWERS);
    expect((await assistant.write(taskOf().task)).provider).toBe("openai");
    expect(outcomes.at(-2)).toMatchObject({ provider: "anthropic", fault: "rate limited" });
  });

  test("for good, by a bad key or three failures, gives way to the next; with none left the last fault is told", async () => {
    const { assistant } = await createTwo();
    first.willDo({ does: "status", status: 401 });
    second.willDo(ANSWERS);
    expect((await assistant.write(taskOf().task)).provider).toBe("openai");
    first.willDo(...Array.from({ length: 3 }, () => ({ does: "status", status: 503 }) as const));
    second.willDo({ does: "declined" });
    expect(await faultOf(assistant.write(taskOf().task))).toBe("declined");
  });

  test("five times in a row is left alone for a while, and asked again after it", async () => {
    const { assistant } = await createTwo();
    const isAvailable = () => assistant.states().map(({ available }) => available);
    first.willDo(...Array.from({ length: 6 }, () => ({ does: "status", status: 500 }) as const));
    second.willDo(ANSWERS, ANSWERS, ANSWERS);
    await assistant.write(taskOf().task);
    await assistant.write(taskOf().task);
    expect(first.received).toHaveLength(5);
    expect(isAvailable()).toEqual([false, true]);
    await assistant.write(taskOf().task);
    expect(first.received).toHaveLength(5);

    await new Promise((resolve) => setTimeout(resolve, FAST.restMs + 50));
    first.willDo(ANSWERS);
    // One left over from before.
    second.willDo(ANSWERS);
    await assistant.write(taskOf().task);
    expect(first.received.length).toBeGreaterThan(5);
  });

  test("by silence costs the attempt's time, and all together no more than the question's", async () => {
    const { assistant, outcomes } = await createTwo({ attemptMs: 100, questionMs: 250 });
    first.willDo(...Array.from({ length: 9 }, () => ({ does: "silent" }) as const));
    second.willDo({ does: "silent" });
    expect(await faultOf(assistant.write(taskOf().task))).toBe("timeout");
    expect(outcomes[0]?.fault).toBe("timeout");
    expect(second.received).toHaveLength(0);
  });

  test("by silence is not waited for by whoever has left", async () => {
    const { assistant } = await createTwo({ backoffMs: 60_000 });
    const leaving = new AbortController();
    onTestFinished(() => leaving.abort());
    first.willDo({ does: "status", status: 500 });
    const asked = faultOf(assistant.write(taskOf({ signal: leaving.signal }).task));
    await expect.poll(() => first.received.length).toBe(1);
    leaving.abort();
    expect(await asked).toBe("aborted");
  });
});
