import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { refreshAccess } from "../app/access/refresh.server.ts";
import type { EffectiveAccess } from "../app/model/access.ts";
import type { Explanation, PathEdge } from "../app/model/views.ts";
import { loader as explain } from "../app/routes/api.access.explain.ts";
import { loader as exportAccess } from "../app/routes/api.access.export.ts";
import { refreshIdentities } from "../app/sync/refresh-identities.server.ts";
import { createTestContext } from "./support/app-context.ts";
import { createChanging } from "./support/changing-organisation.ts";
import { storeRows } from "./support/load-facts.server.ts";
import { createTestDatabase, type TestDatabase } from "./support/test-database.server.ts";

const SEEDS = Array.from(
  { length: Number(process.env.SEEDS ?? 2) },
  (_, at) => at + Number(process.env.FIRST_SEED ?? 1),
);
const STEPS = 3;
const PAIRS = 8;

type Pair = { person: string; resource: string };
/** `standing`: the records that said a membership then. */
type Told = { at: string; pair: Pair; answer: Explanation; standing: ReadonlySet<string> };

let stored: TestDatabase;

beforeAll(async () => {
  stored = await createTestDatabase();
});

async function ask(tenantId: string, route: typeof explain, path: string): Promise<{ status: number; text: string }> {
  const context = createTestContext({ database: stored.database, tenantId });
  const response = await route({ request: new Request(`http://localhost:3000${path}`), params: {}, context });
  return { status: response.status, text: await response.text() };
}

const query = ({ person, resource }: Pair, asOf: string | null) =>
  new URLSearchParams({ person, resource, ...(asOf === null ? {} : { "as-of": asOf }) });

async function explained(
  tenantId: string,
  pair: Pair,
  asOf: string | null,
): Promise<(Explanation & { asOf?: string }) | null> {
  const { status, text } = await ask(tenantId, explain, `/api/access/explain?${query(pair, asOf)}`);
  if (status === 404) return null;
  expect(status, text).toBe(200);
  return JSON.parse(text);
}

async function clock(): Promise<string> {
  const { rows } = await stored.owner.query<{ now: string }>(
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
  );
  return rows[0]?.now ?? "";
}

/** Pairs of people and resources: of those that there are paths between a spread, and one of the others. */
async function drawPairs(tenantId: string): Promise<Pair[]> {
  const { text } = await ask(tenantId, exportAccess, "/api/access/export");
  const rows = text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as EffectiveAccess]));
  const keyOf = ({ person, resource }: Pair) => `${person} ${resource}`;
  const reached = new Map<string, Pair>();
  for (const { person, resource } of rows) {
    if (person === null) continue;
    const pair = { person: person.id, resource: resource.id };
    reached.set(keyOf(pair), pair);
  }
  const pairs = [...reached.values()];
  const every = Math.max(1, Math.floor(pairs.length / PAIRS));
  const others = pairs
    .map(({ person }) => ({ person, resource: pairs[0]?.resource ?? "" }))
    .filter((pair) => !reached.has(keyOf(pair)));
  return [...pairs.filter((_, at) => at % every === 0).slice(0, PAIRS), ...others.slice(0, 1)];
}

const wayOf = ({ from, to, relation }: PathEdge) => ({ from, to, relation });

