import { execFile } from "node:child_process";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { createDatabase } from "../app/db/database.server.ts";
import { generateOrganisation } from "../app/demo/generate.server.ts";
import { listSharedWords } from "../app/history/erasure-records.server.ts";
import { writeEvidence } from "../app/history/evidence.server.ts";
import { placeHold, releaseHold } from "../app/history/legal-holds.server.ts";
import { createSealFile } from "../app/history/published-seals.server.ts";
import type { Sealing } from "../app/history/seal-history.server.ts";
import { openSealingKeys } from "../app/history/sealing-keys.server.ts";
import { verifyHistory } from "../app/history/verify-history.server.ts";
import { appendAuditEntry } from "../app/store/audit-log.server.ts";
import { eraseEverywhere } from "../app/sync/erase-person.server.ts";
import { ingest } from "../app/sync/ingest.server.ts";
import { replayHistory } from "../app/sync/replay.server.ts";
import { migrate } from "../schema/migrate.server.ts";
import { createEmptyDatabase } from "./support/empty-database.server.ts";
import { runCli } from "./support/product.server.ts";
import { sealAll } from "./support/seal-all.server.ts";
import { createTestDatabase, type TestDatabase } from "./support/test-database.server.ts";

let stored: TestDatabase;
let sealing: Sealing;
let bundle: string;
let folder: string;
let person: { id: string; name: string; email: string };

const scope = (role: "ingest" | "audit") => ({ tenantId: stored.tenantId, role });

beforeAll(async () => {
  stored = await createTestDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "alxderia-erasure-"));
  bundle = path.join(folder, "bundle");
  await generateOrganisation({ people: 20, seed: 3, out: bundle });
  // As the data directory of the command line has it.
  const history = path.join(folder, "history");
  const keys = await openSealingKeys({ signingKey: null, trustedKeys: null, folder: history });
  sealing = { database: stored.database, keys, publisher: createSealFile(path.join(history, "seals.jsonl")) };
  // The owner of the test server is a superuser, whom no policy keeps from another organisation's rows, seals and holds.
  const other = { tenantId: await stored.addTenant("other"), role: "ingest" as const };
  await stored.database.write(other, (tx) =>
    placeHold(tx, { reason: "theirs", personId: null, from: null, until: null, placedBy: "counsel" }),
  );
  await sealAll(sealing, other.tenantId);
  await ingest(stored.database, { bundle, tenantId: stored.tenantId, actor: "test" });
  const { rows } = await stored.owner.query<typeof person>(
    `select canonical_users.id, name, email from canonical_users
     join canonical_user_provider_links as links on links.person_id = canonical_users.id
     where email is not null group by 1, 2, 3 order by count(distinct links.account_id) desc, name limit 1`,
  );
  person = rows[0] as typeof person;
  await stored.database.write(scope("ingest"), async (tx) => {
    const entry = { actor: person.email.toUpperCase(), action: "test.saved" as const, target: null };
    await appendAuditEntry(tx, { ...entry, detail: { said: `seen ${person.name}` } });
    await tx.client.query(
      "insert into asked_questions (tenant_id, conversation_id, asked_by, question, outcome, took_ms) values ($1, gen_random_uuid(), 'test', $2, 'cannot', 1)",
      [stored.tenantId, `What does ${person.name} reach?`],
    );
  });
  await sealAll(sealing, stored.tenantId);
});

const erase = (options: { dryRun: boolean }) =>
  eraseEverywhere(sealing, stored.database, {
    ...{ tenantId: stored.tenantId, personId: person.id, reason: "request 12", actor: "test", now: new Date() },
    ...options,
  });

async function damageOf() {
  const { database, keys, publisher } = sealing;
  const verifying = { database, publisher, readTrusted: async () => keys.trusted };
  return (await verifyHistory(verifying, stored.tenantId, {})).damage.map(({ log, kind }) => ({ log, kind }));
}

