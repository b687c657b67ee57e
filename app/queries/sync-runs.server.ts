import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { decodeCursor, encodeCursor } from "../model/cursor.ts";
import { RUN_OUTCOMES, type SyncFile, type SyncRun } from "../model/sync-runs.ts";
import type { Page } from "../model/views.ts";
import { createConditions, isoTime } from "./fragments.ts";
import { type PageRequest, pageOf } from "./page.ts";

const RunRow = z.object({
  id: z.string(),
  bundle: z.string(),
  started_at: z.string(),
  started_key: z.string(),
  finished_at: z.string().nullable(),
  collected_at: z.string().nullable(),
  outcome: z.enum(RUN_OUTCOMES),
  added: z.number(),
  updated: z.number(),
  closed: z.number(),
  files: z.number(),
  rejected: z.number(),
});

const RUN = `select sync_runs.id, sync_runs.bundle, ${isoTime("sync_runs.started_at")} as started_at,
  sync_runs.started_at::text as started_key, ${isoTime("sync_runs.finished_at")} as finished_at,
  ${isoTime("sync_runs.collected_at")} as collected_at, sync_runs.outcome,
  sync_runs.added, sync_runs.updated, sync_runs.closed, totals.files, totals.rejected
from sync_runs
cross join lateral (
  select count(*) as files, coalesce(sum(sync_files.rejected), 0)::bigint as rejected
  from sync_files where sync_files.sync_run_id = sync_runs.id
) as totals`;

function runOf(row: z.infer<typeof RunRow>): SyncRun {
  const { started_at: startedAt, finished_at: finishedAt, collected_at: collectedAt, started_key: _key, ...rest } = row;
  return { ...rest, startedAt, finishedAt, collectedAt };
}

const RunKey = z.tuple([z.string(), z.guid()]);

/** Ingests, the newest first. */
export async function listSyncRuns(tx: TenantTransaction, request: PageRequest): Promise<Page<SyncRun>> {
  const conditions = createConditions();
  const after = decodeCursor(request.cursor, RunKey);
  if (after !== null) {
    conditions.add(
      "c",
      after[0],
      (startedAt) =>
        `(sync_runs.started_at, sync_runs.id) < (${startedAt}::timestamptz, ${conditions.value(after[1])}::uuid)`,
    );
  }
  const statement = defineStatement(
    "sync_run_list",
    RunRow,
    `${RUN}
where ${conditions.sql()}
order by sync_runs.started_at desc, sync_runs.id desc limit ${conditions.value(request.limit + 1)}::integer`,
    conditions.name(),
  );
  const rows = await tx.query(statement, conditions.values);
  return pageOf(rows, request.limit, (row) => encodeCursor([row.started_key, row.id]), runOf);
}

const runGet = defineStatement("sync_run_get", RunRow, `${RUN}\nwhere sync_runs.id = $1::uuid`);

export async function findSyncRun(tx: TenantTransaction, id: string): Promise<SyncRun | null> {
  const [row] = await tx.query(runGet, [id]);
  return row === undefined ? null : runOf(row);
}

const FileRow = z.object({
  path: z.string(),
  scope: z.string(),
  read: z.number(),
  stored: z.number(),
  unchanged: z.number(),
  rejected: z.number(),
  errors: z.array(
    z.object({
      line: z.number().nullable(),
      column: z.number().nullable(),
      record: z.number().nullable(),
      reason: z.string(),
    }),
  ),
});

/** Of the hundred that are kept of a file. */
const MOST_ERRORS = 10;

/** The files of one ingest, bytewise by path. @param request.faulty only those with something that was not taken */
export async function listSyncFiles(
  tx: TenantTransaction,
  request: PageRequest & { run: string; faulty: boolean },
): Promise<Page<SyncFile>> {
  const conditions = createConditions();
  conditions.add("r", request.run, (run) => `sync_files.sync_run_id = ${run}::uuid`);
  const after = decodeCursor(request.cursor, z.tuple([z.string()]));
  if (after !== null) {
    conditions.add("c", after[0], (path) => `sync_files.path collate "C" > ${path}::text collate "C"`);
  }
  if (request.faulty) conditions.addFixed("f", "(sync_files.rejected > 0 or sync_files.errors <> '[]'::jsonb)");
  const statement = defineStatement(
    "sync_file_list",
    FileRow,
    `select sync_files.path, sync_files.scope, sync_files.read, sync_files.stored, sync_files.unchanged,
  sync_files.rejected, jsonb_path_query_array(sync_files.errors, '$[0 to ${MOST_ERRORS - 1}]') as errors
from sync_files
where ${conditions.sql()}
order by sync_files.path collate "C" limit ${conditions.value(request.limit + 1)}::integer`,
    conditions.name(),
  );
  const rows = await tx.query(statement, conditions.values);
  return pageOf(
    rows,
    request.limit,
    (row) => encodeCursor([row.path]),
    (row) => row,
  );
}
