import { beforeAll, expect, test } from "vitest";
import type { TenantTransaction } from "../app/db/database.server.ts";
import type { AccessFilters } from "../app/model/filters.ts";
import type { Page } from "../app/model/views.ts";
import { listAccounts } from "../app/queries/accounts.server.ts";
import { listGroups } from "../app/queries/groups.server.ts";
import { listAccessFacets } from "../app/queries/list-access-facets.server.ts";
import { listAccessGroups } from "../app/queries/list-access-groups.server.ts";
import { listChanges } from "../app/queries/list-changes.server.ts";
import { listEffectiveAccess } from "../app/queries/list-effective-access.server.ts";
import { listPeople } from "../app/queries/people.server.ts";
import { listResources } from "../app/queries/resources.server.ts";
import { explainQueries, type PlannedStatement } from "./support/explain.server.ts";
import {
  ROWS_OF_ORGANISATION,
  refreshLargeOrganisations,
  storeLargeOrganisation,
} from "./support/large-organisation.server.ts";
import { createTestDatabase, type TestDatabase } from "./support/test-database.server.ts";

const LIMIT = 50;
const ORGANISATIONS = 100;
/** What one node may read for a page of 51 rows: the rows, and as many lookups beside them. */
const FEW = 4 * (LIMIT + 1);

type List = (tx: TenantTransaction, cursor: string | null) => Promise<Page<unknown>>;

let stored: TestDatabase;

beforeAll(async () => {
  stored = await createTestDatabase();
  const other = await stored.addTenant("other");
  await storeLargeOrganisation(stored, stored.tenantId, ORGANISATIONS);
  await storeLargeOrganisation(stored, other, 20);
  expect(await refreshLargeOrganisations(stored, stored.tenantId)).toBe(ORGANISATIONS * ROWS_OF_ORGANISATION);
}, 600_000);

function read<Result>(work: (tx: TenantTransaction) => Promise<Result>): Promise<Result> {
  return stored.database.read({ tenantId: stored.tenantId, role: "analyst" }, work);
}

/** The plans of the statements that the product sends for a page. */
function plansOf(list: List, cursor: string | null = null): Promise<PlannedStatement[]> {
  return read(async (tx) => {
    const { transaction, planned } = explainQueries(tx);
    expect((await list(transaction, cursor)).data.length).toBeGreaterThan(0);
    return planned;
  });
}

/** The cursor of the page at `number`, or of the last one before it; pages between are walked in larger steps. */
async function cursorOfPage(
  list: (tx: TenantTransaction, cursor: string | null, limit: number) => Promise<Page<unknown>>,
  number: number,
): Promise<string> {
  const step = 5_000;
  let cursor: string | null = null;
  for (let seen = 0; seen < (number - 1) * LIMIT; seen += step) {
    const page: Page<unknown> = await read((tx) => list(tx, cursor, Math.min(step, (number - 1) * LIMIT - seen)));
    if (page.nextCursor === null) break;
    cursor = page.nextCursor;
  }
  return cursor ?? "";
}

/** @returns the nodes that read more than a page needs, or sort, or read a table from end to end; none is right. */
function costly(planned: readonly PlannedStatement[]): unknown[] {
  return planned.flatMap(({ name, nodes }) =>
    nodes
      .filter(({ type, read: rows }) => rows > FEW || (type === "Seq Scan" && rows > LIMIT))
      .map((node) => ({ name, ...node })),
  );
}

function indexesOf(planned: readonly PlannedStatement[]): Set<string> {
  return new Set(planned.flatMap(({ nodes }) => nodes.flatMap(({ index }) => (index === null ? [] : [index]))));
}

const access =
  (filters: AccessFilters, limit = LIMIT): List =>
  (tx, cursor) =>
    listEffectiveAccess(tx, { filters, limit, cursor });

