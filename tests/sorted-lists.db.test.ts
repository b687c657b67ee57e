import { beforeAll, describe, expect, test } from "vitest";
import type { DatabaseRole, TenantTransaction } from "../app/db/database.server.ts";
import { listFindings } from "../app/findings/list-findings.server.ts";
import { PRIVILEGES } from "../app/model/access.ts";
import { CursorError } from "../app/model/cursor.ts";
import { SEVERITIES } from "../app/model/findings.ts";
import { listSorts, readSort, SORTS } from "../app/model/sorting.ts";
import type { Page } from "../app/model/views.ts";
import { listAccounts } from "../app/queries/accounts.server.ts";
import { listAuditEntries } from "../app/queries/audit.server.ts";
import { exportEffectiveAccess } from "../app/queries/export-effective-access.server.ts";
import { listGroups } from "../app/queries/groups.server.ts";
import { listChanges } from "../app/queries/list-changes.server.ts";
import { listEffectiveAccess, streamEffectiveAccess } from "../app/queries/list-effective-access.server.ts";
import { listPeople } from "../app/queries/people.server.ts";
import { listQueue } from "../app/queries/queue.server.ts";
import { listResources } from "../app/queries/resources.server.ts";
import { createTestDatabase, type TestDatabase } from "./support/test-database.server.ts";
import { storeUnsortedOrganisation } from "./support/unsorted-organisation.ts";

let stored: TestDatabase;

beforeAll(async () => {
  stored = await createTestDatabase();
  await storeUnsortedOrganisation(stored);
});

function read<Result>(work: (tx: TenantTransaction) => Promise<Result>, role: DatabaseRole = "analyst") {
  return stored.database.read({ tenantId: stored.tenantId, role }, work);
}

type Value = string | number | null;
type Request<Name extends string> = { limit: number; cursor: string | null; sort?: Name | `-${Name}` | undefined };

/** A list with what each of its columns is sorted by, in the words of its rows. */
type Sorted = {
  own: string;
  names: readonly string[];
  walk: (limit: number, sort?: string) => Promise<unknown[]>;
  first: (sort?: string) => Promise<string | null>;
  continue: (cursor: string, sort?: string) => Promise<unknown>;
  valueOf: (name: string, row: unknown) => Value;
};

function sorted<Name extends string, Row>(
  names: readonly Name[],
  own: Name | `-${Name}`,
  page: (request: Request<Name>) => Promise<Page<Row>>,
  values: Record<Name, (row: Row) => Value>,
): Sorted {
  const ask = (limit: number, cursor: string | null, sort?: string) =>
    page({ limit, cursor, sort: sort as Name | undefined });
  return {
    own,
    names,
    async walk(limit, sort) {
      const rows: Row[] = [];
      let cursor: string | null = null;
      do {
        const { data, nextCursor }: Page<Row> = await ask(limit, cursor, sort);
        rows.push(...data);
        cursor = nextCursor;
      } while (cursor !== null);
      return rows;
    },
    first: async (sort) => (await ask(2, null, sort)).nextCursor,
    continue: (cursor, sort) => ask(2, cursor, sort),
    valueOf: (name, row) => values[name as Name](row as Row),
  };
}

const account = { account: () => null };
const access = (filters: Parameters<typeof listEffectiveAccess>[1]["filters"]) =>
  sorted<"account", { key: string }>(
    SORTS.access,
    "account",
    (request) => read((tx) => listEffectiveAccess(tx, { ...request, filters })),
    account,
  );

const LISTS: Record<string, Sorted> = {
  people: sorted(SORTS.people, "name", (request) => read((tx) => listPeople(tx, request)), {
    name: (row) => row.name,
    email: (row) => row.email,
  }),
  accounts: sorted(SORTS.accounts, "provider", (request) => read((tx) => listAccounts(tx, request)), {
    provider: (row) => row.provider,
  }),
  groups: sorted(SORTS.groups, "provider", (request) => read((tx) => listGroups(tx, request)), {
    provider: (row) => row.provider,
    nativeId: (row) => row.nativeId,
    name: (row) => row.name ?? row.label,
    email: (row) => row.email,
    kind: (row) => row.kind,
  }),
  resources: sorted(SORTS.resources, "type", (request) => read((tx) => listResources(tx, request)), {
    type: (row) => row.type,
    nativeId: (row) => row.nativeId,
    name: (row) => row.name ?? row.nativeId,
    parent: (row) => row.parent?.name ?? row.parent?.id ?? null,
    state: (row) => row.state,
  }),
  findings: sorted(
    SORTS.findings,
    "-severity",
    (request) => read((tx) => listFindings(tx, { ...request, state: "all" })),
    {
      severity: (row) => -SEVERITIES.indexOf(row.severity),
      rule: (row) => row.rule.id,
      subject: (row) => row.subject.label,
      kind: (row) => row.subject.kind,
      state: (row) => row.state,
      evidenceCount: (row) => row.evidenceCount,
      since: (row) => row.resolvedAt ?? row.openedAt,
    },
  ),
  queue: sorted(SORTS.queue, "provider", (request) => read((tx) => listQueue(tx, request)), {
    provider: (row) => row.subject.provider,
    label: (row) => row.subject.label,
    reason: (row) => row.reason,
    queuedAt: (row) => queuedAt.get(row.accountId) ?? null,
  }),
  audit: sorted(SORTS.audit, "-occurredAt", (request) => read((tx) => listAuditEntries(tx, request), "audit"), {
    occurredAt: (row) => row.occurredAt,
  }),
  changes: sorted(
    SORTS.changes,
    "-at",
    (request) => listChanges((work, as) => read(work, as), { ...request, filters: {}, from: "1970-01-01T00:00:00Z" }),
    { at: (row) => row.at },
  ),
  "access of everybody": access({}),
  "access of everybody, filtered": access({ provider: "google_workspace", privilege: "write" }),
  "access of one resource": access({ resource: "billing-prod" }),
  "access that is searched for": access({ search: "billing" }),
  "access of two accounts": access({ search: "northwind" }),
  "access of one person": sorted(
    SORTS.accessOfPerson,
    "account",
    (request) => read((tx) => listEffectiveAccess(tx, { ...request, filters: { person: "ada@northwind.example" } })),
    {
      ...account,
      resource: (row) => row.resource.name ?? row.resource.id,
      role: (row) => row.role,
      privilege: (row) => PRIVILEGES.indexOf(row.privilege),
      accessPath: (row) => row.accessPath,
    },
  ),
};

