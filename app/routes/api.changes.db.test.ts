import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { createTestContext } from "../../tests/support/app-context.ts";
import type { BundleFiles } from "../../tests/support/bundle-builder.ts";
import { writeBundle } from "../../tests/support/bundle-folder.server.ts";
import { runCli } from "../../tests/support/product.server.ts";
import { createTestDatabase } from "../../tests/support/test-database.server.ts";
import { withOwner } from "../history/owner-transaction.server.ts";
import { keyIdOf } from "../history/seal.ts";
import { storeWithdrawal } from "../history/stored-withdrawals.server.ts";
import { makeWithdrawal } from "../history/withdrawal.ts";
import type { ApiRoute } from "../http/route.server.ts";
import type { Change } from "../model/changes.ts";
import { ingest } from "../sync/ingest.server.ts";
import { loader as explain } from "./api.access.explain.ts";
import { loader as access } from "./api.access.ts";
import { loader as changes } from "./api.changes.ts";
import { loader as group } from "./api.groups.$id.ts";
import { loader as person } from "./api.people.$id.ts";
import { loader as resource } from "./api.resources.$.ts";

const stored = await createTestDatabase();

async function ask(route: ApiRoute, path: string, params: Record<string, string> = {}) {
  const request = new Request(`http://localhost:3000${path}`);
  const response = await route({ request, params, context: createTestContext(stored) });
  return { status: response.status, body: await response.json() };
}

/** The feed told in lines, newest first. */
async function feed(query: string): Promise<string[]> {
  const { body } = await ask(changes, `/api/changes?${query}`);
  return (body.data as Change[]).map(
    ({ kind, person, resource, before, after, causes, causesKnown }) =>
      `${person?.name} ${kind} ${resource.id} ${before}-${after}: ${causes.map(({ text }) => text).join("; ") || causesKnown}`,
  );
}

