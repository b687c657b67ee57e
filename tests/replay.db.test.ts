import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { refreshEffectiveAccess } from "../app/access/refresh.server.ts";
import { refreshSearch } from "../app/access/refresh-search.server.ts";
import { createDatabase } from "../app/db/database.server.ts";
import { DERIVED_TABLES, listComparedTables } from "../app/history/replay-compare.server.ts";
import { CARRIED_LATER, CARRIED_TABLES, listRebuiltTables } from "../app/history/replay-tables.server.ts";
import { decide, undoDecision } from "../app/sync/decide.server.ts";
import { ingest } from "../app/sync/ingest.server.ts";
import { replayHistory } from "../app/sync/replay.server.ts";
import { migrate } from "../schema/migrate.server.ts";
import { writeBundle } from "./support/bundle-folder.server.ts";
import { createEmptyDatabase } from "./support/empty-database.server.ts";
import { loadFacts } from "./support/load-facts.server.ts";
import { randomOrganisation } from "./support/random-organisation.ts";
import { createTestDatabase, type TestDatabase } from "./support/test-database.server.ts";

type Client = TestDatabase["owner"];

// Where effective access is kept: a replay computes it whole, the source may hold a part in the overlay. Spans begin anew.
const KEPT_ACCESS = [
  "mv_effective_access",
  "effective_access_overlay",
  "effective_access_overlay_accounts",
  "access_spans",
  "access_span_accounts",
  "access_span_resources",
  "access_span_people",
  "access_holdings",
  "access_refresh_log",
];
// What the service says of itself (docs/schema.md): a backup has it, a replay does not.
const OWN = [
  "redaction_keys",
  "schema_migrations",
  "source_row",
  "history_seals",
  "history_verifications",
  "audit_shipments",
  "history_withdrawals",
  "legal_holds",
  "findings",
  "finding_events",
  "finding_days",
  "access_refreshes",
  "bundle_uploads",
  "access_facets",
  "saved_views",
  "slo_minutes",
  "slo_flushes",
  "slo_overrides",
  "slo_traces",
  "process_runs",
];
/** Every row as text, by table. */
async function contentOf(client: Client): Promise<Record<string, string[]>> {
  const content: Record<string, string[]> = {};
  for (const { table, lines } of await listComparedTables(client)) {
    const { rows } = await client.query<{ line: string }>(
      `select line from (${lines}) as content order by line collate "C"`,
    );
    content[table] = rows.map(({ line }) => line);
  }
  return content;
}

async function replayed(source: TestDatabase, version: 16 | 18, until: string | null = null) {
  const empty = await createEmptyDatabase(version);
  await migrate(empty.url);
  const target = createDatabase(empty.url, { max: 3 });
  try {
    const tenants = await replayHistory(source.database, target, { until, onProgress: () => {} });
    return { tenants, client: empty.client, content: await contentOf(empty.client) };
  } finally {
    await target.close();
  }
}

async function clock({ owner }: TestDatabase): Promise<string> {
  const { rows } = await owner.query(
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
  );
  return rows[0].now;
}

