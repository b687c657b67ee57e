import { expect, test } from "vitest";
import { z } from "zod";
import { expandEffectiveAccess } from "../app/access/expand.ts";
import { explainLosses } from "../app/access/explain-losses.ts";
import { explainRemovals, type Removable } from "../app/access/explain-removals.ts";
import type { TenantTransaction } from "../app/db/database.server.ts";
import { defineStatement } from "../app/db/statement.ts";
import { type EffectiveAccess, PRIVILEGES } from "../app/model/access.ts";
import { nodeId } from "../app/model/node-id.ts";
import { DIFFERENCES } from "../app/model/views.ts";
import { comparePeople } from "../app/queries/compare-people.server.ts";
import { findGroupGains } from "../app/queries/group-control.server.ts";
import { findPersonPaths } from "../app/queries/person-paths.server.ts";
import { findRemovalGraph } from "../app/queries/removal-graph.server.ts";
import { findHeldRows } from "../app/queries/removal-rows.server.ts";
import { listResourceNodeIds } from "../app/queries/resource-ids.server.ts";
import { storeWorlds } from "./ask/stored-worlds.server.ts";
import { peopleOf, rowsOfTable, textIn, type World } from "./ask/world.ts";
import { privilegesOf } from "./support/privileges-of.ts";
import { createTestDatabase } from "./support/test-database.server.ts";
import { idOfRow, withoutRemoved } from "./support/without-removed.ts";

const WORLDS = Number(process.env.WORLDS ?? 8);
const FIRST_SEED = Number(process.env.FIRST_SEED ?? 1);
/** Pairs of a person and a resource that are looked at in each organisation, and sets tried for each pair. */
const PAIRS = 5;
const MOST_REMOVABLES = 5;

const testDatabase = await createTestDatabase();
const seeds = Array.from({ length: WORLDS }, (_, index) => FIRST_SEED + index * 3);
const worlds = await storeWorlds(testDatabase, seeds);

const accountNames = defineStatement(
  "test_account_names",
  z.object({ id: z.string(), name: z.string() }),
  `select id, provider || ' ' || type || ' ' || native_id as name from accounts`,
);

const usedRecords = defineStatement(
  "test_used_records",
  z.object({ id: z.string() }),
  `select source_id as id from access_memberships union select grant_id from access_grants`,
);

/** The organisation without the records of GitHub that only repeat what it inherits: they vanish by themselves. */
async function withoutEchoes(tx: TenantTransaction, { facts }: World): Promise<World["facts"]> {
  const used = new Set((await tx.query(usedRecords)).map(({ id }) => id));
  const mayEcho = new Set(["github_team_memberships", "github_repo_team_permissions"]);
  return { ...facts, rows: facts.rows.filter((row) => !mayEcho.has(row.table) || used.has(idOfRow(row))) };
}

const expand = (facts: World["facts"], rows: World["facts"]["rows"]) =>
  expandEffectiveAccess({ ...facts, rows }, privilegesOf({ ...facts, rows }));

const isOf = (row: EffectiveAccess, person: string, resource: string) =>
  row.person?.id === person && `${row.resource.type} ${row.resource.id}` === resource;

/**
 * Pairs with the most paths first, each of another person and resource. A repository that only grants name is left out:
 * it vanishes with the last of them, and takes the base permission along.
 */
function pairsOf({ access, facts }: World): { person: string; resource: string; id: string }[] {
  const listed = new Set(
    facts.rows
      .filter(({ table }) => table === "github_repositories")
      .map(({ columns }) => `${columns.organisation}/${columns.repository}`.toLowerCase()),
  );
  const isListed = ({ resource }: EffectiveAccess) =>
    resource.type !== "github_repository" || listed.has(resource.id.toLowerCase());
  return pairsIn(access.filter(isListed));
}

function pairsIn(access: readonly EffectiveAccess[]): { person: string; resource: string; id: string }[] {
  const pairs = Map.groupBy(
    access.filter(({ person }) => person !== null),
    (row) => `${row.person?.id}|${row.resource.type} ${row.resource.id}`,
  );
  return [...pairs.values()]
    .toSorted((left, right) => right.length - left.length)
    .flatMap(([first], index) =>
      first?.person && index % 3 === 0
        ? [{ person: first.person.id, resource: `${first.resource.type} ${first.resource.id}`, id: first.resource.id }]
        : [],
    )
    .slice(0, PAIRS);
}

function subsetsOf<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: 2 ** items.length }, (_, bits) =>
    items.filter((_, place) => (bits & (1 << place)) !== 0),
  );
}

