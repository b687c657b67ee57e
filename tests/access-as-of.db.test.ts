import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { refreshAccess } from "../app/access/refresh.server.ts";
import { refreshSearch } from "../app/access/refresh-search.server.ts";
import type { ApiRoute } from "../app/http/route.server.ts";
import { type EffectiveAccess, PRIVILEGES, type Privilege } from "../app/model/access.ts";
import type { Change, ChangedPath } from "../app/model/changes.ts";
import type { Page } from "../app/model/views.ts";
import { loader as exportAccess } from "../app/routes/api.access.export.ts";
import { loader as access } from "../app/routes/api.access.ts";
import { loader as changes } from "../app/routes/api.changes.ts";
import { refreshIdentities } from "../app/sync/refresh-identities.server.ts";
import { createTestContext } from "./support/app-context.ts";
import { createChanging } from "./support/changing-organisation.ts";
import { storeRows } from "./support/load-facts.server.ts";
import { createTestDatabase } from "./support/test-database.server.ts";

const SEQUENCES = Number(process.env.SEQUENCES ?? 2);
const STEPS = Number(process.env.STEPS ?? 6);
const FIRST_SEED = Number(process.env.FIRST_SEED ?? 1);
/** Small, so that a page ends within an account and within a time. */
const LIMIT = 15;

const stored = await createTestDatabase();

type Moment = { at: string; rows: EffectiveAccess[]; answers: Map<string, string> };

async function ask(route: ApiRoute, tenantId: string, path: string): Promise<string> {
  const context = createTestContext({ database: stored.database, tenantId });
  const request = new Request(`http://localhost:3000${path}`);
  const response = await route({ request, params: {}, context });
  const text = await response.text();
  expect(response.status, `${path}: ${text}`).toBe(200);
  return text;
}

async function pages<Row>(route: ApiRoute, tenantId: string, path: string): Promise<Row[]> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const next: string = cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const page: Page<Row> = JSON.parse(await ask(route, tenantId, `${path}&limit=${LIMIT}${next}`));
    rows.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

/** What may be asked of a moment: everything, and by filters that find something. */
function questionsOf(rows: readonly EffectiveAccess[], seed: number): string[] {
  const row = rows[seed % rows.length];
  const person = rows.find((each) => each.person?.email)?.person;
  const other = rows.findLast((each) => each.person !== null)?.person;
  return [
    "",
    row && `resource=${encodeURIComponent(row.resource.id)}`,
    row && `provider=${row.subject.provider}&accessPath=${row.accessPath}`,
    row && `resourceType=${row.resource.type}&privilege=write`,
    row && `search=${encodeURIComponent(row.subject.id)}`,
    "status=suspended",
    person && `person=${encodeURIComponent(person.email ?? "")}`,
    other && `person=${other.id}`,
  ].filter((question) => question !== undefined && question !== null);
}

async function clock(): Promise<string> {
  const { rows } = await stored.owner.query<{ now: string }>(
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
  );
  return rows[0]?.now ?? "";
}

/** @param isWhole whether people and what a search finds have caught up with the access */
async function answered(tenantId: string, seed: number, isWhole: boolean): Promise<Moment> {
  const text = await ask(exportAccess, tenantId, "/api/access/export");
  const rows = text.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line) as EffectiveAccess]));
  const answers = new Map<string, string>();
  for (const question of questionsOf(rows, seed)) {
    if (!isWhole && question.startsWith("search")) continue;
    answers.set(question, await ask(exportAccess, tenantId, `/api/access/export?${question}`));
  }
  return { at: await clock(), rows, answers };
}

/** A path as both answers and changes tell it. */
const pathText = (
  subject: { provider: string; id: string },
  resource: { type: string; id: string },
  path: ChangedPath,
) =>
  JSON.stringify([
    subject.provider,
    subject.id,
    resource.type,
    resource.id,
    path.role,
    path.privilege,
    path.accessPath,
    path.via,
    path.condition,
    path.certainty,
  ]);

const pathsOf = (rows: readonly EffectiveAccess[]) =>
  rows.map((row) => pathText(row.subject, row.resource, row)).sort();

const pairOf = ({ subject, resource }: Pick<Change, "subject" | "resource">) =>
  JSON.stringify([subject.provider, subject.id, resource.type, resource.id]);

function levelsOf(rows: readonly EffectiveAccess[]): Map<string, Privilege> {
  const levels = new Map<string, Privilege>();
  for (const row of rows) {
    const known = levels.get(pairOf(row));
    if (known === undefined || PRIVILEGES.indexOf(known) < PRIVILEGES.indexOf(row.privilege)) {
      levels.set(pairOf(row), row.privilege);
    }
  }
  return levels;
}

