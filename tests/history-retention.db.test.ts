import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { createDatabase } from "../app/db/database.server.ts";
import { LegalHoldError } from "../app/history/legal-holds.server.ts";
import { withOwner } from "../app/history/owner-transaction.server.ts";
import { createSealFile } from "../app/history/published-seals.server.ts";
import { retirePartition } from "../app/history/retire-partition.server.ts";
import { openSealingKeys } from "../app/history/sealing-keys.server.ts";
import { listWithdrawals, storeWithdrawal } from "../app/history/stored-withdrawals.server.ts";
import { makeWithdrawal } from "../app/history/withdrawal.ts";
import { listHistory } from "../app/queries/history.server.ts";
import { findRecordsRemoved } from "../app/queries/records-removed.server.ts";
import { listRecordsThen } from "../app/queries/records-then.server.ts";
import { replayHistory } from "../app/sync/replay.server.ts";
import { migrate } from "../schema/migrate.server.ts";
import { createEmptyDatabase } from "./support/empty-database.server.ts";
import {
  asOwner,
  createScene,
  damageOf,
  eventsOf,
  NOW,
  nextToRetire,
  placeIn,
  plan,
  releaseIn,
  retire,
  retiringOf,
  role,
  type Scene,
  sealsFileIn,
  store,
} from "./support/retention-scene.server.ts";
import { sealAll } from "./support/seal-all.server.ts";

const SAVED = ["entity_history", "audit_log", "history_withdrawals"] as const;

test("what was superseded before the policy's months goes with proof, what a record said last stays, and the history verifies", async () => {
  const scene = await createScene();
  const all = await eventsOf(scene);
  const foreseen = (await plan(scene)).map(({ name, tenants }) => [name, tenants[0]?.going, tenants[0]?.staying]);
  expect(foreseen).toEqual([
    ["audit_log_2024_q4", 1, 0],
    ["entity_history_2024_12", 1, 0],
    ["entity_history_2025_01", 2, 2],
    ["entity_history_2025_02", 1, 2],
  ]);
  expect(await eventsOf(scene)).toEqual(all);

  const done = await retire(scene);
  expect(done.map(({ name, rows, staying }) => [name, rows, staying])).toEqual(foreseen);
  expect(await eventsOf(scene)).toEqual(["1 1 CREATED", "4 2 UPDATED", "2 3 UPDATED", "3 2 DELETED", "2 4 UPDATED"]);
  const { rows } = await scene.stored.owner.query<{ there: boolean[] }>(
    `select array[to_regclass('entity_history_2024_12'), to_regclass('audit_log_2024_q4'), to_regclass('entity_history_2025_01')]::text[] as there`,
  );
  expect(rows[0]?.there).toEqual([null, null, "entity_history_2025_01"]);
  expect(await damageOf(scene)).toEqual([]);
  expect(await plan(scene)).toEqual([]);

  const seals = sealsFileIn(scene.folder);
  for (const folder of done.flatMap(({ folders }) => folders)) {
    const verifier = [path.join(folder, "verify.mjs"), "--published", seals];
    expect((await promisify(execFile)(process.execPath, verifier)).stdout).toContain("Everything holds.");
  }
  const audited = "select target from audit_log where action = 'history.retired' order by id";
  expect((await scene.stored.owner.query(audited)).rows.map(({ target }) => target)).toEqual(
    done.map(({ name }) => name),
  );

  // Months later: records go on from what stayed, and the next months go.
  await store(scene, { 1: "Ada L.", 3: "Cy again", 4: "Dee D." });
  await sealAll(scene.sealing, scene.stored.tenantId);
  expect(await damageOf(scene)).toEqual([]);
  const later = new Date("2027-02-15T00:00:00Z");
  expect((await retire(scene, later)).map(({ name, rows, staying }) => [name, rows, staying])).toContainEqual([
    "entity_history_2025_01",
    1,
    1,
  ]);
  expect(await damageOf(scene)).toEqual([]);
});

