import { beforeAll, expect, test } from "vitest";
import { answerQuestion } from "../../app/ask/answer.server.ts";
import { CATALOGUE } from "../../app/ask/catalogue/index.ts";
import type { Slots } from "../../app/model/answer.ts";
import { nodeId } from "../../app/model/node-id.ts";
import { createTestDatabase, type TestDatabase } from "../support/test-database.server.ts";
import { resourceIdOf } from "./oracle-access.ts";
import { listedGroups } from "./oracle-groups.ts";
import { knownAccounts } from "./oracle-inventory.ts";
import { disagreement, ORACLES } from "./oracles.ts";
import { storeWorlds } from "./stored-worlds.server.ts";
import { peopleOf, type World } from "./world.ts";

const SEEDS = Array.from({ length: Number(process.env.ORGANISATIONS ?? 6) }, (_, index) => index + 1);

type Stored = { database: TestDatabase; worlds: Awaited<ReturnType<typeof storeWorlds>> };
const stored = new Map<number, Stored>();

beforeAll(async () => {
  for (const version of [16, 18] as const) {
    const database = await createTestDatabase({ version });
    // The statements are the same on both; the older version needs fewer organisations to show that they run.
    const seeds = version === 18 ? SEEDS : SEEDS.slice(0, 2);
    stored.set(version, { database, worlds: await storeWorlds(database, seeds) });
  }
}, 300_000);

/** Every way to fill the slots of a question that is worth asking of this organisation, a handful of names each. */
function fillings(questionId: string, world: World): Slots[] {
  const few = <Item>(items: Item[]): Item[] => items.filter((_, index) => index % Math.ceil(items.length / 4) === 0);
  const person = few(peopleOf(world)).map(({ id, name }) => ({ value: id, label: name }));
  const resources = new Map(world.access.map(({ resource }) => [resourceIdOf(resource), resource.id]));
  const resource = few([...resources]).map(([value, label]) => ({ value, label }));
  const group = few(listedGroups(world)).map(({ node, label }) => ({ value: node, label }));
  const level = ["read", "write", "admin", "owner"].map((value) => ({ value, label: value }));
  // Which identity store an account of Identity Center is in, its access does not say.
  const accounts = knownAccounts(world).filter(({ account }) => account.provider !== "aws_identity_center");
  const account = few(accounts).map(({ account: { provider, id, label } }) => ({
    value: nodeId("account", provider, id),
    label,
  }));
  const choices: Readonly<Record<string, { value: string | number; label: string }[]>> = {
    person,
    account,
    group,
    resource,
    level,
    days: [{ value: 90, label: "90 days" }],
    system: ["aws", "gcp", "github", "google_workspace"].map((value) => ({ value, label: value })),
    path: ["direct", "group", "inherited"].map((value) => ({ value, label: value })),
    status: ["active", "suspended"].map((value) => ({ value, label: value })),
    resourceType: ["github_repository", "gcp_project"].map((value) => ({ value, label: value })),
    population: [{ value: "contractor", label: "contractors" }],
    finding: [{ value: "outsider", label: "outsider" }],
  };
  const question = CATALOGUE.find((one) => one.id === questionId);
  let filled: Slots[] = [{}];
  for (const slot of question?.slots ?? []) {
    const options = (choices[slot.kind] ?? []).filter(({ value }) => slot.only?.includes(String(value)) ?? true);
    if (slot.required) {
      filled = filled.flatMap((slots) =>
        options
          .filter(({ value }) => value !== slots.person?.value && value !== slots.resource?.value)
          .map((option) => ({ ...slots, [slot.name]: option })),
      );
    } else if (slot.fallback !== undefined) {
      filled = filled.map((slots) => ({ ...slots, [slot.name]: slot.fallback as Slots[string] }));
    }
  }
  const some = few(filled);
  const narrowed = (question?.slots ?? []).flatMap((slot) => {
    const options = slot.required ? [] : (choices[slot.kind] ?? []);
    return options
      .filter(({ value }) => slot.only?.includes(String(value)) ?? true)
      .flatMap((option) => some.slice(0, 2).map((slots) => ({ ...slots, [slot.name]: option })));
  });
  if (questionId === "admin-groups")
    return narrowed.filter(({ system }) => system !== undefined && system.value !== "aws" && system.value !== "gcp");
  if (questionId === "group-nesting") return filled;
  return [...filled.slice(0, 8), ...narrowed];
}

const cases = [16, 18].flatMap((version) => Object.keys(ORACLES).map((id) => [id, version] as const));

test.each(cases)(
  "%s gives the rows of its oracle for random organisations on PostgreSQL %i",
  async (id, version) => {
    const { database, worlds } = stored.get(version) as Stored;
    let rows = 0;
    for (const { tenantId, world } of worlds) {
      for (const slots of fillings(id, world)) {
        const answer = await answerQuestion(database.database, tenantId, { questionId: id, slots, understood: "" });
        rows += answer.rows.length;
        const expected = ORACLES[id]?.(world, slots) ?? [];
        expect(
          { seed: world.seed, slots, ...disagreement(world, id, answer.rows, expected) },
          `${id} seed ${world.seed}`,
        ).toEqual({ seed: world.seed, slots, missing: [], tooMany: [] });
        expect(answer.summary).not.toContain("undefined");
      }
    }
    expect(rows, "an oracle of nothing proves nothing").toBeGreaterThan(0);
  },
  300_000,
);

test.each(CATALOGUE.map((question) => [question.id] as const))(
  "%s runs with and without each of its slots",
  async (id) => {
    const { database, worlds } = stored.get(18) as Stored;
    const question = CATALOGUE.find((one) => one.id === id);
    if (question?.kind !== "answerable") return expect(question?.kind).toBe("open");
    const { tenantId, world } = worlds[0] as Stored["worlds"][number];
    const uuid = "00000000-0000-4000-8000-000000000000";
    const valueOfKind: Readonly<Record<string, string | number>> = {
      days: 90,
      since: "2026-01-01T00:00:00Z",
      moment: "2026-01-01T00:00:00Z",
      level: "admin",
    };
    const fill = (names: (name: string, required: boolean) => boolean): Slots =>
      Object.fromEntries(
        question.slots
          .filter((slot) => names(slot.name, slot.required ?? slot.fallback !== undefined))
          .map((slot) => [
            slot.name,
            {
              value:
                valueOfKind[slot.kind] ??
                (["person", "group", "resource", "account"].includes(slot.kind) ? uuid : (slot.only?.[0] ?? "active")),
              label: "x",
            },
          ]),
      );
    for (const slots of [
      fill((_, required) => required),
      fill(() => true),
      ...question.slots.map(({ name }) => fill((other, required) => required || other === name)),
    ]) {
      const answer = await answerQuestion(database.database, tenantId, { questionId: id, slots, understood: "" });
      expect(answer.sql).not.toMatch(/(?<![:\w]):[a-zA-Z]|^\s*\[!?[a-zA-Z]+\]/m);
      expect(answer.summary.length).toBeGreaterThan(0);
      for (const row of answer.rows)
        expect(Object.keys(row)).toEqual(expect.arrayContaining(question.columns.map(({ key }) => key)));
    }
    expect(world.seed).toBe(SEEDS[0]);
  },
);