/** A life of two tenants: syncs that add, change and remove, decisions, questions. `after` sees each step. */
async function live(source: TestDatabase, after: () => Promise<void>): Promise<void> {
  const { database, tenantId } = source;
  const scope = { tenantId, role: "ingest" as const };
  for (const [step, seed] of [31, 32, 33].entries()) {
    const whole = randomOrganisation(seed === 33 ? 31 : seed, 14);
    const rows = whole.rows.filter((_, index) => seed !== 33 || index % 7 !== 0);
    await loadFacts(database, tenantId, { rows, links: whole.links });
    if (step === 1) {
      const { rows: people } = await source.owner.query(
        "select id from canonical_users where deleted_at is null order by id limit 2",
      );
      const request = { kind: "merge" as const, personId: people[0].id, otherPersonId: people[1].id, actor: "ada" };
      const decided = await database.write(scope, (transaction) => decide(transaction, request));
      await after();
      await database.write(scope, (transaction) =>
        undoDecision(transaction, { decisionId: decided?.decisionId ?? "", actor: "ben" }),
      );
    }
    await database.write(scope, refreshSearch);
    await refreshEffectiveAccess(database, scope);
    await after();
  }
  const other = await source.addTenant("other");
  const user = (id: number) => ({
    id: `${id}`,
    primaryEmail: `user${id}@northwind.example`,
    name: { fullName: `U ${id}` },
  });
  for (const count of [5, 3, 4]) {
    const bundle = await writeBundle({
      "google-workspace/users.json": Array.from({ length: count }, (_, id) => user(id)),
      "gcp/projects.json": [{ projectId: "billing", name: `Billing ${count}` }],
      "gcp/iam-policies/projects/billing.json": {
        bindings: [{ role: "roles/owner", members: ["user:user1@northwind.example"] }],
      },
    });
    await ingest(database, { bundle, tenantId: other, actor: "test" });
    await after();
  }
  await source.owner.query(
    `insert into saved_questions (tenant_id, name, question, plan, saved_by) values ($1, 'Owners', 'who owns?', '{"a": "é\\n"}', 'ada')`,
    [other],
  );
  await source.owner.query(
    `insert into saved_question_runs (tenant_id, saved_question_id, row_count) select tenant_id, id, 0 from saved_questions`,
  );
  await source.owner.query("update saved_questions set removed_at = now(), name = 'Owner'");
}

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  test("a replay has every row of every table and of effective access, and goes on from there", async () => {
    const source = await createTestDatabase({ version });
    await live(source, async () => {});
    const expected = await contentOf(source.owner);
    for (const table of ["identity_decisions", "sync_files", "github_users", "effective_access"])
      expect(expected[table]?.length, table).toBeGreaterThan(0);
    const { content, client, tenants } = await replayed(source, version);
    for (const [table, rows] of Object.entries(expected)) expect(content[table], table).toEqual(rows);
    const sum = tenants.reduce((total, tenant) => total + tenant.events, 0);
    expect(sum).toBe(expected.entity_history?.length);
    const next = await client.query("select nextval('entity_history_gid_seq') > max(gid) as free from entity_history");
    expect(next.rows).toEqual([{ free: true }]);
  }, 240_000);
});

test("a replay until any moment is what the database was then", async () => {
  const source = await createTestDatabase();
  const moments: { until: string; content: Record<string, string[]> }[] = [];
  await live(source, async () => {
    moments.push({ until: await clock(source), content: await contentOf(source.owner) });
  });
  // Between a decision and the refresh that follows, the view is older than the rest.
  for (const [number, moment] of moments.entries()) {
    const { content } = await replayed(source, 18, moment.until);
    for (const [table, rows] of Object.entries(moment.content)) {
      if (number === 1 && ["effective_access", "search_documents"].includes(table)) continue;
      // What the runs say of themselves is carried as it is now.
      if (table.startsWith("sync_")) continue;
      expect(content[table], `${table} at step ${number}`).toEqual(
        table === "tenant_directory" ? rows.filter((row) => content[table]?.includes(row)) : rows,
      );
    }
  }
}, 240_000);

test("history with a changed event is not replayed, and the event is named", async () => {
  const source = await createTestDatabase();
  await loadFacts(source.database, source.tenantId, randomOrganisation(5, 6));
  await source.owner.query("set session_replication_role = replica");
  const { rows } = await source.owner.query(
    "update entity_history set actor = 'nobody' where gid = (select min(gid) + 7 from entity_history) returning gid",
  );
  await expect(replayed(source, 18)).rejects.toThrow(new RegExp(`history is damaged: 1 of .* gid ${rows[0].gid} `));
});

test("live records whose scope history does not hold are refused with what to do", async () => {
  const source = await createTestDatabase();
  await source.owner.query(
    `insert into entity_history (tenant_id, entity_type, entity_id, seq, operation, occurred_at, actor, state, row_hash)
     select $1, 'gcp_projects', $2, 1, 'CREATED', now, 'old', '{}',
       entity_history_hash(null, $1, 'gcp_projects', $2, 1, 'CREATED', now, null, 'old', '{}')
     from now() as now`,
    [source.tenantId, randomUUID()],
  );
  await expect(replayed(source, 18)).rejects.toThrow(/1 live records of gcp_projects .* Ingest every scope once/);
});

test("every table of the schema is rebuilt, carried over, derived or the service's own", async () => {
  const { owner } = await createTestDatabase();
  const { rows } = await owner.query<{ name: string }>(
    `select relname as name from pg_class
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm') and not relispartition`,
  );
  const { stored, recorded } = await listRebuiltTables(owner);
  const carried = [...CARRIED_TABLES, CARRIED_LATER].map(({ table }) => table);
  const known = [...stored, ...recorded, ...carried, ...DERIVED_TABLES, ...KEPT_ACCESS, ...OWN];
  expect(rows.map(({ name }) => name).filter((name) => !known.includes(name))).toEqual([]);
  expect(new Set(known).size).toBe(known.length);
});
