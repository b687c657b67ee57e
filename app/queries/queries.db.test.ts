import { beforeAll, describe, expect, test } from "vitest";
import { storeReadSideOrganisation } from "../../tests/support/read-side-organisation.ts";
import { createTestDatabase, type TestDatabase } from "../../tests/support/test-database.server.ts";
import type { DatabaseRole, TenantTransaction } from "../db/database.server.ts";
import { CursorError } from "../model/cursor.ts";
import type { AccessFilters } from "../model/filters.ts";
import type { Page } from "../model/views.ts";
import { listAccounts } from "./accounts.server.ts";
import { listAuditEntries } from "./audit.server.ts";
import { explainAccess } from "./explain-access.server.ts";
import { findGroup, listGroups } from "./groups.server.ts";
import { listHistory } from "./history.server.ts";
import { listEffectiveAccess, streamEffectiveAccess, toContractRow } from "./list-effective-access.server.ts";
import { findOverview } from "./overview.server.ts";
import { findPerson, listPeople, streamPeople } from "./people.server.ts";
import { listQueue, streamQueue } from "./queue.server.ts";
import { findResource, listResources } from "./resources.server.ts";

let test18: TestDatabase;

beforeAll(async () => {
  test18 = await createTestDatabase();
  await storeReadSideOrganisation(test18, test18.tenantId);
});

function read<Result>(work: (tx: TenantTransaction) => Promise<Result>, role: DatabaseRole = "analyst") {
  return test18.database.read({ tenantId: test18.tenantId, role }, work);
}

/** Every row of a list, one row a page, so that every cursor is used. */
async function walk<Row>(
  list: (tx: TenantTransaction, cursor: string | null) => Promise<Page<Row>>,
  role?: DatabaseRole,
) {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Row> = await read((tx) => list(tx, cursor), role);
    rows.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}

async function gather<Row>(rows: (tx: TenantTransaction) => AsyncGenerator<Row[]>): Promise<Row[]> {
  return read(async (tx) => {
    const all: Row[] = [];
    for await (const batch of rows(tx)) all.push(...batch);
    return all;
  });
}

const line = (row: { subject: { id: string }; resource: { id: string }; role: string; via: { id: string }[] }) =>
  `${row.subject.id} ${row.role} ${row.resource.id} ${row.via.map((hop) => hop.id).join(">")}`.trim();

const ALL = [
  "robot@x.iam.gserviceaccount.com roles/editor billing-prod",
  "1 roles/owner folders/1 g1>g2",
  "1 roles/owner billing-prod g1>g2>folders/1",
  "1 roles/viewer billing-prod",
  "2 roles/owner folders/1 g2",
  "2 roles/owner billing-prod g2>folders/1",
];