/** Relations of which a row, as text, holds one of the words. */
async function placesOf(words: readonly string[]): Promise<string[]> {
  const { rows: relations } = await stored.owner.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'm') and not relispartition order by 1",
  );
  const found: string[] = [];
  for (const { name } of relations) {
    const sql = `select from ${name} as whole, unnest($1::text[]) as word where position(word in lower(whole::text)) > 0 limit 1`;
    if ((await stored.owner.query(sql, [words])).rowCount) found.push(name);
  }
  return found;
}

async function asOwner(sql: string): Promise<void> {
  await stored.owner.query("set session_replication_role = replica");
  await stored.owner.query(sql);
  await stored.owner.query("set session_replication_role = origin");
}

test("a word is shared when a resource, a group or somebody else's account is called by it, in any case", async () => {
  const one = async (sql: string) => String((await stored.owner.query(sql, [person.id])).rows[0]?.word);
  const own = await one(
    `select accounts.label as word from accounts
     join canonical_user_provider_links as links on links.account_id = accounts.id where links.person_id = $1`,
  );
  const others = await one(
    `select accounts.label as word from accounts where accounts.type = 'user' and not exists (
       select from canonical_user_provider_links as links where links.account_id = accounts.id and links.person_id = $1
     ) order by 1`,
  );
  const repository = await one(
    `select split_part(native_id, '/', 2) as word from resources
     where type = 'github_repository' and $1::text is not null order by 1`,
  );
  const words = [own, others, repository.toUpperCase(), "nobody-is-called-so"];
  const shared = await stored.database.read({ ...scope("ingest"), role: "analyst" }, (tx) =>
    listSharedWords(tx, person.id, words),
  );
  expect(shared.sort()).toEqual([others, repository.toUpperCase()].sort());
});

test("a person is erased everywhere, the chain verifies, forgeries are found, a replay knows the new name, and the next ingest brings the person back", async () => {
  const hold = await stored.database.write(scope("ingest"), (tx) =>
    placeHold(tx, { reason: "case 7", personId: person.id, from: null, until: null, placedBy: "counsel" }),
  );
  await expect(erase({ dryRun: false })).rejects.toThrow(`the legal hold ${hold} stands (case 7); nothing was erased`);
  await stored.database.write(scope("ingest"), (tx) =>
    releaseHold(tx, { id: hold, actor: "counsel", reason: "settled" }),
  );

  const foreseen = await erase({ dryRun: true });
  const { words } = foreseen;
  expect(words).toEqual(expect.arrayContaining([person.name.toLowerCase(), person.email.toLowerCase()]));
  const places = [
    "accounts",
    "asked_questions",
    "audit_log",
    "canonical_users",
    "entity_history",
    "google_workspace_users",
  ];
  expect(foreseen.tables.map(({ table }) => table)).toEqual(
    expect.arrayContaining([...places, "access_span_accounts"]),
  );
  expect(await placesOf(words)).toEqual(expect.arrayContaining(places));
  const access = "select count(*)::integer as rows from effective_access";
  const before = await stored.database.write({ ...scope("ingest"), role: "analyst" }, (tx) => tx.client.query(access));

  expect(await erase({ dryRun: false })).toEqual(foreseen);
  expect(await placesOf(words)).toEqual([]);
  expect(await damageOf()).toEqual([]);
  const after = await stored.database.write({ ...scope("ingest"), role: "analyst" }, (tx) => tx.client.query(access));
  expect(after.rows).toEqual(before.rows);
  const { rows } = await stored.owner.query("select target from audit_log where action = 'history.erased'");
  expect(rows).toEqual([{ target: person.id }]);

  const pack = path.join(folder, "pack");
  const whole = { tenantId: stored.tenantId, about: "everything", folder: pack, wants: () => true };
  await sealAll(sealing, stored.tenantId);
  await writeEvidence({ database: stored.database, trusted: sealing.keys.trusted }, whole);
  const { stdout } = await promisify(execFile)(process.execPath, [path.join(pack, "verify.mjs")]);
  expect(stdout).toMatch(/entity_history: \d+ rows, \d+ of them erased;/);
  expect(stdout).toContain("Everything holds.");

  await stored.owner.query("create table saved_history as table entity_history");
  await stored.owner.query("create table saved_withdrawals as table history_withdrawals");
  const erased = "hash_version = 0";
  for (const forgery of [
    "update entity_history set hash_version = 0, state = '{}', delta = null where gid = (select min(gid) from entity_history where hash_version = 1)",
    `update entity_history set state = '{}' where gid = (select min(gid) from entity_history where ${erased})`,
    `update entity_history set actor = 'nobody' where gid = (select min(gid) from entity_history where ${erased})`,
    "delete from history_withdrawals where log = 'entity_history'",
  ]) {
    await asOwner(forgery);
    expect(await damageOf(), forgery).toEqual([{ log: "entity_history", kind: "row changed" }]);
    for (const [table, saved] of [
      ["entity_history", "saved_history"],
      ["history_withdrawals", "saved_withdrawals"],
    ])
      await asOwner(`truncate ${table}; insert into ${table} table ${saved}`);
  }
  await stored.owner.query("drop table saved_history, saved_withdrawals");
  expect(await damageOf()).toEqual([]);

  const { url, client } = await createEmptyDatabase(18);
  await migrate(url);
  const target = createDatabase(url, { max: 3 });
  await replayHistory(stored.database, target, { until: null, onProgress: () => {} }).finally(() => target.close());
  const name = "select name from canonical_users where id = $1";
  const { rows: rebuilt } = await client.query(name, [person.id]);
  expect(rebuilt).toEqual([{ name: expect.stringMatching(/^erased-[0-9a-f]{8}$/) }]);
  expect(rebuilt).toEqual((await stored.owner.query(name, [person.id])).rows);

  await ingest(stored.database, { bundle, tenantId: stored.tenantId, actor: "test" });
  await sealAll(sealing, stored.tenantId);
  expect(await damageOf()).toEqual([]);
  const back = "select from google_workspace_users where primary_email = $1 or $1 = any(aliases)";
  expect((await stored.owner.query(back, [person.email])).rowCount).toBe(1);
});

