import { beforeAll, expect, test } from "vitest";
import { writeBundle } from "../../tests/support/bundle-folder.server.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.server.ts";
import type { TenantTransaction } from "../db/database.server.ts";
import { listDecisions } from "../queries/decisions.server.ts";
import { listQueue } from "../queries/queue.server.ts";
import { listQueueRules, listRuleCandidates } from "../queries/queue-rules.server.ts";
import { decide, decideTogether, undoBatch, undoDecision } from "./decide.server.ts";
import { ingest } from "./ingest.server.ts";
import { previewDecisions } from "./preview-decisions.server.ts";

const member = (id: number, login: string, name: string | null, email: string | null = null) => ({
  [`github/acme/users/${login}.json`]: { id, login, name, email, type: "User" },
});
const FILES = {
  "google-workspace/users.json": [
    { id: "1", primaryEmail: "ada@northwind.example", name: { fullName: "Ada Okafor" } },
    { id: "2", primaryEmail: "bo@northwind.example", name: { fullName: "Bo Lindqvist" } },
    { id: "3", primaryEmail: "cy@northwind.example", name: { fullName: "Cy Marlowe" } },
  ],
  "github/acme/org.json": { login: "acme", id: 1, default_repository_permission: "read" },
  "github/acme/members.json": [
    { login: "octo-ada", id: 11 },
    { login: "octo-bo", id: 12 },
    { login: "both", id: 13 },
    { login: "octo-cy", id: 14 },
  ],
  "github/acme/members-admin.json": [{ login: "octo-ada", id: 11 }],
  "github/acme/repos.json": [{ id: 5, name: "pay", full_name: "acme/pay", private: true }],
  ...member(11, "octo-ada", "Ada Okafor"),
  ...member(12, "octo-bo", "Bo Lindqvist"),
  ...member(13, "both", "Both", "ada@northwind.example"),
  ...member(14, "octo-cy", "Cy Marlowe", "cy@northwind.example"),
  "github/acme/verified-emails.json": {
    data: {
      organization: {
        membersWithRole: {
          edges: [
            { node: { login: "both", databaseId: 13, organizationVerifiedDomainEmails: ["bo@northwind.example"] } },
          ],
        },
      },
    },
  },
};

let stored: TestDatabase;
const actor = "dora";

type Work<Result> = (tx: TenantTransaction) => Promise<Result>;
const read = <Result>(work: Work<Result>) => stored.database.read({ tenantId: stored.tenantId, role: "analyst" }, work);
const write = <Result>(work: Work<Result>) =>
  stored.database.write({ tenantId: stored.tenantId, role: "ingest" }, work);

async function ingestAgain(): Promise<void> {
  await ingest(stored.database, { bundle: await writeBundle(FILES), tenantId: stored.tenantId, actor: "test" });
}

/** Who holds which GitHub account, by login and name. */
async function owners(): Promise<Record<string, string>> {
  const { rows } = await stored.owner.query<{ label: string; name: string }>(
    `select accounts.label, canonical_users.name from canonical_user_provider_links as links
     join accounts on accounts.id = links.account_id and accounts.provider = 'github'
     join canonical_users on canonical_users.id = links.person_id where links.deleted_at is null order by 1`,
  );
  return Object.fromEntries(rows.map(({ label, name }) => [label, name]));
}

async function idOf(table: "accounts" | "canonical_users", column: "label" | "email" | "name", value: string) {
  const { rows } = await stored.owner.query(
    `select id from ${table} where ${column} = $1 and deleted_at is null ${table === "accounts" ? "and provider = 'github'" : ""}`,
    [value],
  );
  return String(rows[0]?.id);
}

/** What anybody reaches, to see that a preview has changed nothing and told the truth. */
async function reach(): Promise<string[]> {
  const { rows } = await stored.owner.query<{ line: string }>(
    `select person_name || ' ' || resource_id || ' ' || max(privilege_rank) as line from (
       select people.name as person_name, access.resource_id, access.privilege_rank
       from mv_effective_access as access
       join canonical_user_provider_links as links on links.account_id = access.subject_account_id and links.deleted_at is null
       join canonical_users as people on people.id = links.person_id and people.deleted_at is null
     ) as each group by person_name, resource_id order by 1`,
  );
  return rows.map(({ line }) => line);
}

const LEVELS = ["none", "read", "write", "admin", "owner"];

beforeAll(async () => {
  stored = await createTestDatabase();
});

test("candidates stand side by side with what names them and the accounts that they have", async () => {
  await ingestAgain();
  const { data } = await read((tx) => listQueue(tx, { limit: 50 }));
  const seen = Object.fromEntries(
    data.map(({ subject, reason, candidates }) => [
      subject.label,
      [reason, candidates.map(({ name, strength, evidence }) => `${name}: ${strength} ${evidence}`).toSorted()],
    ]),
  );
  expect(seen).toEqual({
    both: [
      "conflict",
      ["Ada Okafor: public_email ada@northwind.example", "Bo Lindqvist: verified_email bo@northwind.example"],
    ],
    "octo-ada": ["name_only", ["Ada Okafor: same_name null"]],
    "octo-bo": ["name_only", ["Bo Lindqvist: same_name null"]],
  });
  expect(data.find(({ subject }) => subject.label === "octo-bo")?.candidates[0]?.accounts).toEqual([
    { provider: "google_workspace", label: "bo@northwind.example", status: "active" },
  ]);
});