test("the first and the thousandth page of effective access are read along its key", async () => {
  const first = await plansOf(access({}));
  expect(indexesOf(first)).toContain("mv_effective_access_sort_key_idx");
  expect(costly(first)).toEqual([]);
  const cursor = await cursorOfPage(
    (tx, at, limit) => listEffectiveAccess(tx, { filters: {}, limit, cursor: at }),
    1_000,
  );
  const thousandth = await plansOf(access({}), cursor);
  expect(indexesOf(thousandth)).toContain("mv_effective_access_sort_key_idx");
  expect(costly(thousandth)).toEqual([]);
});

test("effective access turned round is read along its key backwards, and nothing is sorted", async () => {
  const list: List = (tx, cursor) => listEffectiveAccess(tx, { filters: {}, limit: LIMIT, cursor, sort: "-account" });
  const { nextCursor } = await read((tx) => list(tx, null));
  for (const cursor of [null, nextCursor]) {
    const planned = await plansOf(list, cursor);
    expect(indexesOf(planned)).toContain("mv_effective_access_sort_key_idx");
    expect(costly(planned)).toEqual([]);
  }
});

test("a filter that few rows meet is walked along the key as well, and nothing is sorted", async () => {
  const planned = await plansOf(access({ resourceType: "github_organization" }));
  expect(indexesOf(planned)).toContain("mv_effective_access_sort_key_idx");
  const types = planned.flatMap(({ nodes }) => nodes.map(({ type }) => type));
  expect(types.filter((type) => type === "Sort" || type.startsWith("Gather"))).toEqual([]);
});

test.each([
  ["a person", { person: "member7@org42.example" }, "mv_effective_access_subject_idx"],
  ["a resource", { resource: "org-42/repository-42-7" }, "mv_effective_access_resource_idx"],
  ["a search by name", { search: "Member 7 of Org 42" }, "mv_effective_access_subject_idx"],
  ["a search by e-mail", { search: "member7@org42.example" }, "mv_effective_access_subject_idx"],
  ["a search by resource", { search: "repository-42-7" }, "mv_effective_access_resource_idx"],
] as const)("effective access of %s is read by the index that fits", async (_what, filters, index) => {
  const planned = await plansOf(access(filters));
  expect(indexesOf(planned)).toContain(index);
  expect(costly(planned)).toEqual([]);
});

/** The plans of any read; what it gives must be something. */
async function plansOfRead(work: (tx: TenantTransaction) => Promise<unknown>): Promise<PlannedStatement[]> {
  return read(async (tx) => {
    const { transaction, planned } = explainQueries(tx);
    await work(transaction);
    return planned;
  });
}

test("the facets of everybody read the kept counts and no row of effective access", async () => {
  const planned = await plansOfRead((tx) => listAccessFacets(tx, { provider: "github", privilege: "write" }));
  const types = planned.flatMap(({ nodes }) => nodes.map(({ type, read: rows }) => `${type} ${rows > 1_000}`));
  expect(types.length).toBeGreaterThan(0);
  expect(types.filter((type) => type.endsWith("true"))).toEqual([]);
});

/** Rows that one node may read: two walks of 10,000, and a hundred groups of 1,000. */
const COUNTED = 2 * 10_001;
const GATHERED = 100 * 1_001;

test.each([
  ["facets of a resource", COUNTED, (tx: TenantTransaction) => listAccessFacets(tx, { resource: "org-42" })],
  ["facets of a broad search", COUNTED, (tx: TenantTransaction) => listAccessFacets(tx, { search: "member" })],
  [
    "groups by person",
    GATHERED,
    (tx: TenantTransaction) => listAccessGroups(tx, { by: "person", filters: { privilege: "owner" } }),
  ],
  [
    "groups by resource",
    GATHERED,
    (tx: TenantTransaction) => listAccessGroups(tx, { by: "resource", filters: { privilege: "owner" } }),
  ],
  [
    "groups by role",
    1_000,
    (tx: TenantTransaction) => listAccessGroups(tx, { by: "role", filters: { privilege: "owner" } }),
  ],
] as const)("%s read a bounded part of effective access", async (_what, bound, work) => {
  const planned = (await plansOfRead(work)).filter(({ name }) => name.startsWith("access_"));
  const nodes = planned.flatMap(({ name, nodes: all }) => all.map((node) => ({ name, ...node })));
  expect(nodes.length).toBeGreaterThan(0);
  expect(nodes.filter(({ read: rows }) => rows > bound)).toEqual([]);
});

