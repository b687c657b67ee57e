import { randomUUID } from "node:crypto";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect, test } from "vitest";
import { createSealFile } from "../../app/history/published-seals.server.ts";
import { openSealingKeys } from "../../app/history/sealing-keys.server.ts";
import { findOldestUnshipped, shipAudit } from "../../app/history/ship-audit.server.ts";
import { findLeaves, HASH_BYTES } from "../../app/history/stored-seals.server.ts";
import { createLog, type LogLevel } from "../../app/log.ts";
import type { AuditEvent } from "../../app/model/audit-event.ts";
import { appendAuditEntry } from "../../app/store/audit-log.server.ts";
import { startAuditShipper } from "../../app/web/audit-shipper.server.ts";
import { createProduct, type Product } from "../support/product.server.ts";
import { sealAll } from "../support/seal-all.server.ts";
import { EntityManagement } from "./entity-management.ts";

let product: Product;
let organisations = 0;

beforeAll(async () => {
  product = await createProduct();
});

/** An organisation of its own; `write` appends entries in one transaction. */
async function createOrganisation() {
  organisations += 1;
  const tenantId = await product.addTenant(`organisation-${organisations}`);
  const write = (...targets: string[]) =>
    product.database.write({ tenantId, role: "ingest" }, async (tx) => {
      for (const target of targets) {
        await appendAuditEntry(tx, { actor: "ada", action: "thing.saved", target, detail: { kind: "test" } });
      }
    });
  return { tenantId, write };
}

/** What is told by one shipper; `waiting` is the most that it told before it asked whether that had left. */
function createListener() {
  const heard: AuditEvent[] = [];
  let waiting = 0;
  const listener = {
    heard,
    mostWaiting: 0,
    shipping: {
      database: product.database,
      tell: (event: AuditEvent) => {
        heard.push(EntityManagement.parse(event) as AuditEvent);
        waiting += 1;
        listener.mostWaiting = Math.max(listener.mostWaiting, waiting);
      },
      told: async () => {
        waiting = 0;
      },
      goOn: async () => true,
    },
  };
  return listener;
}

const targetsOf = (events: readonly AuditEvent[]) => events.map(({ entity }) => entity.uid);

/** Ships until so many are heard: a transaction that another test runs on the same server holds entries back. */
async function shipUntil({ heard, shipping }: ReturnType<typeof createListener>, tenantId: string, count: number) {
  while (heard.length < count) {
    await shipAudit(shipping, tenantId);
    await pause(20);
  }
}

test("each entry is told once, in the order of commits, in the documented class", async () => {
  const { tenantId, write } = await createOrganisation();
  const listener = createListener();
  await write("one", "two");
  await shipUntil(listener, tenantId, 2);
  await write("three");
  await shipUntil(listener, tenantId, 3);
  expect(await shipAudit(listener.shipping, tenantId)).toBe(0);
  expect(targetsOf(listener.heard)).toEqual(["one", "two", "three"]);
  expect(listener.heard[0]).toMatchObject({ metadata: { tenant_uid: tenantId }, actor: { user: { name: "ada" } } });
});

test("the oldest entry that was not told is known by its time, and when all were told there is none", async () => {
  const { tenantId, write } = await createOrganisation();
  const oldest = () => product.database.read({ tenantId, role: "audit" }, findOldestUnshipped);
  const timeOf = async (target: string) => {
    const time =
      "select extract(epoch from occurred_at)::float8 as at from audit_log where tenant_id = $1 and target = $2";
    return (await product.owner.query<{ at: number }>(time, [tenantId, target])).rows[0]?.at;
  };
  expect(await oldest()).toBeNull();
  await write("one", "two");
  expect(await oldest()).toBe(await timeOf("one"));
  const listener = createListener();
  await shipUntil(listener, tenantId, 2);
  expect(await oldest()).toBeNull();
  await write("three");
  await write("four");
  expect(await oldest()).toBe(await timeOf("three"));
});

test("an ingest of the command line is told, from its start to its end", async () => {
  const folder = await product.bundle({
    "google-workspace/users.json": [{ id: "1", primaryEmail: "ada@northwind.example", name: { fullName: "Ada" } }],
  });
  expect((await product.ingest(folder)).code).toBe(0);
  const listener = createListener();
  await shipUntil(listener, product.tenantId, 3);
  const said = listener.heard.map(({ metadata }) => metadata.event_code);
  expect([said.at(0), said.at(-1)]).toEqual(["ingest.started", "ingest.succeeded"]);
  expect(said).toContain("ingest.scope_committed");
  expect(listener.heard.at(-1)?.unmapped.detail).toMatchObject({ added: 1 });
});

test("an entry that is committed late is told late, and none is passed over", async () => {
  const { tenantId, write } = await createOrganisation();
  const listener = createListener();
  const { promise: letGo, resolve } = Promise.withResolvers<void>();
  const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
  const slow = product.database.write({ tenantId, role: "ingest" }, async (tx) => {
    await appendAuditEntry(tx, { actor: "ada", action: "thing.saved", target: "slow", detail: {} });
    begin();
    await letGo;
  });
  await begun;
  await write("quick");
  expect(await shipAudit(listener.shipping, tenantId)).toBe(0);
  resolve();
  await slow;
  await shipUntil(listener, tenantId, 2);
  expect(targetsOf(listener.heard)).toEqual(["slow", "quick"]);
});

