import { describe, expect, test } from "vitest";
import type { BundleFiles } from "../../tests/support/bundle-builder.ts";
import { writeBundle } from "../../tests/support/bundle-folder.server.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.server.ts";
import { createTwoTenants } from "../../tests/support/two-tenants.server.ts";
import { QUEUE_REASONS } from "../model/filters.ts";
import { ingest } from "../sync/ingest.server.ts";
import { findOperations } from "./operations.server.ts";

const users = (count: number) =>
  Array.from({ length: count }, (_, n) => ({ id: `${n}`, primaryEmail: `user${n}@northwind.example` }));
const workspace = (records: { id?: string; primaryEmail?: string }[]): BundleFiles => ({
  "google-workspace/users.json": records,
});
const organisation = (login: string): BundleFiles => ({ [`github/${login}/org.json`]: { login, id: 1 } });

async function read(stored: TestDatabase, tenantId: string, files: BundleFiles, options: { dryRun?: boolean } = {}) {
  return ingest(stored.database, { bundle: await writeBundle(files), tenantId, actor: "test", ...options });
}

/** What is not zero, as `source result`. */
async function totals({ database }: TestDatabase) {
  const { syncs, records } = await findOperations(database);
  const seen = (rows: [string, number][]) => Object.fromEntries(rows.filter(([, count]) => count !== 0));
  return {
    runs: seen(syncs.map(({ source, result, runs }) => [`${source} ${result}`, runs])),
    records: seen(records.map(({ source, result, count }) => [`${source} ${result}`, count])),
  };
}