/** The answer that the changes, oldest first, make of an earlier one. */
function applied(earlier: readonly EffectiveAccess[], feed: readonly Change[]): string[] {
  const paths = pathsOf(earlier);
  for (const change of feed.toReversed()) {
    for (const path of change.lost) {
      const place = paths.indexOf(pathText(change.subject, change.resource, path));
      expect(place, `lost, but was not there: ${JSON.stringify(change)}`).toBeGreaterThanOrEqual(0);
      paths.splice(place, 1);
    }
    paths.push(...change.gained.map((path) => pathText(change.subject, change.resource, path)));
  }
  return paths.sort();
}

function checkLevels(before: Moment, after: Moment, feed: readonly Change[], name: string): void {
  const [earlier, later] = [levelsOf(before.rows), levelsOf(after.rows)];
  // Two identity stores may give one id to two accounts; a row does not say which of them it is of.
  const accounts = new Map<string, Set<string>>();
  for (const row of feed) {
    accounts.set(pairOf(row), (accounts.get(pairOf(row)) ?? new Set()).add(row.subjectAccountId));
  }
  const shared = (pair: string) => (accounts.get(pair)?.size ?? 0) > 1 || JSON.parse(pair)[0] === "aws_identity_center";
  for (const [pair, together] of Map.groupBy(feed, pairOf)) {
    if (shared(pair)) continue;
    expect(together.at(-1)?.before, `${name}: ${pair} before`).toBe(earlier.get(pair) ?? null);
    expect(together[0]?.after, `${name}: ${pair} after`).toBe(later.get(pair) ?? null);
  }
}

async function playSequence(seed: number): Promise<Map<string, number>> {
  const tenantId = await stored.addTenant(`as-of-${seed}-${randomUUID().slice(0, 8)}`);
  const scope = { tenantId, role: "ingest" as const };
  const organisation = createChanging(seed, 6 + (seed % 6));
  const moments: Moment[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    if (step > 0) organisation.draw.times(4, organisation.change);
    const runId = randomUUID();
    await storeRows(stored.database, tenantId, organisation.rows(), organisation.scopes);
    if (organisation.draw.chance(0.5)) await refreshAccess(stored.database, scope, { runId, reach: "rows" });
    await refreshAccess(stored.database, scope, { runId });
    // between the two an account is linked to nobody yet
    if (organisation.draw.chance(0.3)) moments.push(await answered(tenantId, seed + step, false));
    await refreshIdentities(stored.database, { tenantId, runId, actor: "test" });
    await stored.database.write(scope, refreshSearch);
    moments.push(await answered(tenantId, seed + step, true));
  }
  const counts = new Map<string, number>();
  for (const [index, moment] of moments.entries()) {
    const name = `seed ${seed}, moment ${index}`;
    const asOf = `as-of=${moment.at}`;
    for (const [question, answer] of moment.answers) {
      expect(await ask(exportAccess, tenantId, `/api/access/export?${asOf}&${question}`), `${name}: ${question}`).toBe(
        answer,
      );
    }
    expect(await pages(access, tenantId, `/api/access?${asOf}`), `${name}, page by page`).toEqual(moment.rows);
    const before = moments[index - 1];
    if (before === undefined) continue;
    const feed = await pages<Change>(changes, tenantId, `/api/changes?from=${before.at}&to=${moment.at}`);
    expect(applied(before.rows, feed), `${name}, made of the one before`).toEqual(pathsOf(moment.rows));
    checkLevels(before, moment, feed, name);
    for (const { kind } of feed) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  const [first, last] = [moments[0], moments.at(-1)];
  if (first === undefined || last === undefined) throw new Error("no step was played");
  const feed = await pages<Change>(changes, tenantId, `/api/changes?from=${first.at}&to=${last.at}`);
  expect(applied(first.rows, feed), `seed ${seed}, from the first to the last`).toEqual(pathsOf(last.rows));
  for (const kind of counts.keys()) {
    const only = await pages<Change>(changes, tenantId, `/api/changes?from=${first.at}&to=${last.at}&kind=${kind}`);
    expect(only, `seed ${seed}, only ${kind}`).toEqual(feed.filter((change) => change.kind === kind));
  }
  return counts;
}

test("as of every moment the answer is the one that was given then, and the changes between two make one of the other", async () => {
  const counts = new Map<string, number>();
  for (let number = 0; number < SEQUENCES; number += 1) {
    for (const [kind, times] of await playSequence(FIRST_SEED + number)) {
      counts.set(kind, (counts.get(kind) ?? 0) + times);
    }
  }
  // each kind was seen, so none of them is right by never happening
  const some = expect.any(Number);
  expect(Object.fromEntries(counts)).toEqual({ gained: some, lost: some, changed: some, rerouted: some });
}, 300_000);