test("as of a moment the paths and their steps are those that were told then, each record as it stood", async () => {
  const seen = { paths: 0, none: 0, changed: 0, gone: 0, records: {} as Record<string, number> };
  for (const seed of SEEDS) {
    const tenantId = await stored.addTenant(`explain-${seed}-${randomUUID().slice(0, 8)}`);
    const scope = { tenantId, role: "ingest" as const };
    const organisation = createChanging(seed, 8);
    const told: Told[] = [];
    let pairs: Pair[] = [];
    for (let step = 0; step < STEPS; step += 1) {
      if (step > 0) organisation.draw.times(6, organisation.change);
      const runId = randomUUID();
      await storeRows(stored.database, tenantId, organisation.rows(), organisation.scopes);
      await refreshAccess(stored.database, scope, { runId });
      await refreshIdentities(stored.database, { tenantId, runId, actor: "test" });
      const { rows } = await stored.owner.query<{ id: string }>(
        "select source_id as id from access_memberships where tenant_id = $1",
        [tenantId],
      );
      const standing = new Set(rows.map(({ id }) => id));
      const earlier = pairs;
      pairs = [...pairs, ...(await drawPairs(tenantId))];
      for (const pair of pairs) {
        const answer = await explained(tenantId, pair, null);
        // Who or what is gone by now is told of the past only.
        if (answer === null && earlier.includes(pair)) seen.gone += 1;
        else told.push({ at: await clock(), pair, answer: answer ?? expect.fail(JSON.stringify(pair)), standing });
      }
    }
    for (const { at, pair, answer, standing } of told) {
      const name = `seed ${seed}, ${JSON.stringify(pair)} at ${at}`;
      const then = (await explained(tenantId, pair, at)) ?? expect.fail(name);
      expect(then.asOf, name).toBe(at);
      expect([then.person, then.resource], name).toEqual([answer.person, answer.resource]);
      expect(
        then.paths.map(({ access }) => access),
        name,
      ).toEqual(answer.paths.map(({ access }) => access));
      const before = told.find((one) => one.pair === pair);
      if (before !== undefined && before.answer.paths.length !== answer.paths.length) seen.changed += 1;
      seen[answer.paths.length === 0 ? "none" : "paths"] += 1;
      for (const [index, { edges }] of then.paths.entries()) {
        const known = answer.paths[index]?.edges ?? [];
        expect(edges.map(wayOf), name).toEqual(known.map(wayOf));
        for (const [place, edge] of edges.entries()) {
          const same = isDeepStrictEqual(edge.source, known[place]?.source);
          // Of several records that say one step another may be named; a member's alias is not followed.
          const isOther = !same && edge.relation === "member_of";
          if (!isOther) expect(edge.source, `${name}, ${JSON.stringify(edge)}`).toEqual(known[place]?.source);
          else if (edge.source !== null) expect(standing, `${name}, ${JSON.stringify(edge)}`).toContain(edge.source.id);
          const kind = isOther ? "other" : edge.relation;
          seen.records[kind] = (seen.records[kind] ?? 0) + 1;
        }
      }
    }
  }
  // each was seen, so none of them is right by never happening
  const some = expect.any(Number);
  const { other = 0, ...told } = seen.records;
  expect(told).toEqual({ is: some, member_of: some, granted: some, contains: some });
  expect(other * 4).toBeLessThan(told.member_of ?? 0);
  expect(seen.paths * seen.none * seen.changed).toBeGreaterThan(0);
}, 300_000);

test("before the first reading, and of nobody, there is a clear answer", async () => {
  const tenantId = await stored.addTenant(`explain-${randomUUID().slice(0, 8)}`);
  const pair = { person: "ada@northwind.example", resource: "billing" };
  const nothing = await ask(tenantId, explain, `/api/access/explain?${query(pair, "2026-01-01")}`);
  expect(nothing.status).toBe(400);
  expect(nothing.text).toContain("nothing has been read yet");
  await storeRows(stored.database, tenantId, createChanging(1, 6).rows(), createChanging(1, 6).scopes);
  await refreshAccess(stored.database, { tenantId, role: "ingest" }, { runId: randomUUID() });
  const before = await ask(tenantId, explain, `/api/access/explain?${query(pair, "2020-01-01")}`);
  expect(before.status).toBe(400);
  expect(before.text).toContain("is before anything was read: give a time from 20");
  const nobody = await ask(tenantId, explain, `/api/access/explain?${query(pair, await clock())}`);
  expect(nobody.status).toBe(404);
  expect(nobody.text).toContain("there was no person");
});
