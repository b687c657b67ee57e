import { z } from "zod";
import type { Database } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

/** A web process that serves: `instance` is service.instance.id, `startedAt` ISO 8601. */
export type ProcessRun = { instance: string; revision: string; version: string; startedAt: string };

// Casts tell PostgreSQL which function is meant; the rows are empty.
const beginStatement = defineStatement(
  "process_run_begin",
  z.object({}),
  "select from begin_process_run($1::uuid, $2::text, $3::text, $4::timestamptz)",
);

const endStatement = defineStatement(
  "process_run_end",
  z.object({}),
  "select from end_process_run($1::uuid, $2::timestamptz)",
);

const WITHIN_MS = 5_000;

/** Says that a process began to serve; said again it changes nothing. */
export async function beginProcessRun(database: Pick<Database, "query">, run: ProcessRun): Promise<void> {
  await database.query(beginStatement, [run.instance, run.revision, run.version, run.startedAt], WITHIN_MS);
}

/** Says that a process ended, `stoppedAt` in ISO 8601; only the first word counts. */
export async function endProcessRun(
  database: Pick<Database, "query">,
  instance: string,
  stoppedAt: string,
): Promise<void> {
  await database.query(endStatement, [instance, stoppedAt], WITHIN_MS);
}
