import { expect, test } from "vitest";
import { createTestContext } from "../../tests/support/app-context.ts";
import { openTestAsking } from "../../tests/support/asking.server.ts";
import { createChatClient, eventsOf, type Route } from "../../tests/support/chat-client.ts";
import { storeReadSideOrganisation } from "../../tests/support/read-side-organisation.ts";
import { createTestDatabase } from "../../tests/support/test-database.server.ts";
import { refreshPersonSpans } from "../access/refresh-person-spans.server.ts";
import type { Role } from "../model/roles.ts";
import { action as feedback } from "./api.chat.questions.$id.feedback.ts";
import { loader as again } from "./api.chat.questions.$id.ts";
import { loader as history } from "./api.chat.questions.ts";
import { action as restore } from "./api.chat.saved.$id.restore.ts";
import { action as run } from "./api.chat.saved.$id.run.ts";
import { loader as findSaved, action as remove } from "./api.chat.saved.$id.ts";
import { loader as listSaved, action as save } from "./api.chat.saved.ts";
import { action as chat, loader as chatByGet } from "./api.chat.ts";

const stored = await createTestDatabase();
await storeReadSideOrganisation(stored, stored.tenantId);
const context = createTestContext(stored, undefined, await openTestAsking(stored));
const { cookieOf, send, ask, askFor } = createChatClient(context, stored.tenantId);

test("every role may ask, and a client without a session as the local administrator", async () => {
  for (const role of ["analyst", "auditor", "admin", "sre"] as const) {
    const result = await askFor({ question: "Who can access “billing-prod”?" }, { role });
    expect(result).toMatchObject({ outcome: { kind: "answered" }, model: { use: "off" } });
  }
  const request = new Request("http://localhost:3000/api/chat", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"question":"which people are there?"}',
  });
  expect((await chat({ request, params: {}, context })).status).toBe(200);
});

test("an answer carries its rows, its statement and what it was read from", async () => {
  const { outcome } = await askFor({ question: "Who can access “billing-prod”?" });
  if (outcome.kind !== "answered") throw new Error(outcome.kind);
  const { rows, sql, tables, values, sources, assumptions, columns } = outcome.answer;
  expect(rows.map(({ account }) => account)).toContain("ada@northwind.example");
  expect(sql).toContain("$1");
  expect(tables).toContain("access_holdings");
  expect(values.length).toBeGreaterThan(0);
  expect(columns.map(({ link }) => link?.to)).toContain("person");
  expect([sources, assumptions]).toEqual([expect.any(Array), expect.any(Array)]);
});

test("a wrong body is a problem with the field and what is allowed", async () => {
  const errorsOf = async (body: unknown, options?: Parameters<typeof ask>[1]) => {
    const response = await ask(body, options);
    const problem: { errors?: { field: string; detail: string }[] } = await response.json();
    return [response.status, problem.errors ?? []];
  };
  expect(await errorsOf({})).toEqual([400, [{ field: "question", detail: expect.stringContaining("is missing") }]]);
  expect(await errorsOf({ question: "  " })).toEqual([400, [expect.objectContaining({ field: "question" })]]);
  expect(await errorsOf({ question: "a\u0000b" })).toEqual([400, [expect.objectContaining({ field: "question" })]]);
  expect(await errorsOf({ question: "x".repeat(2_001) })).toEqual([
    400,
    [{ field: "question", detail: expect.stringContaining("text of 1 to 2000 characters") }],
  ]);
  expect(await errorsOf({ question: "who?", picks: { ada: 3 }, sql: "select 1" })).toEqual([
    400,
    [{ field: "picks.ada", detail: "3 is not allowed; allowed: text" }, expect.objectContaining({ field: "sql" })],
  ]);
  // A phrase is the question's own text, so it stays out of the log.
  expect(context).toMatchObject({
    failures: expect.arrayContaining([{ problem: "bad-request", fields: ["(unchecked)", "(unchecked)"] }]),
  });
  expect(await errorsOf({ question: "who?", conversationId: "1" })).toEqual([
    400,
    [{ field: "conversationId", detail: '"1" is not allowed; allowed: a uuid' }],
  ]);
  for (const body of ["[]", "null", "{", '"who?"']) {
    expect(await errorsOf(body)).toEqual([400, [expect.objectContaining({ field: "body" })]]);
  }
});

test("only JSON of at most 64 KiB is read, from our own pages and by POST", async () => {
  const form = { headers: { "content-type": "application/x-www-form-urlencoded" } };
  expect((await ask("question=who", form)).status).toBe(415);
  expect((await ask({ question: "who?", picks: { a: "x".repeat(70_000) } })).status).toBe(413);
  expect((await ask({ question: "who?" }, { headers: { origin: "http://evil.example" } })).status).toBe(403);
  const get = await send(chatByGet, "GET", "/api/chat", "");
  expect([get.status, get.headers.get("allow")]).toEqual([405, "POST"]);
  expect((await send(chat, "DELETE", "/api/chat", "")).status).toBe(405);
});

test("events come in order: steps, then the one result", async () => {
  const response = await ask({ question: "which people are there?" }, { headers: { accept: "text/event-stream" } });
  expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  const events = await eventsOf(response);
  expect(events.map(({ event, data }) => [event, data.step ?? data.outcome.kind])).toEqual([
    ["progress", "reading the question"],
    ["progress", "reading the database"],
    ["result", "answered"],
  ]);
});

