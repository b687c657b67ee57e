import { access, mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, test } from "vitest";
import { createSealFile } from "../app/history/published-seals.server.ts";
import { openTrustedKeys } from "../app/history/sealing-keys.server.ts";
import { verifyHistory } from "../app/history/verify-history.server.ts";
import type { Log } from "../app/http/context.ts";
import type { LogFields } from "../app/model/log-fields.ts";
import { appendAuditEntry } from "../app/store/audit-log.server.ts";
import { startHistorySealer } from "../app/web/history-sealer.server.ts";
import { createTestDatabase } from "./support/test-database.server.ts";

type Line = { level: string; fields: LogFields; message: string };

async function createScene() {
  const stored = await createTestDatabase();
  const folder = await mkdtemp(path.join(tmpdir(), "alxderia-sealer-"));
  const history = { signingKey: null, trustedKeys: null, folder, sealsFile: path.join(folder, "seals.jsonl") };
  const lines: Line[] = [];
  const note = (level: string) => (fields: LogFields, message: string) => void lines.push({ level, fields, message });
  const log: Log = { debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") };
  await stored.database.write({ tenantId: stored.tenantId, role: "ingest" }, (tx) =>
    appendAuditEntry(tx, { actor: "test", action: "thing.saved", target: null, detail: {} }),
  );
  return { stored, history, lines, log };
}

async function waitFor(lines: readonly Line[], count: number): Promise<void> {
  while (lines.length < count) await pause(20);
}

test("what was written is sealed, published and told, and verifies", async () => {
  const { stored, history, lines, log } = await createScene();
  const { database, tenantId } = stored;
  const stop = startHistorySealer({ history, mayMakeKey: true, database, log, everyMs: 20 });
  await waitFor(lines, 1);
  stop();
  expect(lines).toEqual([
    {
      level: "info",
      message: "history.sealed",
      fields: { seal: expect.objectContaining({ tenant_id: tenantId, log: "audit_log", number: 1, size: 1 }) },
    },
  ]);
  const publisher = createSealFile(history.sealsFile);
  const published: number[] = [];
  for await (const { body } of await publisher.read()) published.push(body.number);
  expect(published).toEqual([1]);
  const readTrusted = () => openTrustedKeys(history);
  expect((await verifyHistory({ database, readTrusted, publisher }, tenantId, {})).damage).toEqual([]);
});

test("where no key may be made and none is there nothing is sealed, which is said once", async () => {
  const { stored, history, lines, log } = await createScene();
  const stop = startHistorySealer({ history, mayMakeKey: false, database: stored.database, log, everyMs: 20 });
  await waitFor(lines, 1);
  await pause(200);
  stop();
  expect(lines).toEqual([{ level: "warn", fields: {}, message: expect.stringMatching(/set HISTORY_SIGNING_KEY/) }]);
  await expect(access(path.join(history.folder, "signing-key.pem"))).rejects.toThrow(/ENOENT/);
});
