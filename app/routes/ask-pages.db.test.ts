import { beforeAll, expect, test } from "vitest";
import { createTestContext } from "../../tests/support/app-context.ts";
import { openTestAsking } from "../../tests/support/asking.server.ts";
import { storeReadSideOrganisation } from "../../tests/support/read-side-organisation.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.server.ts";
import type { AppContext } from "../http/context.ts";
import { signInCookie } from "../http/session.server.ts";
import type { Role } from "../model/roles.ts";
import { loader as page, action as post } from "./_app.ask.tsx";
import { action as act, loader as asked } from "./_app.ask_.$id.tsx";
import { loader as history } from "./_app.ask_.history.tsx";
import { action as change, loader as saved } from "./_app.ask_.saved.tsx";
import { loader as csv } from "./ask.$id.csv.ts";

let stored: TestDatabase;
let context: AppContext;

beforeAll(async () => {
  stored = await createTestDatabase();
  await storeReadSideOrganisation(stored, stored.tenantId);
  context = createTestContext(stored, undefined, await openTestAsking(stored));
});

async function argsOf(path: string, form: Record<string, string> | null = null, role: Role = "analyst") {
  const cookie = await signInCookie(context, { user: role, role, tenantId: stored.tenantId, tenantSlug: "default" });
  const request = new Request(`http://localhost:3000${path}`, {
    headers: { cookie, host: "localhost:3000", origin: "http://localhost:3000" },
    ...(form === null ? {} : { method: "POST", body: new URLSearchParams(form) }),
  });
  const id = /^\/ask\/([0-9a-f-]{36})/.exec(path)?.[1] ?? "";
  return { request, params: { id }, context };
}

/** Posts as a page without scripts does. @returns where it is sent */
async function ask(form: Record<string, string>, role?: Role): Promise<string> {
  const response = await post(await argsOf("/ask", form, role));
  return response.headers.get("location") ?? "";
}

test("every question that the page offers is one that can be answered as it stands", async () => {
  const { themes, models, isEmpty } = await page(await argsOf("/ask"));
  expect([models, isEmpty]).toEqual([[], false]);
  const questions = themes.flatMap((theme) => theme.questions);
  expect(questions.length).toBeGreaterThan(20);
  for (const question of questions) {
    const { asked: result } = await asked(await argsOf(await ask({ question })));
    expect([question, result.outcome.kind]).toEqual([question, "answered"]);
  }
});

test("without scripts a question is posted, and its page holds the answer for every role", async () => {
  const link = await ask({ question: "Who can access “billing-prod”?" });
  const own = await asked(await argsOf(link));
  expect(own.asked).toMatchObject({ isOwn: true, outcome: { kind: "answered" } });
  const shared = await asked(await argsOf(link, null, "sre"));
  expect(shared.asked).toMatchObject({ isOwn: false, askedBy: "analyst" });
  const { page: mine } = await history(await argsOf("/ask/history", null, "sre"));
  expect(mine.data).toEqual([]);
});

test("a choice is made by one more form, and its page is the answer", async () => {
  const question = "Who is in the group northwind?";
  const { outcome } = (await asked(await argsOf(await ask({ question })))).asked;
  if (outcome.kind !== "choose" || outcome.phrase === null) throw new Error(outcome.kind);
  expect(outcome.choices.map(({ label }) => label).toSorted()).toEqual([
    "cloud@northwind.example",
    "devs@northwind.example",
  ]);
  const wanted = outcome.choices.find(({ label }) => label.startsWith("devs"));
  const picks = JSON.stringify({ [outcome.phrase]: wanted?.id });
  const chosen = (await asked(await argsOf(await ask({ question, picks })))).asked.outcome;
  if (chosen.kind !== "answered") throw new Error(chosen.kind);
  expect(chosen.answer.understood).toContain("devs@northwind.example");
  const broken = { question, picks: "{" };
  await expect(argsOf("/ask", broken).then(post)).rejects.toMatchObject({ status: 400 });
});

test("the file holds the rows of the page in its order, and nothing that a spreadsheet would run", async () => {
  await stored.owner.query("update canonical_users set name = '=1+1' where email = 'bob@northwind.example'");
  try {
    const link = await ask({ question: "which people are there?" });
    const response = await csv(await argsOf(`${link}/csv?sort=person&order=descending`));
    expect(response.headers.get("content-disposition")).toBe('attachment; filename="answer.csv"');
    const lines = (await response.text()).trimEnd().split("\r\n");
    expect(lines[0]).toMatch(/^Person,/);
    expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual(["Ada Okafor", "'=1+1"]);
  } finally {
    await stored.owner.query("update canonical_users set name = 'Bob 100%' where email = 'bob@northwind.example'");
  }
});

test("a question is saved from its page, run, removed and brought back", async () => {
  const link = await ask({ question: "which people are there?" });
  const kept = await act(await argsOf(link, { act: "save", name: "Everybody" }));
  const id = new URL(kept.headers.get("location") ?? "", "http://localhost").searchParams.get("id") ?? "";
  const names = async () => (await saved(await argsOf("/ask/saved"))).saved.map(({ name }) => name);
  expect(await names()).toEqual(["Everybody"]);
  expect((await saved(await argsOf("/ask/saved"))).saved[0]).toMatchObject({
    askedId: link.slice("/ask/".length),
    columns: expect.arrayContaining([{ key: "person", label: "Person" }]),
  });
  const does = async (what: string) =>
    (await change(await argsOf("/ask/saved", { act: what, id }))).headers.get("location");
  expect(await does("run")).toBe(`/ask/saved?did=run&id=${id}`);
  await does("remove");
  expect(await names()).toEqual([]);
  await expect(does("remove")).rejects.toMatchObject({ status: 404 });
  await does("restore");
  expect(await names()).toEqual(["Everybody"]);
});

test("whoever asked says whether the answer was right; others may not", async () => {
  const link = await ask({ question: "which people are there?" });
  await act(await argsOf(link, { act: "judge", feedback: "right", note: "" }));
  expect((await asked(await argsOf(link))).asked.feedback).toBe("right");
  const form = { act: "judge", feedback: "wrong", note: "" };
  await expect(argsOf(link, form, "sre").then(act)).rejects.toMatchObject({ status: 404 });
});

test("nobody signed in is sent to the sign-in and back to the link", async () => {
  const request = new Request("http://localhost:3000/ask/saved", { headers: { host: "localhost:3000" } });
  const sent = await saved({ request, params: {}, context }).catch((thrown: Response) => thrown);
  expect(sent instanceof Response && sent.headers.get("location")).toBe("/sign-in?next=%2Fask%2Fsaved");
});