async function clock(): Promise<string> {
  const { rows } = await stored.owner.query<{ now: string }>(
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as now`,
  );
  return rows[0]?.now ?? "";
}

const ADA = { id: "1", primaryEmail: "ada@acme.example", name: { fullName: "Ada" } };
const BOB = { id: "2", primaryEmail: "bob@acme.example", name: { fullName: "Bob" } };
const isGroup = { id: "g1", email: "devs@acme.example", name: "Developers" };
const memberOf = ({ id, primaryEmail }: typeof ADA) => ({ id, email: primaryEmail, type: "USER", role: "MEMBER" });

function organisation(parts: {
  users?: object[];
  members: object[];
  group?: object;
  bindings: { role: string; members: string[] }[];
}): BundleFiles {
  return {
    "google-workspace/users.json": (parts.users ?? [ADA, BOB]) as never,
    "google-workspace/groups.json": [parts.group ?? isGroup] as never,
    "google-workspace/members/devs@acme.example.json": parts.members as never,
    "gcp/projects.json": [{ projectId: "billing", name: "Billing" }],
    "gcp/iam-policies/projects/billing.json": { bindings: parts.bindings },
  };
}

const VIEWERS = { role: "roles/viewer", members: ["group:devs@acme.example"] };
const OWNER = { role: "roles/owner", members: ["user:ada@acme.example"] };

/** Reads a bundle. @returns a moment just before and one just after */
async function read(files: BundleFiles): Promise<{ from: string; to: string; range: string; runId: string | null }> {
  const from = await clock();
  const { runId } = await ingest(stored.database, {
    bundle: await writeBundle(files),
    tenantId: stored.tenantId,
    actor: "test",
  });
  const to = await clock();
  return { from, to, range: `from=${from}&to=${to}`, runId };
}

test("each change of access names what brought it, its run, and is found by every filter", async () => {
  expect(await ask(access, `/api/access?as-of=${await clock()}`)).toMatchObject({
    status: 400,
    body: { errors: [{ field: "as-of", detail: expect.stringContaining("nothing has been read yet") }] },
  });
  const first = await read(organisation({ members: [memberOf(ADA)], bindings: [VIEWERS] }));
  expect(await feed(""), "at the first reading everything was new").toEqual([]);
  expect(await feed("from=2020-01-01")).toEqual(await feed(first.range));
  expect(await feed(first.range)).toEqual([
    "Ada gained billing null-read: roles/viewer on Billing was granted to devs@acme.example; ada@acme.example joined devs@acme.example; the group devs@acme.example appeared; the list of the members of devs@acme.example appeared; the account ada@acme.example appeared; the resource Billing appeared",
  ]);

  const joined = await read(organisation({ members: [memberOf(ADA), memberOf(BOB)], bindings: [VIEWERS] }));
  expect(await feed(joined.range)).toEqual(["Bob gained billing null-read: bob@acme.example joined devs@acme.example"]);

  const granted = await read(organisation({ members: [memberOf(ADA), memberOf(BOB)], bindings: [VIEWERS, OWNER] }));
  expect(await feed(granted.range)).toEqual([
    "Ada changed billing read-owner: roles/owner on Billing was granted to ada@acme.example",
  ]);

  const left = await read(organisation({ members: [memberOf(ADA)], bindings: [VIEWERS, OWNER] }));
  expect(await feed(left.range)).toEqual(["Bob lost billing read-null: bob@acme.example left devs@acme.example"]);

  const renamed = await read(
    organisation({
      members: [memberOf(ADA)],
      group: { ...isGroup, email: "engineers@acme.example", aliases: ["devs@acme.example"] },
      bindings: [VIEWERS, OWNER],
    }),
  );
  expect(await feed(renamed.range)).toEqual([
    "Ada rerouted billing owner-owner: the group engineers@acme.example was changed",
  ]);

  const all = await feed("");
  expect(all).toHaveLength(4);
  expect(await feed("person=bob@acme.example")).toEqual([all[1], all[3]]);
  expect(await feed("resource=billing")).toEqual(all);
  expect(await feed("resource=elsewhere")).toEqual([]);
  expect(await feed("group=g1")).toEqual([all[0], all[1], all[3]]);
  expect(await feed("group=elsewhere")).toEqual([]);
  expect(await feed("system=google_workspace")).toEqual(all);
  expect(await feed("system=github")).toEqual([]);
  expect(await feed("kind=lost")).toEqual([all[1]]);
  expect(await feed("kind=changed")).toEqual([all[2]]);
  expect(await feed(`run=${granted.runId}`)).toEqual([all[2]]);
  expect(await ask(changes, `/api/changes?run=${granted.runId}`)).toMatchObject({
    body: { data: [{ run: { id: granted.runId, bundle: expect.any(String) } }], nextCursor: null },
  });
  const { body: page } = await ask(changes, "/api/changes?limit=3");
  expect(page.data).toHaveLength(3);
  expect(await feed(`limit=3&cursor=${page.nextCursor}`)).toEqual([all[3]]);
});

test("a person, a resource and a group are told as they were at a moment", async () => {
  const before = await clock();
  await read(
    organisation({
      users: [{ ...ADA, name: { fullName: "Ada Okafor" } }],
      members: [],
      group: { ...isGroup, name: "Nobody" },
      bindings: [OWNER],
    }),
  );
  expect(
    (await ask(person, `/api/people/ada@acme.example?as-of=${before}`, { id: "ada@acme.example" })).body,
  ).toMatchObject({
    asOf: before,
    name: "Ada",
    emails: ["ada@acme.example"],
    accounts: [{ provider: "google_workspace", nativeId: "1", label: "ada@acme.example", status: "active" }],
    access: {
      total: 2,
      byPrivilege: [
        { privilege: "owner", count: 1 },
        { privilege: "read", count: 1 },
      ],
    },
    records: [{ table: "google_workspace_users", state: { full_name: "Ada" } }],
  });
  expect((await ask(resource, `/api/resources/billing?as-of=${before}`, { "*": "billing" })).body).toMatchObject({
    name: "Billing",
    access: { total: 2, people: 1 },
    records: [{ table: "gcp_projects", state: { project_id: "billing" } }],
  });
  expect((await ask(group, `/api/groups/g1?as-of=${before}`, { id: "g1" })).body).toMatchObject({
    nativeId: "g1",
    records: [{ table: "google_workspace_groups", state: { name: "Developers" } }],
    members: { data: [{ state: { member_email: "ada@acme.example" } }] },
  });
  const now = await clock();
  expect((await ask(group, `/api/groups/g1?as-of=${now}`, { id: "g1" })).body.members.data).toEqual([]);
  expect((await ask(person, `/api/people/bob@acme.example?as-of=${now}`, { id: "bob@acme.example" })).status).toBe(404);
  expect((await ask(person, `/api/people/bob@acme.example?as-of=${before}`, { id: "bob@acme.example" })).status).toBe(
    200,
  );
});

test("what could not be collected is no removal", async () => {
  await read(organisation({ members: [memberOf(ADA)], bindings: [VIEWERS, OWNER] }));
  const broken = await read({
    ...organisation({ members: [], bindings: [] }),
    "gcp/iam-policies/projects/billing.json": Buffer.from("{ not JSON"),
    "google-workspace/members/devs@acme.example.json": Buffer.from("[{"),
  });
  expect(await feed(`${broken.range}&kind=lost`)).toEqual([]);
  const { range } = await read({ "google-workspace/users.json": [ADA] as never });
  expect(await feed(`${range}&kind=lost`)).toEqual([]);
});

test("a moment of which nothing can be told is refused with what is allowed", async () => {
  const detailOf = async (query: string) => (await ask(access, `/api/access?${query}`)).body.errors[0].detail;
  expect(await detailOf("as-of=2020-01-01")).toMatch(/is before anything was read: give a time from \d{4}-/);
  expect(await detailOf("as-of=2999-01-01")).toMatch(/has not come yet: give a time until now/);
  expect(await detailOf("as-of=yesterday")).toMatch(/allowed: ISO 8601 with a zone/);
  expect((await ask(changes, "/api/changes?from=2026-01-02&to=2026-01-01")).body.errors).toMatchObject([
    { field: "to" },
  ]);
  const cursorOf = (text: string) => Buffer.from(text).toString("base64url");
  const id = "00000000-0000-4000-8000-000000000000";
  for (const text of ["{}", JSON.stringify(["0000-01-01T00:00:00Z", id, id]), JSON.stringify(["yesterday", id, id])]) {
    expect((await ask(changes, `/api/changes?cursor=${cursorOf(text)}`)).status, text).toBe(400);
  }
  const now = await clock();
  for (const text of ["", "nowhere\u0001a\u0001", "github\u0001a", "github\u0001a\u0000\u0001b"]) {
    expect((await ask(access, `/api/access?as-of=${now}&cursor=${cursorOf(text)}`)).status, text).toBe(400);
  }
});

/** Takes out of the history what was superseded until now, as retention does; its places and its archive are of no matter here. */
async function retireUntilNow(): Promise<{ before: string; withdrawal: number; withdrawnAt: string }> {
  const before = new Date().toISOString();
  const { privateKey } = generateKeyPairSync("ed25519");
  const withdrawal = makeWithdrawal(
    { id: keyIdOf(privateKey), privateKey },
    {
      ...{ tenantId: stored.tenantId, log: "entity_history", before, retired: [], erased: [], archive: null },
      ...{ at: "2026-11-27T09:00:00.000Z", reason: "retention" },
    },
    null,
  );
  await withOwner(stored.database, async (tx, become) => {
    await become(stored.tenantId);
    await storeWithdrawal(tx.client, withdrawal);
    await tx.client.query("set local session_replication_role = replica");
    await tx.client.query(`delete from entity_history where exists (
      select from entity_history as later where later.entity_id = entity_history.entity_id and later.seq > entity_history.seq
    )`);
  });
  return { before, withdrawal: 1, withdrawnAt: "2026-11-27T09:00:00.000Z" };
}

test("what retention removed is told as removed, by API and command line, and never looks as if nothing had been there", async () => {
  await read(organisation({ members: [memberOf(ADA)], bindings: [VIEWERS, OWNER] }));
  const joined = await read(organisation({ members: [memberOf(ADA), memberOf(BOB)], bindings: [VIEWERS, OWNER] }));
  await read(
    organisation({
      users: [ADA, { ...BOB, name: { fullName: "Robert" } }],
      members: [memberOf(ADA)],
      bindings: [VIEWERS, OWNER],
    }),
  );
  const asOf = `as-of=${joined.to}`;
  const bob = "bob@acme.example";
  expect((await ask(access, `/api/access?${asOf}`)).body.recordsRemoved).toBeNull();
  expect((await ask(changes, "/api/changes")).body.recordsRemoved).toBeNull();
  const removed = await retireUntilNow();
  const detail = `versions of records that were superseded before ${removed.before} were removed under retention, by withdrawal 1 of ${removed.withdrawnAt}; nobody's access is left out for that`;
  const told = { recordsRemoved: { ...removed, detail } };

  expect((await ask(person, `/api/people/${bob}?${asOf}`, { id: bob })).body).toMatchObject({
    ...{ name: "Bob", access: { total: 1 }, records: [], ...told },
  });
  expect((await ask(resource, `/api/resources/billing?${asOf}`, { "*": "billing" })).body).toMatchObject(told);
  expect((await ask(group, `/api/groups/g1?${asOf}`, { id: "g1" })).body).toMatchObject({ records: [], ...told });
  const pair = `person=${bob}&resource=billing`;
  expect((await ask(explain, `/api/access/explain?${pair}&${asOf}`)).body).toMatchObject({
    ...{ paths: [{ access: { role: "roles/viewer" } }], ...told },
  });
  expect((await ask(access, `/api/access?${asOf}`)).body).toMatchObject({ data: [{}, {}, {}], ...told });
  expect((await ask(access, `/api/access?as-of=${await clock()}`)).body.recordsRemoved).toBeNull();
  expect((await ask(changes, "/api/changes")).body).toMatchObject(told);
  expect((await ask(changes, `/api/changes?from=${await clock()}`)).body.recordsRemoved).toBeNull();
  expect(await feed(`person=${bob}&${joined.range}`)).toEqual(["Robert gained billing null-read: removed"]);
  expect((await ask(access, "/api/access?as-of=2020-01-01")).body.errors[0].detail).toMatch(
    /is before anything was read: give a time from .+; versions of records that were superseded before .+ were removed under retention$/,
  );

  const run = (...words: string[]) =>
    runCli(["access", ...words, "--as-of", joined.to], { DATABASE_URL: stored.ownerUrl });
  const exported = await run("export");
  expect(exported).toMatchObject({ code: 0, stderr: expect.stringContaining(`note: ${detail}\n`) });
  expect(exported.stdout.trim().split("\n")).toHaveLength(3);
  const explained = await run("explain", "--person", bob, "--resource", "billing");
  expect(explained, explained.stderr).toMatchObject({ code: 0 });
  expect(explained.stdout).toMatch(/^as of .+: Bob reached gcp_project billing/);
  expect(explained.stdout).toContain(`\nnote: ${detail}\n`);
}, 120_000);
