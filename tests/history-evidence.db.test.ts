import { execFile } from "node:child_process";
import { randomUUID } from "node:crypto";
import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, expect, test } from "vitest";
import { writeEvidence } from "../app/history/evidence.server.ts";
import { createSealFile } from "../app/history/published-seals.server.ts";
import { type Sealing, sealHistory } from "../app/history/seal-history.server.ts";
import { openSealingKeys, rotateSealingKey } from "../app/history/sealing-keys.server.ts";
import { verifyHistory } from "../app/history/verify-history.server.ts";
import { sealAll } from "./support/seal-all.server.ts";
import { storeRows, workspaceUser } from "./support/stage-rows.server.ts";
import { createTestDatabase, type TestDatabase } from "./support/test-database.server.ts";

let stored: TestDatabase;
let folder: string;
let sealing: Sealing;
let pack: string;

async function store(...ids: number[]): Promise<void> {
  const syncRunId = randomUUID();
  await stored.owner.query("insert into sync_runs (id, tenant_id, bundle) values ($1, $2, 'test')", [
    syncRunId,
    stored.tenantId,
  ]);
  await storeRows(
    stored,
    ids.map((id) => workspaceUser(id)),
    { syncRunId, complete: false },
  );
}

const openKeys = () => openSealingKeys({ signingKey: null, trustedKeys: null, folder });

beforeAll(async () => {
  stored = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "alxderia-evidence-"));
  sealing = {
    database: stored.database,
    keys: await openKeys(),
    publisher: createSealFile(path.join(folder, "seals.jsonl")),
  };
  for (const ids of [[1, 2, 3], [4], [5, 6, 7, 8, 9]]) {
    await store(...ids);
    await sealAll(sealing, stored.tenantId);
  }
  pack = path.join(folder, "pack");
  await writeEvidence(
    { database: stored.database, trusted: sealing.keys.trusted },
    { tenantId: stored.tenantId, about: "two users", folder: pack, wants: ({ leaf }) => /user(2|7)@/.test(leaf) },
  );
});

/** As an auditor runs it: another process, nothing of ours in its environment. */
function check(where: string, ...options: string[]): Promise<{ code: number; told: string }> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [path.join(where, "verify.mjs"), ...options],
      { encoding: "utf8", env: { NODE_ENV: "production" }, cwd: "/" },
      (error, stdout) => resolve({ code: error === null ? 0 : Number(error.code), told: stdout }),
    );
  });
}

test("a pack holds with nothing but Node, alone and against the published seals", async () => {
  const { code, told } = await check(pack, "--published", path.join(folder, "seals.jsonl"));
  expect(told).toContain("entity_history: 2 rows; seals 1 to 3");
  expect(told).toContain("Everything holds.");
  expect(code).toBe(0);
  expect((await check(pack)).code).toBe(0);
});

const forge = (change: (evidence: string) => string) => async () => {
  const forged = await mkdtemp(path.join(folder, "forged-"));
  await cp(pack, forged, { recursive: true });
  const file = path.join(forged, "evidence.json");
  await writeFile(file, change(await readFile(file, "utf8")));
  return forged;
};

test.each([
  ["a row is edited", forge((text) => text.replace("User 2", "Mallory")), "is not what was sealed"],
  [
    "a row is given another place",
    forge((text) => text.replace(/"position":(\d+)/, (_all, at) => `"position":${Number(at) + 1}`)),
    "is not what was sealed",
  ],
  [
    "a seal is edited",
    forge((text) => text.replace(/sealedAt\\":\\"2/, 'sealedAt\\":\\"1')),
    "the signature does not fit",
  ],
  [
    "a proof of consistency is edited",
    forge((text) => text.replace(/"consistency":\[\["[0-9a-f]{8}/, '"consistency":[["00000000')),
    "does not continue",
  ],
  [
    "the key is another one",
    forge((text) => text.replace(/"publicKeys":\[".*?"\]/, '"publicKeys":[]')),
    "is not trusted",
  ],
  ["the pack is no JSON", forge((text) => text.slice(0, -9)), "cannot be read"],
])("%s: the program says so and fails", async (_what, make, fault) => {
  const { code, told } = await check(await make());
  expect(told).toContain(fault);
  expect(code).toBe(1);
});

test("seals that were never published are told", async () => {
  const file = path.join(folder, "other.jsonl");
  await writeFile(file, "");
  expect((await check(pack, "--published", file)).told).toContain("was never published");
});

test("honest work verifies: another key, a second sealer at once, nothing to seal, verified from a time on", async () => {
  await rotateSealingKey(folder);
  const rotated = { ...sealing, keys: await openKeys() };
  expect(rotated.keys.signing.id).not.toBe(sealing.keys.signing.id);
  await store(10, 11);
  // Of two that seal at once one wins each seal; the other gives up without harm.
  await Promise.allSettled([sealHistory(rotated, stored.tenantId), sealHistory(rotated, stored.tenantId)]);
  await sealAll(rotated, stored.tenantId);
  expect(await sealHistory(rotated, stored.tenantId)).toEqual({ rows: 0, seals: 0 });
  await store(12);
  const readTrusted = async () => rotated.keys.trusted;
  const all = { database: stored.database, readTrusted, publisher: sealing.publisher };
  const whole = await verifyHistory(all, stored.tenantId, {});
  expect(whole.damage).toEqual([]);
  expect(whole.logs[0]).toMatchObject({ rows: 12, unsealedRows: 1 });
  const since = await verifyHistory(all, stored.tenantId, { since: new Date() });
  expect(since).toMatchObject({ damage: [], logs: [{ rows: 1 }, { rows: 0 }] });
});

test("a transaction that still runs holds back the seal of later ones, and is not lost", async () => {
  const readTrusted = async () => (await openKeys()).trusted;
  const all = { database: stored.database, readTrusted, publisher: sealing.publisher };
  const rotated = { ...sealing, keys: await openKeys() };
  await sealAll(rotated, stored.tenantId);
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  let begun = () => {};
  const started = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const slow = stored.database.write({ tenantId: stored.tenantId, role: "ingest" }, async (tx) => {
    await tx.client.query("insert into audit_log (tenant_id, actor, action) values ($1, 'test', 'test.slow')", [
      stored.tenantId,
    ]);
    begun();
    await held;
  });
  await started;
  await stored.database.write({ tenantId: stored.tenantId, role: "ingest" }, (tx) =>
    tx.client.query("insert into audit_log (tenant_id, actor, action) values ($1, 'test', 'test.fast')", [
      stored.tenantId,
    ]),
  );
  expect((await sealHistory(rotated, stored.tenantId)).rows).toBe(0);
  release();
  await slow;
  expect(await sealAll(rotated, stored.tenantId)).toBe(2);
  expect((await verifyHistory(all, stored.tenantId, {})).damage).toEqual([]);
});
