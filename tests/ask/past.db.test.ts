import { expect, test } from "vitest";
import { refreshEffectiveAccess } from "../../app/access/refresh.server.ts";
import { answerQuestion } from "../../app/ask/answer.server.ts";
import type { EffectiveAccess } from "../../app/model/access.ts";
import type { AnswerRow, Slots } from "../../app/model/answer.ts";
import { nodeId } from "../../app/model/node-id.ts";
import { loadFacts } from "../support/load-facts.server.ts";
import { createTestDatabase } from "../support/test-database.server.ts";
import { createWorld, expandWorld, type World } from "./world.ts";

const stored = await createTestDatabase();
const scope = { tenantId: stored.tenantId, role: "ingest" as const };

const ask = async (questionId: string, slots: Slots) =>
  (await answerQuestion(stored.database, stored.tenantId, { questionId, slots, understood: "" })).rows;

/** Stores the facts, and waits until the product has answered from them. @returns that moment */
async function live({ facts }: World): Promise<string> {
  await loadFacts(stored.database, stored.tenantId, facts);
  await refreshEffectiveAccess(stored.database, scope);
  const { rows } = await stored.owner.query<{ now: Date }>("select clock_timestamp() as now");
  return new Date((rows[0]?.now.getTime() ?? 0) + 1).toISOString();
}

const lineOf = ({ subject, resource, role, privilege }: EffectiveAccess) =>
  `${subject.label} ${resource.type} ${resource.id} ${role} ${privilege}`;
const lineOfRow = (row: AnswerRow) => `${row.account} ${row.resource_type} ${row.resource} ${row.role} ${row.level}`;
const linesOf = (rows: readonly EffectiveAccess[]) => [...new Set(rows.map(lineOf))].toSorted();

/** Who had access to each resource that the world has access to, by one question for each. */
async function everything(world: World, moment: Slots[string]) {
  const resources = new Map(world.access.map(({ resource: { type, id } }) => [nodeId("resource", type, id), id]));
  const rows = [];
  for (const [value, label] of resources) {
    rows.push(...(await ask("access-as-of", { resource: { value, label }, moment })));
  }
  return rows;
}

test("access as of a moment is what was answered then, and what a person gained and lost is the difference", async () => {
  const first = createWorld(4);
  const without = first.facts.rows.filter(({ table }) => table !== "gcp_iam_bindings");
  const worlds = [first, expandWorld({ ...first, facts: { ...first.facts, rows: without } }), first];
  const moments: string[] = [];
  for (const world of worlds) moments.push(await live(world));

  for (const [at, world] of worlds.entries()) {
    const moment = { value: moments[at] ?? "", label: "as of then" };
    const rows = await everything(world, moment);
    const told = rows.map(lineOfRow);
    expect([...new Set(told)].toSorted(), `moment ${at}`).toEqual(linesOf(world.access));
    const [one] = world.access.filter(({ person }) => person !== null);
    if (one === undefined) throw new Error("nobody reaches anything");
    const resource = { value: nodeId("resource", one.resource.type, one.resource.id), label: "it" };
    const person = { value: one.person?.id ?? "", label: "them" };
    expect((await ask("access-as-of", { moment, resource, person })).length).toBeGreaterThan(0);
    const own = linesOf(world.access.filter((row) => row.person?.id === one.person?.id));
    const had = await ask("person-as-of", { moment, person });
    expect([...new Set(had.map(lineOfRow))].toSorted()).toEqual(own);
  }

  const people = [...new Set(first.access.flatMap(({ person }) => (person === null ? [] : [person.id])))];
  let changes = 0;
  for (const id of people) {
    const of = (world: World | undefined) => linesOf((world?.access ?? []).filter(({ person }) => person?.id === id));
    const [before, after] = [of(worlds[1]), of(worlds[2])];
    const rows = await ask("person-changes", {
      person: { value: id, label: "them" },
      since: { value: moments[1] ?? "", label: "since then" },
    });
    const lines = (change: string) => new Set(rows.filter((row) => row.change === change).map(lineOfRow));
    expect(after.filter((line) => !before.includes(line) && !lines("gained").has(line))).toEqual([]);
    expect(before.filter((line) => !after.includes(line) && !lines("lost").has(line))).toEqual([]);
    changes += rows.length;
  }
  expect(changes).toBeGreaterThan(0);
}, 120_000);

test("before the first sync nobody had access, and another organisation's past is not seen", async () => {
  const [one] = createWorld(4).access.filter(({ person }) => person !== null);
  const person = { value: one?.person?.id ?? "", label: "them" };
  const moment = (value: string) => ({ value, label: "as of then" });
  expect(await ask("person-as-of", { person, moment: moment("2001-01-01T00:00:00Z") })).toEqual([]);
  expect((await ask("person-as-of", { person, moment: moment("2999-01-01T00:00:00Z") })).length).toBeGreaterThan(0);
  const tenantId = await stored.addTenant("other");
  const { rows } = await answerQuestion(stored.database, tenantId, {
    questionId: "person-as-of",
    slots: { person, moment: moment("2999-01-01T00:00:00Z") },
    understood: "",
  });
  expect(rows).toEqual([]);
});
