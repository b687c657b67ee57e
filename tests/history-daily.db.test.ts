import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createSealFile } from "../app/history/published-seals.server.ts";
import { openSealingKeys, openTrustedKeys, rotateSealingKey } from "../app/history/sealing-keys.server.ts";
import type { VerificationRecord } from "../app/history/verification-record.ts";
import { type DailyVerifying, findStanding, verifyWhenDue } from "../app/history/verify-daily.server.ts";
import type { Log } from "../app/http/context.ts";
import type { LogFields } from "../app/model/log-fields.ts";
import { appendAuditEntry } from "../app/store/audit-log.server.ts";
import { startHistoryVerifier } from "../app/web/history-verifier.server.ts";
import { startUpkeepWatch } from "../app/web/upkeep-watch.server.ts";
import { createInstruments } from "../telemetry/instruments.ts";
import { sealAll } from "./support/seal-all.server.ts";
import { createTestDatabase, type TestDatabase } from "./support/test-database.server.ts";

const DAY_MS = 86_400_000;
const NOW = Date.now();

let stored: TestDatabase;
let verifying: DailyVerifying;
let history: { signingKey: null; trustedKeys: null; folder: string; sealsFile: string };
let organisations = 0;

beforeAll(async () => {
  stored = await createTestDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), "alxderia-daily-"));
  history = { signingKey: null, trustedKeys: null, folder, sealsFile: path.join(folder, "seals.jsonl") };
  await openSealingKeys(history);
  verifying = {
    database: stored.database,
    readTrusted: () => openTrustedKeys(history),
    readSigning: async () => (await openSealingKeys(history)).signing,
    publisher: createSealFile(history.sealsFile),
  };
});

/** An organisation of its own with so many sealed entries of the audit log. */
async function createOrganisation(entries: number): Promise<string> {
  organisations += 1;
  const tenantId = await stored.addTenant(`organisation-${organisations}`);
  await write(tenantId, entries);
  return tenantId;
}

async function write(tenantId: string, entries: number): Promise<void> {
  const { database, publisher } = verifying;
  await database.write({ tenantId, role: "ingest" }, async (tx) => {
    for (let at = 0; at < entries; at += 1) {
      await appendAuditEntry(tx, { actor: "test", action: "thing.saved", target: `thing ${at}`, detail: {} });
    }
  });
  await sealAll({ database, publisher, keys: await openSealingKeys(history) }, tenantId);
}

const verifyAfter = (tenantId: string, days: number): Promise<VerificationRecord | null> =>
  verifyWhenDue(verifying, tenantId, { now: new Date(NOW + days * DAY_MS) });

/** As somebody who owns the database: no trigger holds him. */
async function asOwner(sql: string, tenantId: string): Promise<void> {
  await stored.owner.query("set session_replication_role = replica");
  const { rowCount } = await stored.owner.query(sql, [tenantId]);
  await stored.owner.query("set session_replication_role = origin");
  expect(rowCount).toBeGreaterThan(0);
}

const damageFirstEntry = (tenantId: string) =>
  asOwner(
    `update audit_log set actor = 'somebody else'
     where id = (select min(id) from audit_log where tenant_id = $1 and actor = 'test')`,
    tenantId,
  );

