import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { AskPlan } from "../model/ask-plan.ts";
import type { SavedQuestion, SavedRun } from "../model/asked-question.ts";
import { isoTime } from "./fragments.ts";

/** More saved questions than these would make each ingest wait for their answers. */
export const MOST_SAVED_QUESTIONS = 100;

const RunRows = z.array(z.record(z.string(), z.unknown()));

const Run = z.object({
  ran_at: z.string(),
  row_count: z.number().nullable(),
  truncated: z.boolean(),
  added: RunRows,
  removed: RunRows,
  failure: z.string().nullable(),
});

const RUN_COLUMNS = `${isoTime("runs.ran_at")} as ran_at, runs.row_count, runs.truncated, runs.added, runs.removed, runs.failure`;

const runOf = (row: z.infer<typeof Run>): SavedRun => ({
  ranAt: row.ran_at,
  rowCount: row.row_count,
  truncated: row.truncated,
  added: row.added,
  removed: row.removed,
  failure: row.failure,
});

const savedList = defineStatement(
  "saved_question_list",
  z.object({
    id: z.string(),
    name: z.string(),
    question: z.string(),
    saved_by: z.string(),
    asked_id: z.string().nullable(),
    saved_at: z.string(),
    plan: AskPlan,
    last: Run.nullable(),
  }),
  `select saved_questions.id, saved_questions.name, saved_questions.question, saved_questions.saved_by,
  ${isoTime("saved_questions.saved_at")} as saved_at, saved_questions.plan, saved_questions.asked_id, to_jsonb(newest) as last
from saved_questions
left join lateral (
  select ${RUN_COLUMNS} from saved_question_runs as runs
  where runs.saved_question_id = saved_questions.id
  order by runs.ran_at desc, runs.id desc limit 1
) as newest on true
where saved_questions.removed_at is null and ($1::uuid is null or saved_questions.id = $1::uuid)
order by saved_questions.saved_at desc, saved_questions.id limit ${MOST_SAVED_QUESTIONS}`,
);

/** Every saved question of the tenant with its last run, newest first; one when `id` is given. */
export async function listSavedQuestions(tx: TenantTransaction, id: string | null = null): Promise<SavedQuestion[]> {
  return (await tx.query(savedList, [id])).map((row) => ({
    id: row.id,
    name: row.name,
    question: row.question,
    savedBy: row.saved_by,
    askedId: row.asked_id,
    savedAt: row.saved_at,
    plan: row.plan,
    last: row.last && runOf(row.last),
  }));
}

const runList = defineStatement(
  "saved_question_run_list",
  Run,
  `select ${RUN_COLUMNS} from saved_question_runs as runs
where runs.saved_question_id = $1::uuid
order by runs.ran_at desc, runs.id desc`,
);

/** A saved question with its runs that are kept, newest first. */
export async function findSavedQuestion(
  tx: TenantTransaction,
  id: string,
): Promise<(SavedQuestion & { runs: SavedRun[] }) | null> {
  const [saved] = await listSavedQuestions(tx, id);
  return saved === undefined ? null : { ...saved, runs: (await tx.query(runList, [id])).map(runOf) };
}

const lastRows = defineStatement(
  "saved_question_run_find_rows",
  z.object({ rows: RunRows }),
  `select runs.rows from saved_question_runs as runs
where runs.saved_question_id = $1::uuid and runs.failure is null
order by runs.ran_at desc, runs.id desc limit 1`,
);

/** What the last run that succeeded gave; null before the first. */
export async function findLastRows(tx: TenantTransaction, id: string): Promise<Record<string, unknown>[] | null> {
  const [row] = await tx.query(lastRows, [id]);
  return row?.rows ?? null;
}