describe("effective access", () => {
  test("pages and the stream give the same rows in the order of the contract", async () => {
    expect((await walk((tx, cursor) => listEffectiveAccess(tx, { filters: {}, limit: 1, cursor }))).map(line)).toEqual(
      ALL,
    );
    expect((await gather((tx) => streamEffectiveAccess(tx, {}))).map(line)).toEqual(ALL);
  });

  const cases: [string, AccessFilters, number[]][] = [
    ["provider", { provider: "gcp" }, [0]],
    ["resource type", { resourceType: "gcp_folder" }, [1, 4]],
    ["resource", { resource: "billing-prod" }, [0, 2, 3, 5]],
    ["a resource that is not there", { resource: "nowhere" }, []],
    ["any e-mail of a person, without case", { person: "ADA.O@northwind.example" }, [1, 2, 3]],
    ["an e-mail of nobody", { person: "nobody@x" }, []],
    ["person and resource", { person: "ada@northwind.example", resource: "folders/1" }, [1]],
    ["that privilege or above", { privilege: "write" }, [0, 1, 2, 4, 5]],
    ["access path", { accessPath: "direct" }, [0, 3]],
    ["status", { status: "suspended" }, [4, 5]],
    ["search for a person", { search: "okafor" }, [1, 2, 3]],
    ["search for a resource", { search: "billing" }, [0, 2, 3, 5]],
    ["search within a person", { person: "ada@northwind.example", search: "billing" }, [2, 3]],
    ["search with a character that is a wildcard elsewhere", { search: "100%" }, [4, 5]],
    ["search for what is nowhere", { search: "o%a" }, []],
    [
      "everything at once",
      {
        provider: "google_workspace",
        privilege: "owner",
        status: "active",
        search: "ada",
        accessPath: "inherited",
        resourceType: "gcp_project",
      },
      [2],
    ],
  ];
  test.each(cases)("is filtered by %s, in pages and in the stream alike", async (_name, filters, expected) => {
    const rows = expected.map((index) => ALL[index]);
    expect((await walk((tx, cursor) => listEffectiveAccess(tx, { filters, limit: 1, cursor }))).map(line)).toEqual(
      rows,
    );
    expect((await gather((tx) => streamEffectiveAccess(tx, filters))).map(line)).toEqual(rows);
  });

  test("a row holds exactly the keys of the contract, in its order", async () => {
    const [row] = (
      await read((tx) => listEffectiveAccess(tx, { filters: { person: "ada@northwind.example" }, limit: 1 }))
    ).data;
    expect(row && Object.keys(toContractRow(row))).toEqual([
      "person",
      "subject",
      "resource",
      "role",
      "privilege",
      "accessPath",
      "via",
      "condition",
      "certainty",
    ]);
  });

  test("another tenant sees none of it", async () => {
    const tenantId = await test18.addTenant("other");
    const page = await test18.database.read({ tenantId, role: "analyst" }, (tx) =>
      listEffectiveAccess(tx, { filters: { search: "ada" }, limit: 50 }),
    );
    expect(page.data).toEqual([]);
  });

  test("a cursor that it did not give out is refused", async () => {
    await expect(read((tx) => listPeople(tx, { limit: 1, cursor: "bm9wZQ" }))).rejects.toThrow(CursorError);
    await expect(read((tx) => listEffectiveAccess(tx, { filters: {}, limit: 1, cursor: "%" }))).rejects.toThrow(
      CursorError,
    );
  });
});

describe("explanations", () => {
  test("give every path, shortest first, each edge with its record and the time of its sync", async () => {
    const explanation = await read((tx) =>
      explainAccess(tx, { person: "ada@northwind.example", resource: "billing-prod" }),
    );
    expect(explanation?.paths.map((path) => path.access.via.length)).toEqual([0, 3]);
    expect(
      explanation?.paths[1]?.edges.map((edge) => `${edge.from} ${edge.relation} ${edge.to} < ${edge.source?.table}`),
    ).toEqual([
      "Ada Okafor is ada@northwind.example < canonical_user_provider_links",
      "ada@northwind.example member_of devs@northwind.example < google_workspace_memberships",
      "devs@northwind.example member_of cloud@northwind.example < google_workspace_memberships",
      "cloud@northwind.example granted prod < gcp_iam_bindings",
      "prod contains Billing < gcp_projects",
    ]);
    const granted = explanation?.paths[1]?.edges[3];
    expect(granted).toMatchObject({
      source: { scope: "gcp", record: { member: "group:cloud@northwind.example" } },
      syncedAt: "2026-05-01T10:00:00.000Z",
    });
  });

  test("tell no access from nobody", async () => {
    const none = await read((tx) => explainAccess(tx, { person: "ada@northwind.example", resource: "nowhere" }));
    expect(none).toBeNull();
  });
});