test("of several that tell at once each entry is told by one", async () => {
  const { tenantId, write } = await createOrganisation();
  const targets = Array.from({ length: 1_200 }, (_, at) => `thing ${at}`);
  await write(...targets);
  const listeners = [1, 2, 3, 4].map(createListener);
  const heard = () => listeners.flatMap((listener) => targetsOf(listener.heard));
  while (heard().length < targets.length) {
    await Promise.all(listeners.map(({ shipping }) => shipAudit(shipping, tenantId)));
  }
  expect(heard().sort()).toEqual(targets.sort());
});

test("what could not leave the process is told again, and is known by its number", async () => {
  const { tenantId, write } = await createOrganisation();
  await write("one", "two");
  const cut = createListener();
  const broken = { ...cut.shipping, told: () => Promise.reject(new Error("nobody reads")) };
  while (cut.heard.length === 0) await shipAudit(broken, tenantId).catch(() => pause(20));
  const listener = createListener();
  await shipUntil(listener, tenantId, 2);
  expect(listener.heard).toEqual(cut.heard);
});

test("a backlog of 5,000 entries is told 500 at a time, and the end of the process breaks it off between two", async () => {
  const { tenantId } = await createOrganisation();
  await product.owner.query(
    "insert into audit_log (tenant_id, actor, action, target) select $1, 'ada', 'thing.saved', number::text from generate_series(1, 5000) as number",
    [tenantId],
  );
  const listener = createListener();
  const brokenOff = { ...listener.shipping, goOn: async () => listener.heard.length < 1_000 };
  while (listener.heard.length < 1_000) await shipAudit(brokenOff, tenantId);
  expect(listener.heard.length).toBe(1_000);
  await shipUntil(listener, tenantId, 5_000);
  expect(listener.mostWaiting).toBe(500);
  expect(targetsOf(listener.heard)).toEqual(Array.from({ length: 5_000 }, (_, at) => String(at + 1)));
});

test("an entry is told under the hash that its seal has of it", async () => {
  const { tenantId, write } = await createOrganisation();
  await write("one", "two", "three");
  const folder = await mkdtemp(path.join(tmpdir(), "alxderia-shipping-"));
  const keys = await openSealingKeys({ signingKey: null, trustedKeys: null, folder });
  const { database } = product;
  await sealAll({ database, keys, publisher: createSealFile(path.join(folder, "seals.jsonl")) }, tenantId);
  const leaves = await database.read({ tenantId, role: "audit" }, (tx) => findLeaves(tx, "audit_log", 1));
  const listener = createListener();
  await shipUntil(listener, tenantId, 3);
  expect(leaves.map((leaf) => leaf.toString("hex"))).toEqual(listener.heard.map(({ metadata }) => metadata.uid));
  expect(leaves.every(({ length }) => length === HASH_BYTES)).toBe(true);
});

test("an entry whose detail is no object holds up nothing", async () => {
  const { tenantId, write } = await createOrganisation();
  await product.owner.query(
    "insert into audit_log (tenant_id, actor, action, detail) values ($1, 'owner', 'odd', '[1]')",
    [tenantId],
  );
  await write("next");
  const heard: AuditEvent[] = [];
  const listener = createListener();
  const shipping = { ...listener.shipping, tell: (event: AuditEvent) => void heard.push(event) };
  while (heard.length < 2) await shipAudit(shipping, tenantId);
  expect(heard.map(({ unmapped }) => unmapped.left_out)).toEqual([["detail"], []]);
});

test("the log of the web process has a line for each entry, unless it takes no such lines: then they are told later", async () => {
  const { tenantId, write } = await createOrganisation();
  const marks = [randomUUID(), randomUUID()];
  await write(...marks);
  const lines: { severity: string; message: string; ocsf: AuditEvent }[] = [];
  const start = (level: LogLevel) => {
    const log = createLog({ level, googleProject: null }, { write: (line) => void lines.push(JSON.parse(line)) });
    return startAuditShipper({ database: product.database, log, everyMs: 20 });
  };
  const endQuiet = start("warn");
  await pause(200);
  await endQuiet();
  expect(lines).toEqual([]);
  const end = start("info");
  const ours = () => lines.filter(({ ocsf }) => ocsf.metadata.tenant_uid === tenantId);
  while (ours().length < marks.length) await pause(20);
  await end();
  expect(ours()).toEqual(
    marks.map((mark) =>
      expect.objectContaining({
        severity: "INFO",
        message: "audit.entry",
        ocsf: expect.objectContaining({ entity: { type: "thing", uid: mark } }),
      }),
    ),
  );
  for (const { ocsf } of ours()) EntityManagement.parse(ocsf);
});
