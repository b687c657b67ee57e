import type { Database } from "../db/database.server.ts";
import type { Answer } from "../model/answer.ts";
import { AnswerTooSlow, answerQuestion } from "./answer.server.ts";
import { createNameLookup } from "./link/find-names.server.ts";
import type { Outcome, PlannedQuestion } from "./outcome.ts";
import { planQuestion } from "./plan.ts";

export type Asked = { kind: "answered"; answer: Answer } | Exclude<Outcome, { kind: "planned" }>;

export type AskOptions = {
  /** The plan of the question before, for “only the contractors”. */
  previous?: PlannedQuestion | null;
  /** What the asker chose for phrases that mean several things. */
  picks?: Readonly<Record<string, string>>;
  now?: Date;
};

/** Understands a question and answers it, without a model. */
export async function askCatalogue(
  database: Database,
  tenantId: string,
  text: string,
  { previous = null, picks = {}, now = new Date() }: AskOptions = {},
): Promise<Asked> {
  const outcome = await database.read({ tenantId, role: "analyst" }, (tx) =>
    planQuestion(text, { lookup: createNameLookup(tx), now, previous, picks }),
  );
  if (outcome.kind !== "planned") return outcome;
  try {
    return { kind: "answered", answer: await answerQuestion(database, tenantId, outcome) };
  } catch (error) {
    if (!(error instanceof AnswerTooSlow)) throw error;
    const { questionId, slots, understood } = outcome;
    return { kind: "not answerable", questionId, slots, understood, reason: error.message, nearest: [] };
  }
}
