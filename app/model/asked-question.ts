import { z } from "zod";

/** What became of a question. */
export const ASK_OUTCOMES = ["answered", "choose", "not understood", "cannot", "refused", "failed"] as const;
export type AskOutcome = (typeof ASK_OUTCOMES)[number];

const SlotValue = z.object({ value: z.union([z.string(), z.number()]), label: z.string() });

/** All that it takes to ask again: a question of the catalogue with its slots, or the SQL of a model. */
export const AskPlan = z.discriminatedUnion("by", [
  z.object({ by: z.literal("catalogue"), questionId: z.string(), slots: z.record(z.string(), SlotValue) }),
  z.object({
    by: z.literal("model"),
    provider: z.string(),
    model: z.string(),
    understood: z.string(),
    assumptions: z.array(z.string()),
    sql: z.string(),
  }),
]);
export type AskPlan = z.infer<typeof AskPlan>;

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
};

export type SavedQuestion = {
  id: string;
  name: string;
  question: string;
  savedBy: string;
  savedAt: string;
  plan: AskPlan;
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
