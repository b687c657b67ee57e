import { beforeAll, expect, test } from "vitest";
import { readServerEvents } from "../../app/ui/server-events.ts";
import { afterFile } from "../support/after-file.ts";
import { type ModelServer, startModelServer } from "../support/llm/model-server.ts";
import { storeReadSideOrganisation } from "../support/read-side-organisation.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.server.ts";
import { startWebProcess, type WebProcess } from "../support/web-process.server.ts";

const ODD = "How many floors have ghosts per corridor?";

let stored: TestDatabase;
let model: ModelServer;
let web: WebProcess;

beforeAll(async () => {
  stored = await createTestDatabase();
  await storeReadSideOrganisation(stored, stored.tenantId);
  model = await startModelServer("openai");
  afterFile(() => model.stop());
  web = await startWebProcess(stored.ownerUrl, {
    LLM_PROVIDER: "openai",
    LLM_API_KEY: "secret-of-the-test",
    LLM_BASE_URL: model.url,
    LLM_MODEL: "test",
  });
});

const ask = (question: string, signal?: AbortSignal) =>
  fetch(`${web.url}/api/chat`, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "text/event-stream" },
    body: JSON.stringify({ question }),
    ...(signal ? { signal } : {}),
  });

async function eventsOf({ body }: Response) {
  if (body === null) throw new Error("no body");
  const events = [];
  for await (const event of readServerEvents(body)) events.push(event);
  return events;
}

/** What the log of the database says became of questions, newest first. */
async function outcomes(): Promise<string[]> {
  const { rows } = await stored.owner.query("select outcome from asked_questions order by asked_at desc");
  return rows.map(({ outcome }) => outcome);
}

test("the web process streams what a model writes and what the database gives for it", async () => {
  const sql = "select provider, count(*) as accounts from accounts group by provider order by provider";
  const input = { kind: "sql", understood: "Accounts by system", assumptions: [], question: null, choices: [], sql };
  model.willDo({ does: "call", name: "answer", input });
  const events = await eventsOf(await ask(ODD));
  expect(events[0]).toEqual({ event: "progress", data: '{"type":"step","step":"reading the question"}' });
  expect(JSON.parse(events.at(-1)?.data ?? "")).toMatchObject({
    outcome: { kind: "answered", answer: { rows: expect.arrayContaining([{ provider: "gcp", accounts: 1 }]) } },
    model: { use: "used" },
  });
});

test("who leaves while the model is silent ends the question", async () => {
  const before = await outcomes();
  model.willDo({ does: "silent" });
  const leaving = new AbortController();
  const received = model.received.length;
  const { body } = await ask(ODD, leaving.signal);
  await expect.poll(() => model.received.length).toBe(received + 1);
  leaving.abort();
  await body?.cancel().catch(() => {});
  await expect.poll(async () => (await outcomes()).length).toBe(before.length + 1);
});

test("a model that never answers holds no stop up, and the key is in no line of the log", async () => {
  model.willDo({ does: "silent" }, { does: "silent" }, { does: "silent" });
  const received = model.received.length;
  const hanging = ask(ODD).then(eventsOf);
  hanging.catch(() => {});
  await expect.poll(() => model.received.length).toBe(received + 1);
  expect(await web.stop()).toBe(0);
  await hanging.catch(() => {});
  expect(web.output()).not.toContain("secret-of-the-test");
});