/** Who has what level where: `holder|resource` to the highest. A group of unknown members is nobody who loses something. */
function levelsOf(access: readonly EffectiveAccess[]): Map<string, number> {
  const levels = new Map<string, number>();
  for (const row of access.filter(({ subject }) => subject.type !== "group")) {
    const holder = row.person?.id ?? `${row.subject.provider} ${row.subject.type} ${row.subject.id}`;
    const key = `${holder}|${row.resource.type} ${row.resource.id}`;
    levels.set(key, Math.max(levels.get(key) ?? -1, PRIVILEGES.indexOf(row.privilege)));
  }
  return levels;
}

test("the smallest removals, and only they, end the access when the systems' records are changed accordingly", async () => {
  let compared = 0;
  for (const { tenantId, world } of worlds) {
    await testDatabase.database.read({ tenantId, role: "analyst" }, async (tx) => {
      const facts = await withoutEchoes(tx, world);
      for (const { person, resource, id } of pairsOf(world)) {
        const label = `seed ${world.seed}: ${person} on ${resource}`;
        const [resourceId] = await listResourceNodeIds(tx, id);
        const { graph, removables } = await findRemovalGraph(tx, person, resourceId ?? "");
        const { sets } = explainRemovals(graph, removables);
        const remains = (removed: readonly Removable[]) =>
          expand(facts, withoutRemoved(facts.rows, removed)).some((row) => isOf(row, person, resource));
        const of = (keys: readonly string[]) => keys.flatMap((key) => removables.get(key) ?? []);
        expect(remains([]), label).toBe(true);
        const relevant = [...new Set(sets.flat())];
        if (relevant.length <= MOST_REMOVABLES) {
          const cuts = subsetsOf(relevant).filter((keys) => !remains(of(keys)));
          const smallest = cuts.filter(
            (cut) => !cuts.some((one) => one.length < cut.length && one.every((key) => cut.includes(key))),
          );
          const named = (some: readonly string[][]) => some.map((keys) => keys.toSorted().join(", ")).toSorted();
          expect(named(sets), label).toEqual(named(smallest));
        } else {
          for (const set of sets.slice(0, 3)) expect(remains(of(set)), `${label}: ${set.join(", ")}`).toBe(false);
        }
        compared += 1;
      }
    });
  }
  expect(compared).toBeGreaterThan(WORLDS);
}, 120_000);

test("what others lose by a removal is what they have no more when access is worked out anew", async () => {
  let lost = 0;
  for (const { tenantId, world } of worlds) {
    if (world.access.some(({ chainsTruncated }) => chainsTruncated)) continue;
    const before = levelsOf(world.access);
    await testDatabase.database.read({ tenantId, role: "analyst" }, async (tx) => {
      const facts = await withoutEchoes(tx, world);
      const names = new Map((await tx.query(accountNames)).map(({ id, name }) => [id, name]));
      for (const { person, id } of pairsOf(world).slice(0, 3)) {
        const [resourceId = ""] = await listResourceNodeIds(tx, id);
        const { accounts, graph, removables } = await findRemovalGraph(tx, person, resourceId);
        const { sets } = explainRemovals(graph, removables);
        for (const set of sets.slice(0, 3)) {
          const removed = set.flatMap((key) => removables.get(key) ?? []);
          const held = await findHeldRows(tx, resourceId, accounts, removed);
          expect(held.isCut).toBe(false);
          const after = levelsOf(expand(facts, withoutRemoved(facts.rows, removed)));
          // A policy may hold another one back by a deny, so levels in an AWS account may rise; whether one is in does not.
          const isSeen = (key: string, level: number | undefined) =>
            before.has(key) && (level === undefined || !key.includes("|aws_account "));
          const expected = [...before.keys()].filter(
            (key) => after.get(key) !== before.get(key) && isSeen(key, after.get(key)),
          );
          const told = explainLosses(held.rows, held.removables).map((loss) => ({
            key: `${loss.holder.isPerson ? loss.holder.id : names.get(loss.holder.id)}|${loss.resource.type} ${loss.resource.nativeId}`,
            level: loss.after === null ? undefined : PRIVILEGES.indexOf(loss.after),
          }));
          const label = `seed ${world.seed}: ${set.join(", ")}`;
          const seen = told.filter(({ key, level }) => isSeen(key, level));
          expect(seen.map(({ key }) => key).toSorted(), label).toEqual(expected.toSorted());
          for (const { key, level } of seen) expect(level, `${label}: ${key}`).toBe(after.get(key));
          lost += seen.length;
        }
      }
    });
  }
  expect(lost).toBeGreaterThan(WORLDS);
}, 120_000);