test("a conversation narrows the answer before, for whoever had it only", async () => {
  const first = await askFor({ question: "Who can access “billing-prod”?" });
  const { conversationId } = first;
  const narrowed = await askFor({ question: "only the suspended", conversationId });
  expect(narrowed).toMatchObject({ conversationId, outcome: { kind: "answered" } });
  if (narrowed.outcome.kind !== "answered") throw new Error(narrowed.outcome.kind);
  expect(narrowed.outcome.answer.rows.map(({ person }) => person)).toEqual(["Bob 100%"]);
  const stranger = await askFor({ question: "only the suspended", conversationId }, { role: "auditor" });
  expect(stranger.outcome.kind).not.toBe("answered");
});

test("a link is answered again for everybody of the tenant, and for nobody else", async () => {
  const { id } = await askFor({ question: "Who can access “billing-prod”?" });
  const link = (options: Parameters<typeof ask>[1] = {}) =>
    send(again, "GET", `/api/chat/questions/${id}`, "", { ...options, params: { id } });
  const shared = await (await link({ role: "auditor" })).json();
  expect(shared).toMatchObject({ id, askedBy: "analyst", isOwn: false, outcome: { kind: "answered" } });
  const other = await stored.addTenant("other");
  expect((await link({ headers: { cookie: await cookieOf("admin", other) } })).status).toBe(404);
  expect((await send(again, "GET", "/api/chat/questions/x", "", { params: { id: "x" } })).status).toBe(404);
});

test("what was not answered shows again what stood in its place", async () => {
  const { id, outcome } = await askFor({ question: "how is the weather in the kitchen of my aunt" });
  expect(outcome.kind).toBe("not understood");
  const link = await send(again, "GET", `/api/chat/questions/${id}`, "", { params: { id } });
  expect(await link.json()).toMatchObject({ outcome, model: { use: "off", note: null } });
});

test("the history is one's own, newest first, in pages", async () => {
  const pageOf = async (query: string, role: Role = "sre") =>
    (await send(history, "GET", `/api/chat/questions${query}`, "", { role })).json();
  await askFor({ question: "which groups are there?" }, { role: "sre" });
  const first = await pageOf("?limit=1");
  expect(first.data).toMatchObject([{ question: "which groups are there?", outcome: "answered" }]);
  const second = await pageOf(`?limit=1&cursor=${first.nextCursor}`);
  expect(second.data).toMatchObject([{ question: "Who can access “billing-prod”?", askedBy: "sre" }]);
  expect((await send(history, "GET", "/api/chat/questions?limit=0", "")).status).toBe(400);
});

test("only whoever asked judges an answer", async () => {
  const { id } = await askFor({ question: "which people are there?" });
  const judge = (body: unknown, role: Role) =>
    send(feedback, "POST", `/api/chat/questions/${id}/feedback`, body, { params: { id }, role });
  expect((await judge({ feedback: "wrong", note: "Ada is missing" }, "admin")).status).toBe(404);
  expect(await (await judge({ feedback: "wrong", note: "Ada is missing" }, "analyst")).json()).toEqual({
    id,
    feedback: "wrong",
  });
  expect((await judge({ feedback: "maybe" }, "analyst")).status).toBe(400);
  const { rows } = await stored.owner.query("select feedback, feedback_note from asked_questions where id = $1", [id]);
  expect(rows).toEqual([{ feedback: "wrong", feedback_note: "Ada is missing" }]);
});

async function rename(from: string, to: string): Promise<void> {
  await stored.owner.query("update canonical_users set name = $2 where name = $1", [from, to]);
  await stored.database.write({ tenantId: stored.tenantId, role: "ingest" }, refreshPersonSpans);
}

test("a saved question runs, tells what changed, goes away and comes back", async () => {
  const { id: questionId } = await askFor({ question: "Who can access “billing-prod”?" });
  const saved = await send(save, "POST", "/api/chat/saved", { questionId, name: "Billing" });
  const { id } = await saved.json();
  const act = (route: Route, method: string) => send(route, method, `/api/chat/saved/${id}`, "{}", { params: { id } });
  const list = async () => (await (await send(listSaved, "GET", "/api/chat/saved", "")).json()).data;
  expect(await list()).toMatchObject([{ id, name: "Billing", last: { added: [], removed: [], failure: null } }]);
  await rename("Ada Okafor", "Ada Lovelace");
  try {
    const ran = await (await act(run, "POST")).json();
    const names = (rows: { person: string }[]) => [...new Set(rows.map(({ person }) => person))];
    const found = await (await act(findSaved, "GET")).json();
    expect(found.runs.map(({ added }: { added: unknown[] }) => added.length > 0)).toEqual([true, false]);
    expect([names(ran.last.added), names(ran.last.removed)]).toEqual([["Ada Lovelace"], ["Ada Okafor"]]);
  } finally {
    await rename("Ada Lovelace", "Ada Okafor");
  }
  expect(await (await act(remove, "DELETE")).json()).toEqual({ id, removed: true });
  expect(await list()).toEqual([]);
  expect([(await act(remove, "DELETE")).status, (await act(run, "POST")).status]).toEqual([404, 404]);
  expect((await act(restore, "POST")).status).toBe(200);
  expect(await list()).toMatchObject([{ id }]);
});

test("a question without an answer cannot be saved", async () => {
  const { id: questionId } = await askFor({ question: "how is the weather in the kitchen of my aunt" });
  expect((await send(save, "POST", "/api/chat/saved", { questionId, name: "Weather" })).status).toBe(409);
  const nobody = "00000000-0000-4000-8000-000000000000";
  expect((await send(save, "POST", "/api/chat/saved", { questionId: nobody, name: "x" })).status).toBe(404);
});
