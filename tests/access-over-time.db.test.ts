import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { expandEffectiveAccess } from "../app/access/expand.ts";
import { type AccessRefresh, refreshAccess } from "../app/access/refresh.server.ts";
import type { TenantScope } from "../app/db/database.server.ts";
import { defineStatement } from "../app/db/statement.ts";
import type { EffectiveAccess } from "../app/model/access.ts";
import { streamEffectiveAccess, toContractRow } from "../app/queries/list-effective-access.server.ts";
import { createChanging, type Fact } from "./support/changing-organisation.ts";
import { storeRows } from "./support/load-facts.server.ts";
import { privilegesOf } from "./support/privileges-of.ts";
import type { Draw } from "./support/random-organisation-draw.ts";
import { createTestDatabase, type TestDatabase } from "./support/test-database.server.ts";

const SEQUENCES = Number(process.env.SEQUENCES ?? 3);
const STEPS = Number(process.env.STEPS ?? 12);
const FIRST_SEED = Number(process.env.FIRST_SEED ?? 1);

const databases = { 16: await createTestDatabase({ version: 16 }), 18: await createTestDatabase({ version: 18 }) };

const ROW = `jsonb_build_array(subject_account_id, subject_provider, subject_type, subject_id, subject_label,
  subject_status, resource_node_id, resource_type, resource_id, resource_name, role, privilege, access_path, via,
  condition, certainty, chains_truncated, grant_table, grant_id)::text`;

/** Each row once as the questions count it, and the same from the view. */
const NARROW = `select jsonb_build_array(account_id, resource_id, grant_id, privilege_rank, role,
  access_path, certainty, first_hop)::text as row from access_holdings`;
const NARROW_OF_VIEW = `select jsonb_build_array(subject_account_id, resource_node_id, grant_id,
  privilege_rank, role, access_path, certainty, via -> 0 ->> 'label')::text as row from effective_access`;

/** What readers see now. */
async function answers(stored: TestDatabase, tenantId: string): Promise<string[]> {
  return ask(stored, tenantId, `select ${ROW} as row from effective_access`);
}

/** What is remembered of a time. */
async function remembered(stored: TestDatabase, tenantId: string, at: string): Promise<string[]> {
  const row = ROW.replace("subject_account_id", "account_id");
  return ask(stored, tenantId, `select ${row} as row from effective_access_at($1)`, [at]);
}

async function ask(stored: TestDatabase, tenantId: string, sql: string, values: unknown[] = []): Promise<string[]> {
  const statement = defineStatement("asked", z.object({ row: z.string() }), sql, String(sql.length));
  return stored.database.read({ tenantId, role: "analyst" }, async (transaction) =>
    (await transaction.query(statement, values)).map(({ row }) => row).sort(),
  );
}

async function stored(database: TestDatabase, tenantId: string): Promise<string[]> {
  const rows: EffectiveAccess[] = [];
  await database.database.read({ tenantId, role: "analyst" }, async (transaction) => {
    for await (const batch of streamEffectiveAccess(transaction, {})) rows.push(...batch.map(toContractRow));
  });
  return rows.map((row) => JSON.stringify(row)).sort();
}

function expected(rows: readonly Fact[]): string[] {
  const facts = { rows, links: new Map() };
  return expandEffectiveAccess(facts, privilegesOf(facts))
    .map((row) => JSON.stringify(row))
    .sort();
}

function difference(found: readonly string[], wanted: readonly string[]) {
  const [inFound, inWanted] = [new Set(found), new Set(wanted)];
  return {
    missing: wanted.filter((row) => !inFound.has(row)),
    tooMany: found.filter((row) => !inWanted.has(row)),
    number: found.length,
  };
}

const none = (rows: readonly string[]) => ({ missing: [], tooMany: [], number: rows.length });

/** As an ingest does: at once where records can be looked at alone, and whatever is left at its end. */
async function refreshStep({ database }: TestDatabase, scope: TenantScope, draw: Draw): Promise<AccessRefresh | null> {
  const runId = randomUUID();
  const quick = draw.chance(0.5) ? await refreshAccess(database, scope, { runId, reach: "rows" }) : null;
  const rest = await refreshAccess(database, scope, { runId, ...(draw.chance(0.1) ? { reach: "all" } : {}) });
  return rest ?? quick;
}

async function playSequence(database: TestDatabase, seed: number): Promise<Map<AccessRefresh["how"] | "none", number>> {
  const tenantId = await database.addTenant(`org-${seed}-${randomUUID().slice(0, 8)}`);
  const scope = { tenantId, role: "ingest" as const };
  const organisation = createChanging(seed, 5 + (seed % 10));
  const { draw } = organisation;
  const taken = new Map<AccessRefresh["how"] | "none", number>();
  const moments: { at: string; rows: string[] }[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    const name = `seed ${seed}, step ${step}`;
    if (step > 0) organisation.change();
    await storeRows(database.database, tenantId, organisation.rows(), organisation.scopes);
    const result = await refreshStep(database, scope, draw);
    const how = result?.how ?? "none";
    taken.set(how, (taken.get(how) ?? 0) + 1);
    const wanted = expected(organisation.rows());
    const which = `${name}, ${how}`;
    expect(difference(await stored(database, tenantId), wanted), which).toEqual(none(wanted));
    const seen = await answers(database, tenantId);
    const narrow = await ask(database, tenantId, NARROW_OF_VIEW);
    expect(difference(await ask(database, tenantId, NARROW), narrow), `${which}, narrow`).toEqual(none(narrow));
    if (draw.chance(0.25)) {
      await database.owner.query("refresh materialized view concurrently mv_effective_access");
      expect(difference(await answers(database, tenantId), seen), `${which}, then refreshed by hand`).toEqual(
        none(seen),
      );
    }
    if (result !== null) expect(result.rows, which).toBe(seen.length);
    const { rows } = await database.owner.query<{ at: string }>("select clock_timestamp()::text as at");
    moments.push({ at: rows[0]?.at ?? "", rows: seen });
  }
  for (const [step, { at, rows }] of moments.entries()) {
    const found = await remembered(database, tenantId, at);
    expect(difference(found, rows), `seed ${seed}, as of step ${step}`).toEqual(none(rows));
  }
  const overlapping = await database.owner.query(
    `select from access_spans as one join access_spans as other
       on other.tenant_id = one.tenant_id and other.account_id = one.account_id and other.row_hash = one.row_hash
       and other.ctid <> one.ctid and other.valid_from >= one.valid_from
       and (one.valid_until is null or other.valid_from < one.valid_until)
     where one.tenant_id = $1`,
    [tenantId],
  );
  expect(overlapping.rowCount, `seed ${seed}`).toBe(0);
  return taken;
}

test.each([16, 18] as const)(
  "on PostgreSQL %i effective access is that of the pure expansion after each of many changes, and remembered",
  async (version) => {
    const taken = new Map<string, number>();
    for (let number = 0; number < SEQUENCES; number += 1) {
      for (const [how, times] of await playSequence(databases[version], FIRST_SEED + number)) {
        taken.set(how, (taken.get(how) ?? 0) + times);
      }
    }
    // every way was tried, so none of them is right by never being taken
    for (const how of ["rows", "graph", "all"]) expect(taken.get(how), how).toBeGreaterThan(SEQUENCES / 2);
  },
  600_000,
);