test("the effect of accepting is what accepting then does, and looking changes nothing", async () => {
  const accountId = await idOf("accounts", "label", "octo-ada");
  const personId = await idOf("canonical_users", "email", "ada@northwind.example");
  const [before, owned] = [await reach(), await owners()];
  const decision = { kind: "accept" as const, accountId, personId };
  const effect = await read((tx) => previewDecisions(tx, { decisions: [decision], undone: [] }));
  expect([await reach(), await owners()]).toEqual([before, owned]);
  expect(effect.moves.map(({ account, from, to }) => [account.label, from, to?.name])).toEqual([
    ["octo-ada", null, "Ada Okafor"],
  ]);
  expect(effect).toMatchObject({ moveCount: 1, waiting: { before: 3, after: 2 }, lost: 0 });

  const decided = await write((tx) => decide(tx, { ...decision, actor }));
  const gained = (await reach()).filter((line) => !before.includes(line));
  const told = effect.changes.map(
    ({ person, resource, after }) => `${person.name} ${resource.id} ${LEVELS.indexOf(after ?? "none")}`,
  );
  expect(told.toSorted()).toEqual(gained);
  expect(gained.length).toBe(2);

  const undo = await read((tx) => previewDecisions(tx, { decisions: [], undone: [String(decided?.decisionId)] }));
  expect(undo).toMatchObject({ lost: 2, gained: 0, waiting: { before: 2, after: 3 } });
  await ingestAgain();
  expect((await owners())["octo-ada"]).toBe("Ada Okafor");
  await write((tx) => undoDecision(tx, { decisionId: String(decided?.decisionId), actor }));
  expect(await owners()).toEqual(owned);
});

test("a merge moves the other's accounts, a split makes a person of its own; both are told before and undone after", async () => {
  const [ada, cy] = await Promise.all(
    ["ada@northwind.example", "cy@northwind.example"].map((email) => idOf("canonical_users", "email", email)),
  );
  const owned = await owners();
  const merge = { kind: "merge" as const, personId: String(ada), otherPersonId: String(cy) };
  const merged = await read((tx) => previewDecisions(tx, { decisions: [merge], undone: [] }));
  expect(merged.moves.map(({ account, from, to }) => [account.label, from?.name, to?.name]).toSorted()).toEqual([
    ["cy@northwind.example", "Cy Marlowe", "Ada Okafor"],
    ["octo-cy", "Cy Marlowe", "Ada Okafor"],
  ]);
  expect([merged.gained, merged.lost]).toEqual([2, 2]);
  const done = await write((tx) => decide(tx, { ...merge, actor }));
  await ingestAgain();
  // The name may be that of either; the person who survives is the one that was merged into.
  const { rows } = await stored.owner.query(
    `select links.person_id from canonical_user_provider_links as links
     join accounts on accounts.id = links.account_id where accounts.label = 'octo-cy' and links.deleted_at is null`,
  );
  expect(rows).toEqual([{ person_id: ada }]);
  await write((tx) => undoDecision(tx, { decisionId: String(done?.decisionId), actor }));
  expect(await owners()).toEqual(owned);

  const accountId = await idOf("accounts", "label", "octo-cy");
  const whole = await idOf("canonical_users", "email", "cy@northwind.example");
  const split = { kind: "split" as const, accountId, personId: whole };
  const alone = await read((tx) => previewDecisions(tx, { decisions: [split], undone: [] }));
  expect(alone.moves).toHaveLength(1);
  expect(alone.moves[0]).toMatchObject({ account: { label: "octo-cy" }, from: { name: "Cy Marlowe" } });
  expect(alone.moves[0]?.to?.id).not.toBe(whole);
  expect([alone.gained, alone.lost]).toEqual([2, 2]);
});

test("a rule takes in the only candidates of one strength, decides them together and is undone at once", async () => {
  expect(await read(listQueueRules)).toEqual(
    expect.arrayContaining([
      { reason: "name_only", strength: "same_name", candidates: 2, single: 2 },
      { reason: "conflict", strength: "public_email", candidates: 1, single: 0 },
    ]),
  );
  const none = { decision: "accept" as const, reason: "conflict" as const, strength: "public_email" as const };
  expect(await read((tx) => listRuleCandidates(tx, none))).toEqual([]);
  const rule = { decision: "accept" as const, reason: "name_only" as const, strength: "same_name" as const };
  const taken = await read((tx) => listRuleCandidates(tx, rule));
  expect(taken.map(({ account, person }) => [account.label, person.name])).toEqual([
    ["octo-ada", "Ada Okafor"],
    ["octo-bo", "Bo Lindqvist"],
  ]);
  const owned = await owners();
  const requests = taken.map(({ account, person }) => ({
    kind: "accept" as const,
    accountId: account.id,
    personId: person.id,
    actor,
  }));
  const { batchId, decided } = await write((tx) => decideTogether(tx, requests, actor));
  expect(decided).toBe(2);
  await ingestAgain();
  expect(await owners()).toMatchObject({ "octo-ada": "Ada Okafor", "octo-bo": "Bo Lindqvist" });
  const { data } = await read((tx) => listDecisions(tx, { limit: 10 }));
  expect(data.filter((entry) => entry.batchId === batchId)).toHaveLength(2);
  expect(await write((tx) => undoBatch(tx, { batchId, actor }))).toBe(2);
  expect(await write((tx) => undoBatch(tx, { batchId, actor }))).toBe(0);
  expect(await owners()).toEqual(owned);
  const { rows } = await stored.owner.query(
    "select action, count(*)::integer as count from audit_log where detail ->> 'batchId' = $1 group by 1 order by 1",
    [batchId],
  );
  expect(rows).toEqual([
    { action: "identity.accepted", count: 2 },
    { action: "identity.decision_undone", count: 2 },
  ]);
});