describe.each([16, 18] as const)("on PostgreSQL %i", (version) => {
  test("runs and records are the sums of what the ingests of every tenant did", async () => {
    const stored = await createTestDatabase({ version });
    const { tenantId, owner } = stored;
    const other = await stored.addTenant("other");
    expect(await totals(stored)).toEqual({ runs: {}, records: {} });

    await read(stored, tenantId, workspace(users(40)), { dryRun: true });
    expect(await totals(stored)).toEqual({ runs: {}, records: {} });

    await read(stored, tenantId, workspace(users(40)));
    const events = async () =>
      (await owner.query("select from entity_history where entity_type like 'google%'")).rowCount;
    const before = await events();
    expect((await read(stored, tenantId, workspace(users(40)))).changes).toEqual({ added: 0, updated: 0, closed: 0 });
    expect(await events()).toBe(before);
    expect((await read(stored, tenantId, workspace(users(5)))).stopped).toHaveLength(1);
    await read(stored, other, { ...workspace([...users(2), {}]), ...organisation("one"), ...organisation("two") });
    expect(await totals(stored)).toEqual({
      runs: {
        "google-workspace complete": 2,
        "google-workspace incomplete": 1,
        "google-workspace stopped": 1,
        "github complete": 2,
      },
      records: {
        "google-workspace stored": 42,
        "google-workspace unchanged": 40,
        "google-workspace rejected": 1,
        "github stored": 2,
      },
    });

    await owner.query("alter table github_organisations add constraint refuse check (false) not valid");
    await expect(read(stored, other, organisation("three"))).rejects.toMatchObject({ code: "23514" });
    await owner.query("alter table github_organisations drop constraint refuse");
    expect((await totals(stored)).runs).toMatchObject({ "github complete": 2, "github failed": 1 });
  });

  test("a source that was read is shown with every result, so that a first failure is a step from zero", async () => {
    const stored = await createTestDatabase({ version });
    await read(stored, stored.tenantId, { "gcp/projects.json": [{ projectId: "billing" }] });
    const { syncs, records } = await findOperations(stored.database);
    expect(syncs).toEqual([
      { source: "gcp", result: "complete", runs: 1 },
      { source: "gcp", result: "failed", runs: 0 },
      { source: "gcp", result: "incomplete", runs: 0 },
      { source: "gcp", result: "stopped", runs: 0 },
    ]);
    expect(records).toEqual([
      { source: "gcp", result: "rejected", count: 0 },
      { source: "gcp", result: "stored", count: 1 },
      { source: "gcp", result: "unchanged", count: 0 },
    ]);
  });

  test("of ages the worst counts: the scope and the tenant that wait longest", async () => {
    const stored = await createTestDatabase({ version });
    const { owner, database, tenantId } = stored;
    const other = await stored.addTenant("other");
    await stored.addTenant("without-anything");
    expect(await findOperations(database)).toMatchObject({ lastSuccess: [], accessViewAgeSeconds: null });
    for (const [tenant, scope, at] of [
      [tenantId, "aws/iam/000000000001", "2026-03-01T00:00:00Z"],
      [tenantId, "aws/iam/000000000002", "2026-01-01T00:00:00Z"],
      [tenantId, "aws/identitystore", "2026-02-01T00:00:00.5Z"],
      [tenantId, "google-workspace", null],
      [other, "aws/iam/000000000003", "2026-02-01T00:00:00Z"],
      [other, "github/north-wind2", "2026-04-01T00:00:00Z"],
      [other, "gcp", null],
    ]) {
      await owner.query(
        `insert into sync_scopes (tenant_id, scope, sync_run_id, synced_at, complete, last_complete_at)
         values ($1, $2, gen_random_uuid(), now(), $3::timestamptz is not null, $3)`,
        [tenant, scope, at],
      );
    }
    for (const [tenant, hours] of [
      [tenantId, 1],
      [other, 3],
    ]) {
      await owner.query("insert into access_refreshes values ($1, now() - make_interval(hours => $2), 1, 1, '{}')", [
        tenant,
        hours,
      ]);
    }
    const { lastSuccess, accessViewAgeSeconds } = await findOperations(database);
    expect(lastSuccess).toEqual([
      { source: "aws/iam", at: Date.parse("2026-01-01T00:00:00Z") / 1000 },
      { source: "aws/identitystore", at: Date.parse("2026-02-01T00:00:00.5Z") / 1000 },
      { source: "github", at: Date.parse("2026-04-01T00:00:00Z") / 1000 },
    ]);
    expect(Math.floor((accessViewAgeSeconds ?? 0) / 3600)).toBe(3);
  });

  test("partitions are counted up to the first gap, whatever the session's time zone and style of dates", async () => {
    const { owner, database } = await createTestDatabase({ version });
    const months = async () =>
      Object.fromEntries((await findOperations(database)).partitions.map((row) => [row.table, row.monthsAhead]));
    const quarterLeft = 2 - (new Date().getUTCMonth() % 3);
    expect(await months()).toEqual({ audit_log: quarterLeft + 9, entity_history: 3 });
    await owner.query("select ensure_partitions((now() + interval '2 years')::date)");
    expect(await months()).toEqual({ audit_log: quarterLeft + 9, entity_history: 3 });
    const fresh = await database.pool.connect();
    try {
      await fresh.query("set timezone = 'Pacific/Kiritimati'; set datestyle = 'German'");
      const { rows } = await fresh.query("select value from operations_snapshot() where label = 'entity_history'");
      expect(rows).toEqual([{ value: 3 }]);
    } finally {
      fresh.release(true);
    }
    const drop = (ahead: number) =>
      owner.query(
        `do $$ begin execute 'drop table entity_history_' || to_char(
           date_trunc('month', now() at time zone 'UTC') + interval '${ahead} months', 'YYYY_MM') ; end $$`,
      );
    await drop(3);
    expect((await months()).entity_history).toBe(2);
    await drop(1);
    expect((await months()).entity_history).toBe(0);
    await drop(0);
    expect((await months()).entity_history).toBe(0);
  });

  test("the queue is what waits, by every reason, also by those that nobody waits for", async () => {
    const stored = await createTestDatabase({ version });
    const other = await stored.addTenant("other");
    for (const [tenant, reason, open, closed] of [
      [stored.tenantId, "conflict", 2, 5],
      [stored.tenantId, "missing_email", 3, 0],
      [other, "missing_email", 4, 1],
      [other, "name_only", 0, 6],
    ] as const) {
      await fillQueue(stored, tenant, reason, open, closed);
    }
    const waiting: Record<string, number> = { conflict: 2, missing_email: 7 };
    expect((await findOperations(stored.database)).queue).toEqual(
      QUEUE_REASONS.map((reason) => ({ reason, count: waiting[reason] ?? 0 })),
    );
  });

  test("reading it touches a few rows of four small tables and the items that wait, nothing that grows", async () => {
    const stored = await createTestDatabase({ version });
    const { owner, tenantId } = stored;
    const other = await stored.addTenant("other");
    for (const tenant of [tenantId, other]) {
      await fillQueue(stored, tenant, "missing_email", 20, 20_000);
      await read(stored, tenant, { ...workspace(users(300)), ...organisation("one") });
    }
    await owner.query("vacuum (analyze)");
    await owner.query("begin");
    expect((await owner.query("select from operations_snapshot()")).rowCount).toBe(20);
    const { rows } = await owner.query<{ name: string; read: string }>(
      `select relname as name, seq_tup_read + coalesce(idx_tup_fetch, 0) as read
       from pg_stat_xact_user_tables where seq_scan + coalesce(idx_scan, 0) > 0 order by relname`,
    );
    await owner.query("rollback");
    expect(rows.map((row) => row.name)).toEqual([
      "access_refreshes",
      "identity_reconciliation_queue",
      "sync_scopes",
      "sync_totals",
      "tenant_directory",
    ]);
    expect(rows.filter((row) => Number(row.read) > 50)).toEqual([]);
  });

  test("the login calls it and learns of no tenant; without a tenant nobody reads a row of the totals", async () => {
    const { test: stored, mine, theirs, ask, as } = await createTwoTenants(version);
    const answer = await ask("app", null, "select * from operations_snapshot()");
    const labels = new Set(answer.rows.map((row) => row.label));
    expect([...labels].sort()).toEqual(
      [
        null,
        "audit_log",
        "aws/iam",
        "aws/identitystore",
        "aws/organizations",
        "aws/sso-admin",
        "entity_history",
        "gcp",
        "github",
        "google-workspace",
        ...new Set(
          (
            await stored.owner.query("select reason from identity_reconciliation_queue where deleted_at is null")
          ).rows.map((row) => row.reason),
        ),
      ].sort(),
    );
    const told = JSON.stringify(answer.rows);
    for (const word of [mine, theirs, "default", "other", "northwind", "@"]) expect(told).not.toContain(word);

    await expect(ask("app", mine, "select from sync_totals")).rejects.toMatchObject({ code: "42501" });
    for (const role of ["ingest", "analyst", "admin"] as const) {
      expect((await ask(role, null, "select from sync_totals")).rowCount).toBe(0);
      const own = (await ask(role, mine, "select distinct tenant_id from sync_totals")).rows;
      expect(own).toEqual([{ tenant_id: mine }]);
      await expect(ask(role, mine, "select operations_snapshot()")).rejects.toMatchObject({ code: "42501" });
    }
    for (const tenant of [mine, null]) {
      const kept = await as("app", tenant, async (query) => {
        await query("select operations_snapshot()");
        return query("select coalesce(current_setting('app.current_tenant_id', true), '') as tenant");
      });
      expect(kept.rows).toEqual([{ tenant: tenant ?? "" }]);
    }
  });
});

async function fillQueue({ owner }: TestDatabase, tenant: string, reason: string, open: number, closed: number) {
  await owner.query(
    `insert into identity_reconciliation_queue (
       id, tenant_id, scope, raw_response, content_hash, history_seq, history_hash, sync_run_id, account_id, reason,
       deleted_at)
     select gen_random_uuid(), $1, 'planted', '{}', '', 1, '', $1, gen_random_uuid(), $2,
       case when number > $3::integer then now() end from generate_series(1, $3::integer + $4::integer) as number`,
    [tenant, reason, open, closed],
  );
}
