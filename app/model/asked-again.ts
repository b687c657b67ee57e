import type { AskedQuestion } from "./asked-question.ts";
import type { ChatResult } from "./chat.ts";

/** A question that was asked before, with its answer as of now. Only whoever asked it can judge it. */
export type AskedAgain = Pick<ChatResult, "id" | "conversationId" | "question" | "outcome" | "model"> &
  Pick<AskedQuestion, "askedBy" | "askedAt" | "feedback"> & { isOwn: boolean };