describe("an organisation's history", () => {
  test("is whole when the key changed, and sealed by the new one, while it was being verified", async () => {
    const tenantId = await createOrganisation(3);
    const { publisher } = verifying;
    const changing = {
      ...verifying,
      publisher: {
        ...publisher,
        read: async () => {
          const published = await publisher.read();
          await rotateSealingKey(history.folder);
          await write(tenantId, 2);
          return published;
        },
      },
    };
    expect(await verifyWhenDue(changing, tenantId, { now: new Date(NOW) })).toMatchObject({ rows: 5, damage: [] });
  });

  test("is verified once a day from where it was verified last, and once a week from the first row", async () => {
    const tenantId = await createOrganisation(5);
    expect(await verifyAfter(tenantId, 0)).toMatchObject({ whole: true, rows: 5, damage: [] });
    expect(await verifyAfter(tenantId, 0.9)).toBeNull();
    await write(tenantId, 2);
    expect(await verifyAfter(tenantId, 1)).toMatchObject({ whole: false, rows: 2, damage: [] });
    expect(await verifyAfter(tenantId, 2)).toMatchObject({ whole: false, rows: 0, damage: [] });
    expect(await verifyAfter(tenantId, 7)).toMatchObject({ whole: true, rows: 7, damage: [] });
  });

  test("whose row is damaged is told so, and told again each day from the first row until it is mended", async () => {
    const tenantId = await createOrganisation(3);
    expect(await verifyAfter(tenantId, 0)).toMatchObject({ damage: [] });
    await damageFirstEntry(tenantId);
    expect(await verifyAfter(tenantId, 1)).toMatchObject({ whole: false, damage: [] });
    const found = { whole: true, damage: [{ log: "audit_log", kind: "row changed" }] };
    expect(await verifyAfter(tenantId, 7)).toMatchObject(found);
    expect(await findStanding(verifying, tenantId)).toMatchObject({ damaged: true });
    expect(await verifyAfter(tenantId, 8)).toMatchObject(found);
    await asOwner("update audit_log set actor = 'test' where tenant_id = $1 and actor = 'somebody else'", tenantId);
    expect(await verifyAfter(tenantId, 9)).toMatchObject({ whole: true, rows: 3, damage: [] });
    expect(await findStanding(verifying, tenantId)).toMatchObject({ damaged: false });
    expect(await verifyAfter(tenantId, 10)).toMatchObject({ whole: false, damage: [] });
  });

  test("is verified by one of several that ask at once", async () => {
    const tenantId = await createOrganisation(200);
    const records = await Promise.all([verifyAfter(tenantId, 0), verifyAfter(tenantId, 0), verifyAfter(tenantId, 0)]);
    expect(records.filter((record) => record !== null)).toHaveLength(1);
    const { rowCount } = await stored.owner.query("select from history_verifications where tenant_id = $1", [tenantId]);
    expect(rowCount).toBe(1);
  });

  test("is verified whole when the owner of the database forges what was verified before", async () => {
    const tenantId = await createOrganisation(3);
    await damageFirstEntry(tenantId);
    await asOwner(
      `insert into history_verifications (tenant_id, verified_at, body)
       values ($1::uuid, now(), jsonb_build_object('tenantId', $1::uuid, 'startedAt', '2026-01-01T00:00:00.000Z')::text)`,
      tenantId,
    );
    const found = { whole: true, damage: [{ kind: "row changed" }] };
    expect(await verifyAfter(tenantId, 0)).toMatchObject(found);
    await asOwner(
      `update history_verifications set body = regexp_replace(body, '"damage":.*,"endedAt"', '"damage":[],"endedAt"')
       where tenant_id = $1 and signature is not null`,
      tenantId,
    );
    expect(await verifyAfter(tenantId, 1)).toMatchObject(found);
  });

  test("was verified when it began, as long as it never was, so that one which never is raises the alarm", async () => {
    const tenantId = await createOrganisation(1);
    await stored.owner.query("update tenants set created_at = '2026-01-01T00:00:00Z' where id = $1", [tenantId]);
    const verifiedAt = Date.parse("2026-01-01T00:00:00Z") / 1000;
    expect(await findStanding(verifying, tenantId)).toEqual({ verifiedAt, damaged: false });
    await verifyAfter(tenantId, 0);
    expect(await findStanding(verifying, tenantId)).toEqual({ verifiedAt: NOW / 1000, damaged: false });
  });
});

test("the web process verifies all of them, tells the log of damage, and has a metric of it", async () => {
  const damaged = await createOrganisation(2);
  await damageFirstEntry(damaged);
  const { database } = stored;
  const lines: { level: string; message: string; fields: LogFields }[] = [];
  const note = (level: string) => (fields: LogFields, message: string) => void lines.push({ level, message, fields });
  const log: Log = { debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") };
  onTestFinished(startHistoryVerifier({ history, database, log, everyMs: 20 }));
  const of = (message: string) =>
    lines.filter((line) => line.message === message && line.fields.verification?.tenant_id === damaged);
  await expect
    .poll(() => of("history.damaged"), { timeout: 30_000 })
    .toEqual([
      {
        level: "error",
        message: "history.damaged",
        fields: { verification: expect.objectContaining({ log: "audit_log", kind: "row changed" }) },
      },
    ]);
  expect(of("history.verified")).toMatchObject([
    { level: "info", fields: { verification: { whole: true, rows: 2, damaged: 1 } } },
  ]);
  const instruments = createInstruments({ version: "1", revision: "test", instance: "test" });
  onTestFinished(startUpkeepWatch({ history, database, log, instruments, everyMs: 20 }));
  await expect
    .poll(() => instruments.upkeepFields().damaged_organisations, { timeout: 30_000 })
    .toBeGreaterThanOrEqual(1);
  const { body } = await instruments.render(undefined);
  expect(body).toMatch(/^alxderia_history_damaged_organisations [1-9]/m);
  expect(body).toMatch(/^alxderia_history_last_verified_timestamp_seconds \d{9}/m);
  // Nobody tells the entries of these organisations to a log.
  expect(body).toMatch(/^alxderia_history_oldest_unshipped_entry_seconds (0\.\d*[1-9]|[1-9])/m);
});