/** To the microsecond, which the rows of the queue do not tell. */
const queuedAt = new Map<string, string>();

beforeAll(async () => {
  const { rows } = await stored.owner.query<{ account_id: string; at: string }>(
    "select account_id, to_char(created_at, 'YYYY-MM-DD HH24:MI:SS.US') as at from identity_reconciliation_queue",
  );
  for (const { account_id, at } of rows) queuedAt.set(account_id, at);
});

function compare(a: Value, b: Value): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  return Buffer.compare(Buffer.from(String(a)), Buffer.from(String(b)));
}

/** What the rows of a list look like in another order, worked out from them in the list's own order. */
function sortRows(list: Sorted, rows: readonly unknown[], sort: string): unknown[] {
  const { name, isDescending } = readSort(sort);
  if (name === readSort(list.own).name) return sort === list.own ? [...rows] : rows.toReversed();
  return rows.toSorted((left, right) => {
    const [a, b] = [list.valueOf(name, left), list.valueOf(name, right)];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return isDescending ? compare(b, a) : compare(a, b);
  });
}

describe.each(Object.entries(LISTS))("%s", (_name, list) => {
  test("is the same in pages of any size, and its own order is that of its column", async () => {
    const rows = await list.walk(200);
    expect(rows.length).toBeGreaterThan(2);
    expect(await list.walk(2)).toEqual(rows);
    const { name, isDescending } = readSort(list.own);
    const values = rows.map((row) => list.valueOf(name, row));
    expect(values).toEqual(values.toSorted((a, b) => (isDescending ? compare(b, a) : compare(a, b))));
  });

  test.each(listSorts(list.names))(
    "walked in pages by %s it is sorted so, with what has no value last",
    async (sort) => {
      const rows = await list.walk(200);
      const expected = sortRows(list, rows, sort);
      expect(await list.walk(3, sort)).toEqual(expected);
    },
  );

  test("refuses the cursor of another order, and takes that of its own order by either name", async () => {
    const cursors = new Map<string | undefined, string>();
    for (const sort of [undefined, ...listSorts(list.names)]) {
      const cursor = await list.first(sort);
      expect(cursor).not.toBeNull();
      cursors.set(sort, cursor ?? "");
    }
    expect(cursors.get(list.own)).toBe(cursors.get(undefined));
    for (const [made, cursor] of cursors) {
      for (const sort of cursors.keys()) {
        if ((sort ?? list.own) === (made ?? list.own)) continue;
        await expect(list.continue(cursor, sort), `${made} to ${sort}`).rejects.toThrow(CursorError);
        await expect(list.continue(cursor, sort)).rejects.toThrow("not one that this list gave out in this order");
      }
    }
  });
});

test("a made-up cursor of an order is refused before the database sees it", async () => {
  const made = (key: unknown, sort: string) => Buffer.from(JSON.stringify({ sort, key })).toString("base64url");
  const id = "00000000-0000-4000-8000-000000000000";
  const request = (key: unknown, sort: "email" | "-email") =>
    read((tx) => listPeople(tx, { limit: 1, sort, cursor: made(key, sort) }));
  for (const key of [["a"], ["a", ["b"]], [7, ["b", id]], ["a", ["b", "no uuid"]], ["a\u0000", ["b", id]], null]) {
    await expect(request(key, "email")).rejects.toThrow(CursorError);
  }
  await expect(
    read((tx) =>
      listFindings(tx, { limit: 1, state: "all", sort: "since", cursor: made(["1e9", [1, "r", "l", id]], "since") }),
    ),
  ).rejects.toThrow(CursorError);
  await expect(
    read((tx) =>
      listEffectiveAccess(tx, { limit: 1, filters: {}, sort: "-account", cursor: made(["\\xz"], "-account") }),
    ),
  ).rejects.toThrow(CursorError);
  await expect(request(["a", ["b", id]], "-email")).resolves.toBeDefined();
});

describe("the export of effective access", () => {
  test.each(listSorts(SORTS.accessOfPerson))("by %s has the rows of the list in its order", async (sort) => {
    const filters = { person: "ada@northwind.example" };
    const list = await read((tx) => listEffectiveAccess(tx, { limit: 200, filters, sort }));
    const streamed = await read(async (tx) => {
      const all: unknown[] = [];
      for await (const rows of streamEffectiveAccess(tx, filters, { sort })) all.push(...rows);
      return all;
    });
    expect(streamed).toEqual(list.data.map(({ key: _key, ...row }) => row));
  });

  test("as CSV turned round has the lines of the CSV, the last one first", async () => {
    const csv = (sort?: "-account") =>
      read(async (tx) => {
        let text = "";
        for await (const piece of exportEffectiveAccess(tx, {}, "csv", { sort })) text += piece;
        return text.trimEnd().split("\r\n");
      });
    const [head, ...lines] = await csv();
    expect(lines.length).toBeGreaterThan(5);
    expect(await csv("-account")).toEqual([head, ...lines.toReversed()]);
  });
});