/** A million rows were new at one moment: the worst place to look for a page. */
const FIRST_READING = "1970-01-01T00:00:00Z";

test.each([
  ["", {}, "access_span_accounts_native_id_idx"],
  [" of a person", { person: "member7@org42.example" }, "access_span_accounts_pkey"],
  [" of a resource", { resource: "org-42/repository-42-7" }, "access_spans_resource_idx"],
] as const)("effective access%s as of a moment is read by the index that fits", async (_what, filters, index) => {
  const { rows } = await stored.owner.query<{ now: string }>("select clock_timestamp()::text as now");
  const list: List = (tx, cursor) =>
    listEffectiveAccess(tx, { filters, limit: LIMIT, cursor, asOf: rows[0]?.now ?? "" });
  const first = await plansOf(list);
  expect(indexesOf(first)).toContain(index);
  expect(costly(first)).toEqual([]);
  const { nextCursor } = await read((tx) => list(tx, null));
  const second = await plansOf(list, nextCursor);
  expect(costly(second)).toEqual([]);
});

test.each([
  ["", {}, "access_spans_from_account_idx"],
  [" of a person", { person: "member7@org42.example" }, "access_spans_from_account_idx"],
  [" of a kind", { kind: "gained" }, "access_spans_from_account_idx"],
] as const)("a page of changes%s is walked from its time and account on", async (_what, filters, index) => {
  const list: List = (tx, cursor) =>
    listChanges((work) => work(tx), { filters, limit: LIMIT, cursor, from: FIRST_READING });
  const planned = (await plansOf(list)).filter(({ name }) => name === "change_candidate_list");
  expect(indexesOf(planned)).toContain(index);
  const few = "kind" in filters ? 4 * 1_001 : FEW;
  expect(costly(planned).filter((node) => (node as { read: number }).read > few)).toEqual([]);
});

const LISTS = {
  people: [listPeople, "canonical_users_name_idx"],
  accounts: [listAccounts, "accounts_native_id_idx"],
  groups: [listGroups, "access_groups_native_id_idx"],
  resources: [listResources, "resources_native_id_idx"],
} as const;

test.each(Object.entries(LISTS))(
  "the first and the last page of %s are read along their order",
  async (_name, [list, index]) => {
    const page = (tx: TenantTransaction, cursor: string | null, limit = LIMIT) => list(tx, { cursor, limit });
    const first = await plansOf(page);
    expect(indexesOf(first)).toContain(index);
    expect(costly(first)).toEqual([]);
    const last = await plansOf(page, await cursorOfPage(page, 90));
    expect(indexesOf(last)).toContain(index);
    expect(costly(last)).toEqual([]);
  },
);

test.each([
  ["people by name", listPeople, "Member 7 of Org 42"],
  ["people by e-mail", listPeople, "member7@org42.example"],
  ["accounts by e-mail", listAccounts, "member7@org42.example"],
  ["groups by name", listGroups, "Group 7 of Org 42"],
  ["resources by name", listResources, "repository-42-7"],
] as const)("a search for %s goes through the trigram index under row-level security", async (_what, list, search) => {
  const planned = await plansOf((tx, cursor) => list(tx, { cursor, limit: LIMIT, search }));
  expect(indexesOf(planned)).toContain("search_documents_text_idx");
  expect(costly(planned)).toEqual([]);
});
