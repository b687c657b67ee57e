import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { Change, ChangedPath, TracedPath } from "../model/changes.ts";
import { decodeCursor, encodeCursor } from "../model/cursor.ts";
import type { ChangeFilters } from "../model/filters.ts";
import type { RecordsRemoved } from "../model/records-removed.ts";
import type { Page } from "../model/views.ts";
import { listCauses, listNamesOnPaths, type RecordEvent } from "./causes-of-change.ts";
import { AT, type Candidate, CandidateKey, listCandidates } from "./change-candidates.server.ts";
import { type FoundChange, findRuns, listDetails } from "./change-details.server.ts";
import { listEventsOf, listEventsOfGrants, listWorked, MOST_ENTRIES, type Worked } from "./change-events.server.ts";
import type { SortedRequest } from "./page.ts";
import { findRecordsRemoved } from "./records-removed.server.ts";

/** Runs work in one read transaction of the tenant, as the analyst or as `audit`, who alone reads the history. */
export type Read = <Result>(work: (tx: TenantTransaction) => Promise<Result>, as?: "audit") => Promise<Result>;

/**
 * @param from exclusive; left out: the first reading, at which everything was new @param to inclusive; left out: now
 */
export type ChangeRequest = SortedRequest<"changes"> & {
  filters: ChangeFilters;
  from?: string | undefined;
  to?: string | undefined;
};

export type ChangePage = Page<Change> & {
  from: string | null;
  to: string | null;
  /** Where the range begins before what retention keeps. */
  recordsRemoved: RecordsRemoved | null;
};

/** What kind of change a candidate is shows only when its spans are read: so many at once, so often for one page. */
const KIND_BATCH = 1_000;
const KIND_BATCHES = 5;

/**
 * One page of what was gained, lost and changed, newest first unless asked for in the other order, each with its run and its causes.
 * With a filter of kinds a page may be short, or even empty, and still have a next one.
 * @throws CursorError when the cursor is not one of this list
 */
export async function listChanges(read: Read, request: ChangeRequest): Promise<ChangePage> {
  const found = await read(async (tx) => {
    const range = await findRange(tx, request);
    if (range === null) return null;
    const page = await findPage(tx, request, range);
    const runs = await findRuns(tx, unique(page.changes.map(({ runId }) => runId)));
    const worked = await listWorked(tx, unique(page.changes.map(({ at }) => at)));
    return { ...page, range, runs, worked };
  });
  if (found === null) return { data: [], nextCursor: null, from: null, to: null, recordsRemoved: null };
  const { changes, nextCursor, range, runs, worked } = found;
  const { keptSince, ...bounds } = range;
  const isCut = keptSince !== null && Date.parse(bounds.from) < Date.parse(keptSince);
  const recordsRemoved = isCut ? await read((tx) => findRecordsRemoved(tx, null), "audit") : null;
  const data = changes.length === 0 ? [] : await read((tx) => explain(tx, changes, runs, worked, keptSince), "audit");
  return { data, nextCursor, ...bounds, recordsRemoved };
}

function unique(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}

const rangeFind = defineStatement(
  "change_range_find",
  z.object({ from: z.string().nullable(), to: z.string(), kept_since: z.string().nullable() }),
  `select to_char(coalesce($1::timestamptz, (
    select access_span_accounts.valid_from from access_span_accounts order by access_span_accounts.valid_from limit 1
  )) at time zone 'UTC', ${AT}) as from,
  to_char(coalesce($2::timestamptz, clock_timestamp()) at time zone 'UTC', ${AT}) as to,
  to_char((select max(tenants.history_since) from tenants) at time zone 'UTC', ${AT}) as kept_since`,
);

type Range = { from: string; to: string; keptSince: string | null };

async function findRange(tx: TenantTransaction, request: ChangeRequest): Promise<Range | null> {
  const [row] = await tx.query(rangeFind, [request.from ?? null, request.to ?? null]);
  return row === undefined || row.from === null ? null : { from: row.from, to: row.to, keptSince: row.kept_since };
}

