import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProvider } from "../../app/ask/llm/create-provider.server.ts";
import { LlmError, type LlmProvider, type LlmRequest } from "../../app/ask/llm/llm.ts";
import { ANSWER, FIND_NAMES } from "../../app/ask/llm/reply.ts";
import { LLM_PROVIDERS } from "../../app/model/llm-providers.ts";
import { type ModelServer, startModelServer } from "../support/llm/model-server.ts";
import { type Turn, USAGE } from "../support/llm/turn.ts";

const INPUT = { kind: "sql", understood: "Ünïcode “quotes” \\ and 漢字", sql: "select 1" };
const CALL: Turn = { does: "call", name: "answer", input: INPUT };
const REQUEST: LlmRequest = { system: "instructions", question: "who?", steps: [], tools: [ANSWER, FIND_NAMES] };

describe.each(LLM_PROVIDERS)("%s, by its own SDK", (name) => {
  let server: ModelServer;
  let provider: LlmProvider;

  beforeAll(async () => {
    server = await startModelServer(name);
    provider = await createProvider(name, {
      apiKey: "secret-key",
      model: "some-model",
      baseUrl: server.url,
      maxTokens: 500,
    });
  });
  afterAll(() => server.stop());

  const ask = (request = REQUEST, signal = new AbortController().signal) => {
    const drafts: string[] = [];
    return provider.ask(request, { signal, onArguments: (tool, json) => drafts.push(`${tool} ${json}`) }).then(
      (step) => ({ step, drafts }),
      (error: unknown) => ({ error: error as LlmError, drafts }),
    );
  };
  const faultAfter = async (...turns: Turn[]) => {
    server.willDo(...turns);
    const { error } = (await ask()) as { error?: LlmError };
    expect(error).toBeInstanceOf(LlmError);
    return error as LlmError;
  };
  const lastRequest = () => server.received.at(-1) ?? expect.fail("nothing was received");

  test("a streamed call arrives whole, with what it cost, and is told while it comes", async () => {
    server.willDo(CALL);
    const { step, drafts } = (await ask()) as { step?: Awaited<ReturnType<LlmProvider["ask"]>>; drafts: string[] };
    expect(step?.call).toMatchObject({ name: "answer", input: INPUT });
    expect(step?.usage).toEqual(USAGE);
    expect(drafts.at(-1)).toBe(`answer ${JSON.stringify(INPUT)}`);
    // Google sends a call in one piece.
    expect(drafts.length > 5).toBe(name !== "google");
  });

  test("the request carries model, instructions, question, both tools with their schemas, and the key in a header only", async () => {
    server.willDo(CALL);
    await ask();
    const { text, headers, path } = lastRequest();
    for (const part of ["instructions", "who?", ANSWER.name, FIND_NAMES.name, ANSWER.description, "understood"]) {
      expect(text).toContain(part);
    }
    expect(`${path} ${text}`).toContain("some-model");
    expect(Object.values(headers).join("\n")).toContain("secret-key");
    expect(`${path} ${text}`).not.toContain("secret-key");
  });

  test("a lookup and its result travel with the next request in the provider's own words", async () => {
    server.willDo({ does: "call", name: "find_names", input: { text: "bob" } });
    const { step } = (await ask()) as { step?: Awaited<ReturnType<LlmProvider["ask"]>> };
    if (step === undefined) return expect.fail("no lookup");
    server.willDo(CALL);
    await ask({ ...REQUEST, steps: [{ step, result: '[{"name":"Bob"}]' }] });
    const { text } = lastRequest();
    expect(text).toContain(step.call.id);
    expect(text).toContain(JSON.stringify('[{"name":"Bob"}]').slice(1, -1));
    if (name === "google") expect(text).toContain("c2lnbmF0dXJl");
  });

  test.each([
    [401, "bad key"],
    [403, "bad key"],
    [400, "bad request"],
    [429, "rate limited"],
    [500, "overloaded"],
    [503, "overloaded"],
    ...(name === "anthropic" ? [[529, "overloaded"] as const] : []),
  ] as const)("status %i is “%s”, asked once and without a word of the provider's text", async (status, fault) => {
    const before = server.received.length;
    const error = await faultAfter({ does: "status", status });
    expect(error.fault).toBe(fault);
    expect(error.message).toBe(`the model gave no answer: ${fault}`);
    expect(server.received.length - before).toBe(1);
  });

  test("what the model will not or cannot say is told apart", async () => {
    expect((await faultAfter({ does: "declined" })).fault).toBe("declined");
    expect((await faultAfter({ does: "incomplete" })).fault).toBe("incomplete");
    expect((await faultAfter({ does: "text", text: "Sure! Here is the SQL" })).fault).toBe("nonsense");
  });

  test("a stream that breaks off is unreachable, never half an answer", async () => {
    expect((await faultAfter({ does: "broken", name: "answer", input: INPUT })).fault).toBe("unreachable");
  });

  test.each(["silent", "dribble"] as const)("a %s server is given up when the time is over", async (does) => {
    server.willDo(does === "silent" ? { does } : { does, name: "answer", input: INPUT });
    const { error } = (await ask(REQUEST, AbortSignal.timeout(150))) as { error?: LlmError };
    expect(error?.fault).toBe("timeout");
  });

  test("whoever leaves ends the request", async () => {
    server.willDo({ does: "silent" });
    const leaving = new AbortController();
    const before = server.received.length;
    const asked = ask(REQUEST, leaving.signal);
    await expect.poll(() => server.received.length).toBe(before + 1);
    leaving.abort();
    expect(((await asked) as { error?: LlmError }).error?.fault).toBe("aborted");
  });

  test("a server that is not there is unreachable", async () => {
    const gone = await startModelServer(name);
    await gone.stop();
    const away = await createProvider(name, { apiKey: "k", model: "m", baseUrl: gone.url, maxTokens: 1 });
    const asked = away.ask(REQUEST, { signal: new AbortController().signal, onArguments: () => {} });
    await expect(asked).rejects.toMatchObject({ fault: "unreachable" });
  });

  if (name !== "google") {
    test("how long to wait is taken from the answer", async () => {
      const error = await faultAfter({ does: "status", status: 429, headers: { "retry-after": "3" } });
      expect(error.retryAfterMs).toBe(3000);
    });
  }
});
