import type { AskPlan } from "./ask-plan.ts";
import type { KeptReply } from "./kept-reply.ts";

/** What became of a question. */
export const ASK_OUTCOMES = ["answered", "choose", "not understood", "cannot", "refused", "failed"] as const;
export type AskOutcome = (typeof ASK_OUTCOMES)[number];

/** A question as it is kept: what was asked and how to ask it again, never its rows. */
export type AskedQuestion = {
  id: string;
  conversationId: string;
  askedBy: string;
  askedAt: string;
  question: string;
  outcome: AskOutcome;
  plan: AskPlan | null;
  understood: string | null;
  rowCount: number | null;
  feedback: "right" | "wrong" | null;
  /** Null for a question from before replies were kept. */
  reply: KeptReply | null;
};

export type SavedQuestion = {
  id: string;
  name: string;
  question: string;
  savedBy: string;
  savedAt: string;
  plan: AskPlan;
  /** The question that was saved; its link shows the whole answer as of now. */
  askedId: string | null;
  /** The last run; null before the first. */
  last: SavedRun | null;
};

type RunRow = Record<string, unknown>;

/** One time that a saved question was asked, and what had changed since the time before. */
export type SavedRun = {
  ranAt: string;
  rowCount: number | null;
  truncated: boolean;
  added: RunRow[];
  removed: RunRow[];
  failure: string | null;
};
