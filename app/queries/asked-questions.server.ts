import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { AskPlan } from "../model/ask-plan.ts";
import { ASK_OUTCOMES, type AskedQuestion } from "../model/asked-question.ts";
import { decodeCursor, encodeCursor } from "../model/cursor.ts";
import { KeptReply } from "../model/kept-reply.ts";
import type { Page } from "../model/views.ts";
import { isoTime } from "./fragments.ts";
import { type PageRequest, pageOf } from "./page.ts";

const Row = z.object({
  id: z.string(),
  conversation_id: z.string(),
  asked_by: z.string(),
  asked_at: z.string(),
  key_time: z.string(),
  question: z.string(),
  outcome: z.enum(ASK_OUTCOMES),
  plan: AskPlan.nullable(),
  understood: z.string().nullable(),
  row_count: z.number().nullable(),
  feedback: z.enum(["right", "wrong"]).nullable(),
  reply: KeptReply.nullable(),
});

const COLUMNS = `asked_questions.id, asked_questions.conversation_id, asked_questions.asked_by,
  ${isoTime("asked_questions.asked_at")} as asked_at, asked_questions.asked_at::text as key_time, asked_questions.question,
  asked_questions.outcome, asked_questions.plan, asked_questions.understood, asked_questions.row_count,
  asked_questions.feedback, asked_questions.reply`;

const viewOf = (row: z.infer<typeof Row>): AskedQuestion => ({
  id: row.id,
  conversationId: row.conversation_id,
  askedBy: row.asked_by,
  askedAt: row.asked_at,
  question: row.question,
  outcome: row.outcome,
  plan: row.plan,
  understood: row.understood,
  rowCount: row.row_count,
  feedback: row.feedback,
  reply: row.reply,
});

const questionFind = defineStatement(
  "asked_question_find",
  Row,
  `select ${COLUMNS} from asked_questions where asked_questions.id = $1::uuid`,
);

/** The question of a link; everybody of the tenant may follow it. */
export async function findAskedQuestion(tx: TenantTransaction, id: string): Promise<AskedQuestion | null> {
  const [row] = await tx.query(questionFind, [id]);
  return row === undefined ? null : viewOf(row);
}

const conversationList = defineStatement(
  "asked_question_list_conversation",
  Row,
  `select ${COLUMNS} from asked_questions
where asked_questions.conversation_id = $1::uuid and asked_questions.asked_by = $2::text
order by asked_questions.asked_at desc, asked_questions.id desc limit $3::integer`,
);

/** @returns the last questions of one person's conversation, newest first */
export async function listConversation(
  tx: TenantTransaction,
  { conversationId, askedBy, limit }: { conversationId: string; askedBy: string; limit: number },
): Promise<AskedQuestion[]> {
  return (await tx.query(conversationList, [conversationId, askedBy, limit])).map(viewOf);
}

const questionList = defineStatement(
  "asked_question_list",
  Row,
  `select ${COLUMNS} from asked_questions
where asked_questions.asked_by = $1::text
  and ($2::timestamptz is null or (asked_questions.asked_at, asked_questions.id) < ($2::timestamptz, $3::uuid))
order by asked_questions.asked_at desc, asked_questions.id desc limit $4::integer`,
);

const Key = z.tuple([z.string().max(40), z.uuid()]);

/** What one person asked, newest first. */
export async function listAskedQuestions(
  tx: TenantTransaction,
  { askedBy, limit, cursor }: PageRequest & { askedBy: string },
): Promise<Page<AskedQuestion>> {
  const after = decodeCursor(cursor, Key);
  const rows = await tx.query(questionList, [askedBy, after?.[0] ?? null, after?.[1] ?? null, limit + 1]);
  return pageOf(rows, limit, (row) => encodeCursor([row.key_time, row.id]), viewOf);
}
