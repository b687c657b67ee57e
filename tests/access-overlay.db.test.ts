import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { refreshAccess } from "../app/access/refresh.server.ts";
import { defineStatement } from "../app/db/statement.ts";
import { storeRows } from "./support/load-facts.server.ts";
import { randomOrganisation } from "./support/random-organisation.ts";
import { createTestDatabase } from "./support/test-database.server.ts";

const { database, owner, addTenant } = await createTestDatabase();

type Row = ReturnType<typeof randomOrganisation>["rows"][number];

const rowsList = defineStatement(
  "overlay_test_rows",
  z.object({ row: z.string() }),
  "select to_jsonb(access)::text as row from effective_access as access order by 1",
);

const rowsOf = (tenantId: string) =>
  database.read({ tenantId, role: "analyst" }, async (transaction) =>
    (await transaction.query(rowsList)).map(({ row }) => row),
  );

/** A tenant with effective access, and the same records with one binding less. */
async function createTenant(seed: number) {
  const tenantId = await addTenant(`overlay-${seed}`);
  const whole: Row[] = randomOrganisation(seed, 12).rows;
  const direct = whole.find(
    (row) =>
      row.table === "gcp_iam_bindings" &&
      String(row.columns.member).startsWith("user:") &&
      String(row.columns.resource).startsWith("organizations/"),
  );
  const less = whole.filter((row) => row !== (direct ?? whole.find((other) => other.table === "gcp_iam_bindings")));
  const put = async (rows: readonly Row[]) => {
    await storeRows(database, tenantId, rows, ["gcp"]);
    return refreshAccess(database, { tenantId, role: "ingest" }, { runId: randomUUID() });
  };
  await put(whole);
  return { tenantId, whole, less, put };
}

test("a reader sees what was before a change or what is after it, and never less", async () => {
  const { tenantId, whole, less, put } = await createTenant(3);
  const before = await rowsOf(tenantId);
  const changed = await put(less);
  expect(changed?.how).not.toBe("all");
  const after = await rowsOf(tenantId);
  expect(after).not.toEqual(before);
  const answers = new Set<string>([before, after].map((rows) => JSON.stringify(rows)));
  let isOver = false;
  let reads = 0;
  const reader = (async () => {
    while (!isOver) {
      const seen = JSON.stringify(await rowsOf(tenantId));
      reads += 1;
      expect(answers.has(seen), `read ${reads}`).toBe(true);
    }
  })();
  for (let round = 0; round < 6; round += 1) {
    await put(round % 2 === 0 ? whole : less);
    if (round === 3) await owner.query("refresh materialized view concurrently mv_effective_access");
  }
  isOver = true;
  await reader;
  expect(reads).toBeGreaterThan(5);
});

test("the counts that are kept of each kind of row are those of the rows, whatever was refreshed", async () => {
  const { tenantId, whole, less, put } = await createTenant(5);
  const kind = "subject_provider, resource_type, access_path, subject_status, privilege_rank, role";
  const difference = defineStatement(
    "overlay_test_facets",
    z.object({ kept: z.number(), counted: z.number(), different: z.number() }),
    `with counted as (select ${kind}, count(*) as rows from effective_access_rows group by ${kind}),
       kept as (select ${kind}, rows from access_facets)
     select (select count(*) from kept) as kept, (select count(*) from counted) as counted,
       (select count(*) from ((table kept except table counted) union all (table counted except table kept)) as other)
         as different`,
  );
  for (const [rows, how] of [
    [less, null],
    [whole, null],
    [less, "all"],
  ] as const) {
    await put(rows);
    if (how === "all") await refreshAccess(database, { tenantId, role: "ingest" }, { runId: null, reach: "all" });
    const [seen] = await database.read({ tenantId, role: "analyst" }, (transaction) => transaction.query(difference));
    expect(seen?.kept).toBeGreaterThan(0);
    expect(seen).toEqual({ kept: seen?.counted, counted: seen?.counted, different: 0 });
  }
});

test("the overlay and the spans of a tenant are seen by that tenant alone", async () => {
  const [mine, theirs] = [await createTenant(11), await createTenant(12)];
  await mine.put(mine.less);
  await theirs.put(theirs.less);
  const tables = [
    "effective_access_overlay",
    "effective_access_overlay_accounts",
    "access_spans",
    "access_span_accounts",
    "access_span_resources",
    "access_refresh_log",
    "access_facets",
    "access_grants",
    "access_organisation_members",
    "access_organisation_repositories",
    "google_workspace_directory",
  ];
  for (const table of tables) {
    const { rows } = await owner.query<{ tenant: string; rows: number }>(
      `select tenant_id as tenant, count(*)::integer as rows from ${table} group by tenant_id`,
    );
    const stored = new Map(rows.map((row) => [row.tenant, row.rows]));
    for (const tenantId of [mine.tenantId, theirs.tenantId]) {
      expect(stored.get(tenantId), table).toBeGreaterThan(0);
      const counted = defineStatement(
        "overlay_test_count",
        z.object({ rows: z.number(), tenants: z.array(z.string()) }),
        `select count(*) as rows, array_agg(distinct tenant_id::text) as tenants from ${table}`,
        table.slice(0, 40),
      );
      const seen = await database.read({ tenantId, role: "analyst" }, (transaction) => transaction.query(counted));
      expect(seen, table).toEqual([{ rows: stored.get(tenantId), tenants: [tenantId] }]);
    }
  }
  for (const call of [
    "effective_access_at(clock_timestamp())",
    "access_changes_between('-infinity', clock_timestamp())",
  ]) {
    const accounts = defineStatement(
      "overlay_test_accounts",
      z.object({ strangers: z.number(), rows: z.number() }),
      `select count(*) as rows, count(*) filter (where accounts.id is null) as strangers
       from ${call} as found left join accounts on accounts.id = found.account_id`,
      call.slice(0, 6),
    );
    const [seen] = await database.read({ tenantId: mine.tenantId, role: "analyst" }, (transaction) =>
      transaction.query(accounts),
    );
    expect(seen?.rows, call).toBe((await rowsOf(mine.tenantId)).length);
    expect(seen?.strangers, call).toBe(0);
  }
});

test("what was gained and lost between two times names the run that brought it", async () => {
  const { tenantId, whole, less, put } = await createTenant(21);
  const time = async () =>
    (await owner.query<{ at: string }>("select clock_timestamp()::text as at")).rows[0]?.at ?? "";
  const changes = defineStatement(
    "overlay_test_changes",
    z.object({ change: z.string(), rows: z.number(), runs: z.number() }),
    `select change, count(*) as rows, count(distinct run) as runs
     from access_changes_between($1::timestamptz, $2::timestamptz) group by change order by change`,
  );
  const between = (earlier: string, later: string) =>
    database.read({ tenantId, role: "analyst" }, (transaction) => transaction.query(changes, [earlier, later]));
  const before = await rowsOf(tenantId);
  const first = await time();
  await put(less);
  const after = await rowsOf(tenantId);
  const second = await time();
  await put(whole);
  const third = await time();
  const lost = before.filter((row) => !after.includes(row)).length;
  const gained = after.filter((row) => !before.includes(row)).length;
  expect(lost).toBeGreaterThan(0);
  expect(await between(first, second)).toEqual(
    [
      { change: "gained", rows: gained, runs: 1 },
      { change: "lost", rows: lost, runs: 1 },
    ].filter(({ rows }) => rows > 0),
  );
  expect(await between(first, third)).toEqual([]);
  expect(await between(second, third)).toContainEqual({ change: "gained", rows: lost, runs: 1 });
});
