import { randomUUID } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { placeHold, releaseHold } from "../../app/history/legal-holds.server.ts";
import { createSealFile } from "../../app/history/published-seals.server.ts";
import { planRetention } from "../../app/history/retention-plan.server.ts";
import { retirePartition } from "../../app/history/retire-partition.server.ts";
import type { Sealing } from "../../app/history/seal-history.server.ts";
import { openSealingKeys } from "../../app/history/sealing-keys.server.ts";
import { verifyHistory } from "../../app/history/verify-history.server.ts";
import { appendAuditEntry } from "../../app/store/audit-log.server.ts";
import { REHASH } from "./rehash.ts";
import { sealAll } from "./seal-all.server.ts";
import { storeRows, workspaceUser } from "./stage-rows.server.ts";
import { createTestDatabase, type TestDatabase } from "./test-database.server.ts";

export const NOW = new Date("2025-05-15T00:00:00Z");
const POLICY = { entity_history: 2, audit_log: 3 };

export type Scene = { stored: TestDatabase; sealing: Sealing; folder: string };

/** Users as they are after each month: the name that each has by then; one without a name is not there. */
const MONTHS: readonly [day: string, names: Record<number, string>][] = [
  ["2024-12-10", { 4: "Dee" }],
  ["2025-01-10", { 1: "Ada", 2: "Bob", 3: "Cy", 4: "Dee D." }],
  ["2025-02-05", { 1: "Ada", 2: "Bob B.", 3: "Cy", 4: "Dee D." }],
  ["2025-02-20", { 1: "Ada", 2: "Bobby", 4: "Dee D." }],
  ["2025-03-10", { 1: "Ada", 2: "Robert", 4: "Dee D." }],
];

const usersOf = (names: Record<number, string>) =>
  Object.entries(names).map(([id, name]) => workspaceUser(Number(id), { full_name: name }));

export async function store({ stored }: Scene, names: Record<number, string>): Promise<void> {
  const syncRunId = randomUUID();
  const run = "insert into sync_runs (id, tenant_id, bundle, started_at) values ($1, $2, 'test', '2024-12-01')";
  await stored.owner.query(run, [syncRunId, stored.tenantId]);
  await storeRows(stored, usersOf(names), { syncRunId });
}

/** As the data directory of the command line has it. */
export const sealsFileIn = (folder: string) => path.join(folder, "history", "seals.jsonl");

/** An organisation of half a year: what happens today is given its day before it is sealed. */
export async function createScene(): Promise<Scene> {
  const stored = await createTestDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), "alxderia-retention-"));
  const keys = await openSealingKeys({ signingKey: null, trustedKeys: null, folder: path.join(folder, "history") });
  const sealing = { database: stored.database, keys, publisher: createSealFile(sealsFileIn(folder)) };
  const scene = { stored, sealing, folder };
  await stored.owner.query("update tenants set created_at = '2024-12-01'");
  for (const day of ["2024-12-15", "2025-01-15"]) await stored.owner.query("select ensure_partitions($1)", [day]);
  for (const [day, names] of MONTHS) {
    await store(scene, names);
    await stored.database.write({ tenantId: stored.tenantId, role: "ingest" }, (tx) =>
      appendAuditEntry(tx, { actor: "test", action: "test.saved", target: day, detail: {} }),
    );
    await stored.owner.query("set session_replication_role = replica");
    for (const log of ["entity_history", "audit_log"])
      await stored.owner.query(`update ${log} set occurred_at = $1 where occurred_at > '2026-01-01'`, [day]);
    await stored.owner.query(REHASH);
    await stored.owner.query("set session_replication_role = origin");
    if (day > "2025-02-10") await sealAll(sealing, stored.tenantId);
  }
  return scene;
}

export const plan = ({ stored }: Scene, now = NOW) =>
  planRetention(stored.database, { policy: POLICY, now, tenants: [{ id: stored.tenantId, slug: "default" }] });

export const retiringOf = ({ stored: { database }, sealing: { keys }, folder }: Scene, now = NOW) => ({
  ...{ database, owner: database, keys, archive: folder, actor: "test", now },
});

export async function retire(scene: Scene, now = NOW) {
  const done = [];
  for (const partition of (await plan(scene, now)).filter(({ heldBy }) => heldBy.length === 0))
    done.push({ name: partition.name, ...(await retirePartition(retiringOf(scene, now), partition)) });
  await sealAll(scene.sealing, scene.stored.tenantId);
  return done;
}

export async function nextToRetire(scene: Scene) {
  const [partition] = await plan(scene);
  if (partition === undefined) throw new Error("nothing is left to retire");
  return partition;
}

export async function damageOf({ stored, sealing }: Scene) {
  const { database, keys, publisher } = sealing;
  const verifying = { database, publisher, readTrusted: async () => keys.trusted };
  const { damage } = await verifyHistory(verifying, stored.tenantId, {});
  return damage.map(({ log, kind, where }) => ({ log, kind, where }));
}

export async function eventsOf({ stored }: Scene): Promise<string[]> {
  const { rows } = await stored.owner.query<{ event: string }>(
    `select concat_ws(' ', state::jsonb ->> 'user_id', seq, operation) as event from entity_history
     order by occurred_at, state::jsonb ->> 'user_id', seq`,
  );
  return rows.map(({ event }) => event);
}

export async function asOwner({ stored }: Scene, sql: string): Promise<void> {
  await stored.owner.query("set session_replication_role = replica");
  await stored.owner.query(sql);
  await stored.owner.query("set session_replication_role = origin");
}

export const placeIn = (scene: Scene, hold: { personId?: string; from?: string; until?: string }, tenant?: string) =>
  scene.stored.database.write({ ...role(scene, "ingest"), ...(tenant && { tenantId: tenant }) }, (tx) =>
    placeHold(tx, { reason: "case 7", personId: null, from: null, until: null, placedBy: "counsel", ...hold }),
  );

export const releaseIn = (scene: Scene, id: string) =>
  scene.stored.database.write(role(scene, "ingest"), (tx) =>
    releaseHold(tx, { id, actor: "counsel", reason: "settled" }),
  );

export const role = (scene: Scene, name: "ingest" | "audit" | "analyst") => ({
  tenantId: scene.stored.tenantId,
  role: name,
});