async function findPage(
  tx: TenantTransaction,
  { filters, limit, cursor, sort }: ChangeRequest,
  { from, to }: Range,
): Promise<{ changes: FoundChange[]; nextCursor: string | null }> {
  const isTurned = sort === "at";
  const key = decodeCursor(cursor, CandidateKey, isTurned ? sort : undefined);
  let after: Candidate | null = key === null ? null : { at: key[0], accountId: key[1], resourceId: key[2] };
  const size = filters.kind === undefined ? limit + 1 : KIND_BATCH;
  const changes: FoundChange[] = [];
  for (let batch = 0; batch < KIND_BATCHES; batch += 1) {
    const candidates: Candidate[] = await listCandidates(tx, { filters, from, to, after, limit: size, isTurned });
    const details = await listDetails(tx, candidates);
    changes.push(...details.filter(({ kind }) => filters.kind === undefined || kind === filters.kind));
    if (changes.length > limit) {
      const shown = changes.slice(0, limit);
      return { changes: shown, nextCursor: cursorOf(placeOf(shown.at(-1)), isTurned) };
    }
    if (candidates.length < size) return { changes, nextCursor: null };
    after = candidates.at(-1) ?? null;
  }
  return { changes, nextCursor: cursorOf(after, isTurned) };
}

function placeOf(change: FoundChange | undefined): Candidate | null {
  if (change === undefined) return null;
  return { at: change.at, accountId: change.subjectAccountId, resourceId: change.resourceNodeId };
}

function cursorOf(last: Candidate | null, isTurned: boolean): string | null {
  if (last === null) return null;
  return encodeCursor([last.at, last.accountId, last.resourceId], isTurned ? "at" : undefined);
}

async function explain(
  tx: TenantTransaction,
  changes: readonly FoundChange[],
  runs: ReadonlyMap<string, Change["run"]>,
  worked: ReadonlyMap<string, Worked>,
  keptSince: string | null,
): Promise<Change[]> {
  const explained: Change[] = [];
  let left = MOST_ENTRIES;
  for (const [at, together] of Map.groupBy(changes, (change) => change.at)) {
    const range = worked.get(at);
    const entries = range === undefined ? Number.POSITIVE_INFINITY : range.untilGid - range.fromGid;
    const isWhole = entries <= left;
    if (isWhole) left -= entries;
    const events =
      range !== undefined && isWhole
        ? await listEventsOf(
            tx,
            range,
            grantsOf(together).map(({ id }) => id),
            unique(together.flatMap((change) => listNamesOnPaths(traced(change)))),
          )
        : await listGrantEvents(tx, together);
    const isRemoved = keptSince !== null && Date.parse(at) < Date.parse(keptSince);
    const missing = isRemoved ? "removed" : isWhole ? "none" : "unknown";
    const otherwise = entries === 0 ? "recomputed" : missing;
    for (const change of together) {
      const { runId, gained, lost, ...rest } = change;
      const causes = listCauses(traced(change), events);
      explained.push({
        ...rest,
        run: runId === null ? null : (runs.get(runId) ?? null),
        gained: gained.map(shown),
        lost: lost.map(shown),
        causes,
        causesKnown: causes.length > 0 ? "found" : otherwise,
      });
    }
  }
  return explained;
}

async function listGrantEvents(tx: TenantTransaction, changes: readonly FoundChange[]): Promise<RecordEvent[]> {
  const runId = changes.find((change) => change.runId !== null)?.runId;
  return runId ? listEventsOfGrants(tx, runId, grantsOf(changes)) : [];
}

function grantsOf(changes: readonly FoundChange[]): { table: string; id: string }[] {
  const grants = new Map<string, { table: string; id: string }>();
  for (const { grantTable, grantId } of changes.flatMap(({ gained, lost }) => [...gained, ...lost])) {
    if (grantTable !== null && grantId !== null) grants.set(grantId, { table: grantTable, id: grantId });
  }
  return [...grants.values()];
}

function traced({ subject, resource, gained, lost }: FoundChange) {
  return { subject, resource: { id: resource.id, label: resource.name ?? resource.id }, gained, lost };
}

/** As rows of effective access tell it; jsonb keeps keys in an order of its own. */
function shown({ grantTable: _table, grantId: _id, via, condition, ...path }: TracedPath): ChangedPath {
  return {
    ...path,
    via: via.map(({ kind, id, label }) => ({ kind, id, label })),
    condition: condition === null ? null : { title: condition.title ?? null, expression: condition.expression ?? null },
  };
}