test("a person's graph leads to every resource that the person reaches, at every level", async () => {
  for (const { tenantId, world } of worlds) {
    await testDatabase.database.read({ tenantId, role: "analyst" }, async (tx) => {
      for (const person of peopleOf(world).slice(0, 4)) {
        const own = world.access.filter((row) => row.person?.id === person.id);
        const { graph, reached } = await findPersonPaths(tx, person, []);
        const kinds = Map.groupBy(own, (row) => `${row.resource.type} ${row.privilege}`);
        const expected = [...kinds].map(
          ([kind, rows]) => `${kind} ${new Set(rows.map(({ resource }) => resource.id)).size}`,
        );
        const told = reached.map(({ type, privilege, resources }) => `${type} ${privilege} ${resources}`);
        expect(told.toSorted(), `seed ${world.seed}: ${person.id}`).toEqual(expected.toSorted());
        const drawn = graph.paths.flatMap(({ nodes, privilege }) => {
          const end = graph.nodes[nodes.at(-1) ?? 0];
          return end?.type === undefined ? [] : `${end.type} ${privilege}`;
        });
        expect([...new Set(drawn)].toSorted()).toEqual([...kinds.keys()].toSorted());
      }
    });
  }
});

test("two people differ in what the rows of each say, without regard to whose account it is", async () => {
  let compared = 0;
  for (const { tenantId, world } of worlds) {
    const [first, second] = peopleOf(world);
    if (first === undefined || second === undefined) continue;
    const sideOf = (resource: string, person: string) => {
      const rows = world.access.filter((row) => isOf(row, person, resource));
      const ways = rows.map(({ role, privilege, accessPath, via }) =>
        JSON.stringify([role, privilege, accessPath, via]),
      );
      return { level: levelsOf(rows).values().next().value, ways: [...new Set(ways)].toSorted().join("\n") };
    };
    const expected = Object.fromEntries(DIFFERENCES.map((kind) => [kind, 0]));
    const both = world.access.filter(({ person }) => person?.id === first.id || person?.id === second.id);
    for (const resource of new Set(both.map((row) => `${row.resource.type} ${row.resource.id}`))) {
      const [one, other] = [sideOf(resource, first.id), sideOf(resource, second.id)];
      const isLevel = one.level !== other.level;
      const kind =
        other.level === undefined
          ? "first"
          : one.level === undefined
            ? "second"
            : isLevel
              ? "level"
              : one.ways === other.ways
                ? "same"
                : "path";
      expected[kind] = (expected[kind] ?? 0) + 1;
    }
    const ids = { firstId: first.id, secondId: second.id, limit: 100 };
    await testDatabase.database.read({ tenantId, role: "analyst" }, async (tx) => {
      for (const difference of DIFFERENCES) {
        const { counts, page } = await comparePeople(tx, { ...ids, difference });
        expect(counts, `seed ${world.seed}`).toEqual(expected);
        expect(page.data).toHaveLength(counts[difference]);
      }
    });
    compared += 1;
  }
  expect(compared).toBeGreaterThan(WORLDS / 2);
});

/** The node of the resource in a key of `levelsOf`. */
function nodeOf(key: string): string {
  const [type = "", id = ""] = key.slice(key.indexOf("|") + 1).split(/ (.*)/s);
  return nodeId("resource", type, id);
}

test("what somebody would gain by joining a group is what they have more once they are in it", async () => {
  let gained = 0;
  for (const { tenantId, world } of worlds) {
    const group = rowsOfTable(world, "google_workspace_groups").map((row) => textIn(row, "group_id") ?? "");
    for (const [index, groupId] of group.entries()) {
      const user = rowsOfTable(world, "google_workspace_users")[index % 3];
      const userId = textIn(user, "user_id") ?? "";
      const person = world.facts.links.get(`google_workspace\u001f${userId}`);
      if (person === undefined) continue;
      const columns = {
        group_key: groupId,
        member_id: userId,
        member_email: null,
        member_type: "USER",
        member_role: "MEMBER",
      };
      const joined = {
        table: "google_workspace_memberships",
        scope: "google-workspace",
        key: [groupId, "joins"],
        columns,
        raw: {},
      } as const;
      const before = levelsOf(world.access.filter((row) => row.person?.id === person.id));
      const after = levelsOf(
        expand(world.facts, [...world.facts.rows, joined]).filter((row) => row.person?.id === person.id),
      );
      const { gains } = await testDatabase.database.read({ tenantId, role: "analyst" }, (tx) =>
        findGroupGains(tx, nodeId("group", "google_workspace", groupId), person.id),
      );
      const risen = [...after].filter(([key, level]) => level > (before.get(key) ?? -1));
      const label = `seed ${world.seed}: ${userId} joins ${groupId}`;
      expect(gains.length > 0, label).toBe(risen.length > 0);
      const resourceIds = new Set(world.access.map(({ resource }) => nodeId("resource", resource.type, resource.id)));
      for (const gain of gains.filter(({ resource }) => resourceIds.has(resource.id))) {
        const found = risen.find(([key]) => nodeOf(key) === gain.resource.id);
        expect(found?.[1] ?? -1, label).toBeGreaterThanOrEqual(PRIVILEGES.indexOf(gain.privilege));
      }
      gained += gains.length;
    }
  }
  expect(gained).toBeGreaterThan(WORLDS);
});