describe("the other lists", () => {
  test("people come by name, with their accounts, in pages and in the stream", async () => {
    const people = await walk((tx, cursor) => listPeople(tx, { limit: 1, cursor }));
    expect(people.map((person) => [person.name, person.accounts])).toEqual([
      ["Ada Okafor", [{ provider: "google_workspace", type: "user", id: "1" }]],
      ["Bob 100%", [{ provider: "google_workspace", type: "user", id: "2" }]],
    ]);
    expect(await gather(streamPeople)).toEqual(people);
    expect(await walk((tx, cursor) => listPeople(tx, { search: "bob", limit: 1, cursor }))).toHaveLength(1);
  });

  test("a person is shown with e-mails, accounts and what is reached", async () => {
    const person = await read((tx) => findPerson(tx, "ada@northwind.example"));
    expect(person).toMatchObject({
      emails: ["ada.o@northwind.example", "ada@northwind.example"],
      accounts: [{ method: "anchor", syncedAt: "2026-05-01T10:00:00.000Z" }],
      access: {
        total: 3,
        byPrivilege: [
          { privilege: "owner", count: 2 },
          { privilege: "read", count: 1 },
        ],
      },
    });
    expect(await read((tx) => findPerson(tx, "nobody"))).toBeNull();
  });

  test("accounts come by provider and id, with filters", async () => {
    const all = await walk((tx, cursor) => listAccounts(tx, { limit: 1, cursor }));
    expect(all.map((account) => account.nativeId)).toEqual(["robot@x.iam.gserviceaccount.com", "9", "1", "2"]);
    const suspended = await walk((tx, cursor) => listAccounts(tx, { limit: 1, cursor, status: "suspended" }));
    expect(suspended.map((account) => account.person?.name)).toEqual(["Bob 100%"]);
  });

  test("a resource is found by its native id with slashes and by its uuid", async () => {
    const folder = await read((tx) => findResource(tx, "folders/1"));
    expect(folder?.access).toEqual({ total: 2, people: 2, byPrivilege: [{ privilege: "owner", count: 2 }] });
    expect(await read((tx) => findResource(tx, folder?.id ?? ""))).toEqual(folder);
    const all = await walk((tx, cursor) => listResources(tx, { limit: 1, cursor }));
    expect(all.map((resource) => [resource.nativeId, resource.parent?.id])).toEqual([
      ["folders/1", undefined],
      ["billing-prod", "folders/1"],
    ]);
  });

  test("a group has direct and nested members with their chains, parents, children and grants", async () => {
    const groups = await walk((tx, cursor) => listGroups(tx, { limit: 1, cursor }));
    expect(groups.map((group) => [group.nativeId, group.directMembers])).toEqual([
      ["g1", 1],
      ["g2", 2],
    ]);
    const cloud = await read((tx) => findGroup(tx, "g2", { limit: 50 }));
    expect(
      cloud?.members.data.map((member) => [
        member.label,
        member.direct,
        member.paths.map((path) => path.map((hop) => hop.id)),
      ]),
    ).toEqual([
      ["ada@northwind.example", false, [["g1", "g2"]]],
      ["bob@northwind.example", true, []],
    ]);
    expect(cloud?.children.map((child) => child.label)).toEqual(["devs@northwind.example"]);
    const devs = await read((tx) => findGroup(tx, "g1", { limit: 50 }));
    expect(devs?.parents.map((parent) => parent.label)).toEqual(["cloud@northwind.example"]);
    expect(devs?.access).toEqual([
      {
        resourceType: "gcp_folder",
        resourceId: "folders/1",
        resourceName: "prod",
        role: "roles/owner",
        privilege: "owner",
      },
    ]);
  });

  test("the queue names its candidates", async () => {
    const queue = await walk((tx, cursor) => listQueue(tx, { limit: 1, cursor, reason: "name_only", search: "ghost" }));
    expect(queue).toMatchObject([
      { subject: { id: "9" }, candidates: [{ name: "Ada Okafor", email: "ada@northwind.example" }] },
    ]);
    expect(await gather(streamQueue)).toEqual(queue);
  });

  test("audit and history come newest first, for the audit role", async () => {
    const audit = await walk((tx, cursor) => listAuditEntries(tx, { limit: 1, cursor, search: "ACCOUNT" }), "audit");
    expect(audit.map((entry) => entry.target)).toEqual(["account 3", "account 2", "account 1"]);
    const { rows } = await test18.owner.query("select node_id('test', 'history') as id");
    const request = { type: "gcp_projects", id: String(rows[0].id), limit: 1 };
    const history = await walk((tx, cursor) => listHistory(tx, { ...request, cursor }), "audit");
    expect(history.map((event) => [event.seq, event.state])).toEqual([
      [3, { name: "3" }],
      [2, { name: "2" }],
      [1, { name: "1" }],
    ]);
  });

  test("the overview counts everything", async () => {
    expect(await read(findOverview)).toMatchObject({
      people: 2,
      groups: 2,
      accounts: [
        { provider: "gcp", count: 1, suspended: 0, unlinked: 1 },
        { provider: "github", count: 1, suspended: 0, unlinked: 1 },
        { provider: "google_workspace", count: 2, suspended: 1, unlinked: 0 },
      ],
      access: { total: 6 },
      queue: [{ reason: "name_only", count: 1 }],
      scopes: [{ scope: "gcp" }, { scope: "google-workspace" }],
    });
  });
});