test("on the command line a person is erased by e-mail; without a person, without the key of the seals and under a hold nobody is", async () => {
  const { rows } = await stored.owner.query<typeof person>(
    "select id, name, email from canonical_users where email is not null and deleted_at is null order by name desc limit 1",
  );
  const somebody = rows[0] as typeof person;
  const erase = (who: string, more: string[] = [], dataDir = folder) =>
    runCli(["history", "erase", "--person", who, "--reason", "request 13", "--tenant", "default", ...more], {
      ...{ DATABASE_URL: stored.ownerUrl, ALXDERIA_DATA_DIR: dataDir },
    });
  const nobody = await erase("nobody@northwind.example");
  expect(nobody).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(/there is no person "nobody@/) });
  const foreign = await erase(somebody.email, [], path.join(folder, "empty"));
  expect(foreign).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(/there is no key for seals in/) });
  const hold = await stored.database.write(scope("ingest"), (tx) =>
    placeHold(tx, { reason: "case 8", personId: somebody.id, from: null, until: null, placedBy: "counsel" }),
  );
  const held = await erase(somebody.email);
  expect(held).toMatchObject({ code: 1, stdout: "" });
  expect(held.stderr).toContain(`the legal hold ${hold} stands (case 8); nothing was erased`);
  expect(await placesOf([somebody.email])).toContain("canonical_users");
  await stored.database.write(scope("ingest"), (tx) =>
    releaseHold(tx, { id: hold, actor: "counsel", reason: "settled" }),
  );

  const dry = await erase(somebody.email, ["--dry-run", "--json"]);
  const foreseen = JSON.parse(dry.stdout);
  expect(foreseen).toMatchObject({ personId: somebody.id, dryRun: true });
  const done = await erase(somebody.email);
  expect(done, done.stderr).toMatchObject({ code: 0 });
  expect(done.stdout).toMatch(/^\d+ words were replaced \(.+\), in\n {2}entity_history: \d+ rows\n/);
  expect(done.stdout).toMatch(/The next ingest brings the person back if a source still lists them: .+\n$/);
  expect(await placesOf(foreseen.words)).toEqual([]);
  expect(await damageOf()).toEqual([]);
  expect(await erase(somebody.email)).toMatchObject({ code: 2, stderr: expect.stringMatching(/there is no person/) });
}, 240_000);
