import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import type { AskPlan } from "../model/ask-plan.ts";
import type { AskedQuestion, AskOutcome } from "../model/asked-question.ts";
import type { Json } from "../model/json.ts";
import type { KeptReply } from "../model/kept-reply.ts";
import { appendAuditEntry } from "./audit-log.server.ts";

const insertQuestion = defineStatement(
  "asked_questions_insert",
  z.object({ id: z.string() }),
  `insert into asked_questions (id, tenant_id, conversation_id, asked_by, question, outcome, plan, understood, row_count, took_ms, reply)
values ($1::uuid, app_current_tenant_id(), $2::uuid, $3::text, $4::text, $5::text, $6::jsonb, $7::text, $8::integer, $9::integer, $10::jsonb)
returning id`,
);

/** What became of a question; the audit log gets it too, with the SQL and the guard's verdict. */
export type AskedRecord = {
  id: string;
  conversationId: string;
  actor: string;
  question: string;
  outcome: AskOutcome;
  plan: AskPlan | null;
  understood: string | null;
  rowCount: number | null;
  tookMs: number;
  reply: KeptReply;
  sql: string | null;
  /** What the guard said of SQL that a model wrote; null when nobody had to ask it. */
  verdict: Json;
};

/** Keeps a question and writes it to the audit log; rows of the answer go to neither. Role: ingest. */
export async function addAskedQuestion(transaction: TenantTransaction, record: AskedRecord): Promise<void> {
  const { id, conversationId, actor, question, outcome, plan, understood, rowCount, tookMs, sql, verdict } = record;
  await transaction.query(insertQuestion, [
    id,
    conversationId,
    actor,
    question,
    outcome,
    plan && JSON.stringify(plan),
    understood,
    rowCount,
    tookMs,
    JSON.stringify(record.reply),
  ]);
  await appendAuditEntry(transaction, {
    actor,
    action: "question.asked",
    target: id,
    detail: { question, outcome, sql, verdict, rowCount, tookMs },
  });
}

const setFeedback = defineStatement(
  "asked_questions_set_feedback",
  z.object({ id: z.string() }),
  `update asked_questions set feedback = $2::text, feedback_note = $3::text where id = $1::uuid returning id`,
);

/** Role: ingest. @returns false when there is no such question */
export async function setQuestionFeedback(
  transaction: TenantTransaction,
  given: { id: string; actor: string; feedback: NonNullable<AskedQuestion["feedback"]>; note: string | null },
): Promise<boolean> {
  const [row] = await transaction.query(setFeedback, [given.id, given.feedback, given.note]);
  if (row === undefined) return false;
  await appendAuditEntry(transaction, {
    actor: given.actor,
    action: "question.judged",
    target: given.id,
    detail: { feedback: given.feedback },
  });
  return true;
}