describe("after retention", () => {
  let scene: Scene;

  beforeAll(async () => {
    scene = await createScene();
    await retire(scene);
    await scene.stored.owner.query("create schema saved");
    for (const table of SAVED) await scene.stored.owner.query(`create table saved.${table} as table ${table}`);
  });

  /** What damage is found of; then everything is as it was. */
  async function damageAfter(sql: string, before: () => Promise<void> = async () => {}) {
    await before();
    await asOwner(scene, sql);
    const damage = await damageOf(scene);
    const detached = /detach partition (\S+)/.exec(sql)?.[1];
    if (detached !== undefined) await scene.stored.owner.query(`drop table ${detached}`);
    await scene.stored.owner.query("select ensure_partitions('2025-02-15'), ensure_partitions('2024-12-15')");
    for (const table of SAVED) await asOwner(scene, `truncate ${table}; insert into ${table} table saved.${table}`);
    return damage;
  }

  test("what it left verifies", async () => {
    expect(await damageAfter("select")).toEqual([]);
  });

  test("a replay says from when on it can rebuild, does so from what stayed, and is sealed anew", async () => {
    const { url } = await createEmptyDatabase(18);
    await migrate(url);
    const target = createDatabase(url, { max: 3 });
    const replay = (until: string) => replayHistory(scene.stored.database, target, { until, onProgress: () => {} });
    try {
      await expect(replay("2025-02-25T00:00:00Z")).rejects.toThrow("Give --until 2025-03-01T00:00:00.000Z or later");
      await replay("2025-03-01T00:00:00Z");
      const { rows } = await target.pool.query<{ names: string }>(
        "select string_agg(full_name, ', ' order by user_id) as names from google_workspace_users where deleted_at is null",
      );
      expect(rows).toEqual([{ names: "Ada, Bobby, Dee D." }]);
      const publisher = createSealFile(path.join(scene.folder, "rebuilt.jsonl"));
      const rebuilt = { ...scene.sealing, database: target, publisher };
      expect(await sealAll(rebuilt, scene.stored.tenantId)).toBeGreaterThan(4);
      expect(await damageOf({ ...scene, sealing: rebuilt })).toEqual([]);
    } finally {
      await target.close();
    }
  });

  test("what a record said is told of moments that are kept, and of none before", async () => {
    const { rows } = await scene.stored.owner.query<{ id: string }>(
      "select id from google_workspace_users where user_id = '2'",
    );
    const then = (asOf: string) =>
      scene.stored.database.read(role(scene, "audit"), (tx) =>
        listRecordsThen(tx, [{ table: "google_workspace_users", id: rows[0]?.id ?? "" }], asOf),
      );
    expect(await then("2025-03-05T00:00:00Z")).toMatchObject([{ state: { full_name: "Bobby" } }]);
    expect(await then("2025-02-25T00:00:00Z")).toEqual([]);
    const history = await scene.stored.database.read(role(scene, "audit"), (tx) =>
      listHistory(tx, { type: "google_workspace_users", id: rows[0]?.id ?? "", limit: 1, cursor: undefined }),
    );
    expect(history).toMatchObject({ data: [{ seq: 4 }], recordsRemoved: null });
    const end = await scene.stored.database.read(role(scene, "audit"), (tx) =>
      listHistory(tx, { type: "google_workspace_users", id: rows[0]?.id ?? "", limit: 9, cursor: undefined }),
    );
    expect(end).toMatchObject({ data: [{ seq: 4 }, { seq: 3 }], recordsRemoved: { withdrawal: 1 } });
  });

  test("that records were removed is told of moments before those that are kept, with the withdrawal since which it is so", async () => {
    const removed = (asOf: string | null) =>
      scene.stored.database.read(role(scene, "audit"), (tx) => findRecordsRemoved(tx, asOf));
    const told = { before: "2025-03-01T00:00:00.000Z", withdrawal: 1, withdrawnAt: NOW.toISOString() };
    expect(await removed("2025-02-25T00:00:00Z")).toMatchObject(told);
    expect(await removed(null)).toMatchObject(told);
    expect(await removed("2025-03-01T00:00:00Z")).toBeNull();
    const elsewhere = { tenantId: await scene.stored.addTenant("elsewhere"), role: "audit" as const };
    expect(await scene.stored.database.read(elsewhere, (tx) => findRecordsRemoved(tx, null))).toBeNull();
  });

  test.each<[what: string, sql: string, found: string, log?: string]>([
    [
      "a partition is dropped by hand",
      "alter table entity_history detach partition entity_history_2025_02",
      "row missing",
    ],
    [
      "what stayed is removed",
      "delete from entity_history where occurred_at < '2025-02-01' and seq = 1",
      "row missing",
    ],
    [
      "what stayed is edited",
      "update entity_history set actor = 'nobody' where occurred_at < '2025-02-01' and seq = 1",
      "row changed",
    ],
    [
      "rows are slipped in where some went",
      "insert into entity_history select gid + 1, tenant_id, entity_type, entity_id, seq, operation, occurred_at, sync_run_id, actor, xid, state, delta, hash_version, prev_hash, row_hash from entity_history where occurred_at < '2025-02-01' and seq = 1",
      "row inserted",
    ],
    [
      "an audit partition is dropped by hand",
      "alter table audit_log detach partition audit_log_2025_q1",
      "row missing",
      "audit_log",
    ],
    ["the withdrawals are removed", "delete from history_withdrawals where log = 'entity_history'", "row missing"],
    [
      "one of the withdrawals is removed",
      "delete from history_withdrawals where log = 'entity_history' and number = 1",
      "withdrawal missing",
    ],
    [
      "a withdrawal is edited",
      "update history_withdrawals set body = replace(body, '[[', '[[0,9],[') where number = 1",
      "withdrawal's signature does not fit",
    ],
    [
      "a withdrawal of the other log is put in its place",
      "update history_withdrawals as one set body = other.body, signature = other.signature from history_withdrawals as other where one.log = 'entity_history' and one.number = 1 and other.log = 'audit_log'",
      "withdrawal changed",
    ],
  ])("%s: found and named", async (_what, sql, kind, log = "entity_history") => {
    expect(await damageAfter(sql)).toContainEqual({ log, kind, where: expect.stringMatching(/\S/) });
  });

  test("a partition is dropped with a withdrawal by another key: found and named", async () => {
    const folder = path.join(scene.folder, "foreign");
    const foreign = await openSealingKeys({ signingKey: null, trustedKeys: null, folder });
    const { database, tenantId } = scene.stored;
    const [{ keys }, log] = [scene.sealing, "audit_log" as const];
    const forged = makeWithdrawal(
      foreign.signing,
      {
        ...{ tenantId, log, before: null, archive: null, reason: "forged", erased: [] },
        ...{ at: NOW.toISOString(), retired: [[1, 5]] },
      },
      (await database.read(role(scene, "audit"), (tx) => listWithdrawals(tx, { tenantId, log }, keys.trusted)))[0] ??
        null,
    );
    const damage = await damageAfter("alter table audit_log detach partition audit_log_2025_q1", () =>
      withOwner(scene.stored.database, async (tx, become) => {
        await become(tenantId);
        await storeWithdrawal(tx.client, forged);
      }),
    );
    expect(damage).toContainEqual({
      ...{ log, kind: "withdrawal not signed by a known key", where: "withdrawal 2" },
    });
  });
});

