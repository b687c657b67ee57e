import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { AskPlan } from "../model/ask-plan.ts";
import type { SavedRun } from "../model/asked-question.ts";
import { appendAuditEntry } from "./audit-log.server.ts";

/** Runs of one question that are kept. */
const KEPT_RUNS = 30;

const insertQuestion = defineStatement(
  "saved_questions_insert",
  z.object({ id: z.string() }),
  `insert into saved_questions (tenant_id, name, question, plan, saved_by, asked_id)
values (app_current_tenant_id(), $1::text, $2::text, $3::jsonb, $4::text, $5::uuid)
returning id`,
);

/** Role: ingest. @returns its identifier */
export async function addSavedQuestion(
  transaction: TenantTransaction,
  given: { name: string; question: string; plan: AskPlan; actor: string; askedId?: string },
): Promise<string> {
  const values = [given.name, given.question, JSON.stringify(given.plan), given.actor, given.askedId ?? null];
  const [row] = await transaction.query(insertQuestion, values);
  if (row === undefined) throw new Error("saved_questions_insert returned no row");
  await appendAuditEntry(transaction, {
    actor: given.actor,
    action: "question.saved",
    target: row.id,
    detail: { name: given.name, question: given.question },
  });
  return row.id;
}

const setRemoved = defineStatement(
  "saved_questions_set_removed",
  z.object({ name: z.string() }),
  `update saved_questions set removed_at = case when $2::boolean then clock_timestamp() end
where id = $1::uuid and (removed_at is null) = $2::boolean
returning name`,
);

/** Takes a saved question away, or brings it back. Role: ingest. @returns false when it is not there, or so already */
export async function setSavedQuestionRemoved(
  transaction: TenantTransaction,
  { id, removed, actor }: { id: string; removed: boolean; actor: string },
): Promise<boolean> {
  const [row] = await transaction.query(setRemoved, [id, removed]);
  if (row === undefined) return false;
  await appendAuditEntry(transaction, {
    actor,
    action: removed ? "question.removed" : "question.restored",
    target: id,
    detail: { name: row.name },
  });
  return true;
}

const insertRun = defineStatement(
  "saved_question_runs_insert",
  z.object({}),
  `insert into saved_question_runs
  (tenant_id, saved_question_id, sync_run_id, row_count, truncated, rows, added, removed, failure)
values (app_current_tenant_id(), $1::uuid, $2::uuid, $3::integer, $4::boolean, $5::jsonb, $6::jsonb, $7::jsonb, $8::text)`,
);

const dropOldRuns = defineStatement(
  "saved_question_runs_drop_old",
  z.object({}),
  `delete from saved_question_runs
where saved_question_runs.saved_question_id = $1::uuid and saved_question_runs.id not in (
  select newest.id from saved_question_runs as newest
  where newest.saved_question_id = $1::uuid
  order by newest.ran_at desc, newest.id desc limit ${KEPT_RUNS}
)`,
);

/** Keeps what a run gave, and the last 30 runs of its question. Role: admin, which alone may delete. */
export async function addSavedQuestionRun(
  transaction: TenantTransaction,
  id: string,
  run: Omit<SavedRun, "ranAt"> & { rows: readonly unknown[]; syncRunId: string | null },
): Promise<void> {
  await transaction.query(insertRun, [
    id,
    run.syncRunId,
    run.rowCount,
    run.truncated,
    JSON.stringify(run.rows),
    JSON.stringify(run.added),
    JSON.stringify(run.removed),
    run.failure,
  ]);
  await transaction.query(dropOldRuns, [id]);
}