test("a hold keeps the partitions of its time, those with rows about its person, and one that is placed at the last moment", async () => {
  const scene = await createScene();
  const { owner, tenantId } = scene.stored;
  const place = (hold: Parameters<typeof placeIn>[1]) => placeIn(scene, hold);
  const release = (id: string) => releaseIn(scene, id);
  const held = async () => (await plan(scene)).filter(({ heldBy }) => heldBy.length > 0).map(({ name }) => name);
  const january = await place({ from: "2025-01-31T23:00:00Z", until: "2025-02-01T00:00:00Z" });
  expect(await held()).toEqual(["entity_history_2025_01"]);
  expect((await retire(scene)).map(({ name }) => name)).not.toContain("entity_history_2025_01");
  expect(await damageOf(scene)).toEqual([]);
  const partition = await nextToRetire(scene);
  await expect(retirePartition(retiringOf(scene), partition)).rejects.toThrow("under legal hold");
  await release(january);
  await expect(release(january)).rejects.toThrow(LegalHoldError);
  const free = await nextToRetire(scene);

  const { rows } = await owner.query<{ id: string }>("select id from google_workspace_users where user_id = '1'");
  const nobody = await place({ personId: randomUUID() });
  expect(await held()).toEqual([]);
  const person = await place({ personId: rows[0]?.id ?? "" });
  expect(await held()).toEqual(["entity_history_2025_01"]);
  await release(person);
  await release(nobody);

  const events = await eventsOf(scene);
  const late: Promise<string>[] = [];
  const onProgress = () => {
    if (late.length === 0) late.push(place({ from: "2025-01-01T00:00:00Z" }));
  };
  await expect(retirePartition({ ...retiringOf(scene), onProgress }, free)).rejects.toThrow(
    "placed or released meanwhile",
  );
  expect(await eventsOf(scene)).toEqual(events);
  await Promise.all(late);
  const audited =
    "select action, count(*)::integer as entries from audit_log where tenant_id = $1 and action like 'legal%' group by 1 order by 1";
  expect((await owner.query(audited, [tenantId])).rows).toEqual([
    { action: "legal_hold.placed", entries: 4 },
    { action: "legal_hold.released", entries: 3 },
  ]);
});
