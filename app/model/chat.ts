import type { Answer } from "./answer.ts";
import type { AskPlan } from "./ask-plan.ts";

/** An answer with how to ask it again, and the relations that it was read from. */
export type ShownAnswer = Omit<Answer, "questionId" | "slots"> & { plan: AskPlan; tables: string[] };

/**
 * What the language model had to do with a result. `unavailable` and `spent` mean that one is set up, was needed, and
 * could not be asked.
 */
export const MODEL_USES = ["off", "not needed", "used", "unavailable", "spent"] as const;
export type ModelUse = (typeof MODEL_USES)[number];

/** A question that the product knows, as a way on. */
export type NearQuestion = { questionId: string; text: string };

export type ChatOutcome =
  | { kind: "answered"; answer: ShownAnswer }
  /** `phrase` goes back with the chosen `id`; choices of a model have none, and their label is the next question. */
  | {
      kind: "choose";
      understood: string;
      phrase: string | null;
      choices: { id: string | null; label: string; detail: string }[];
    }
  | { kind: "not understood"; because: string; nearest: NearQuestion[] }
  | { kind: "cannot"; understood: string; because: string; nearest: NearQuestion[] }
  /** The guard said no to what a model wrote, also at the second try. */
  | { kind: "refused"; understood: string; layer: string; because: string; sql: string }
  | { kind: "failed"; understood: string; because: string; sql: string };

export type ChatResult = {
  id: string;
  conversationId: string;
  question: string;
  outcome: ChatOutcome;
  model: { use: ModelUse; note: string | null };
  tookMs: number;
};

/** Told while a question is being answered. A draft replaces the one before. */
export type ChatProgress =
  | { type: "step"; step: "reading the question" | "asking the model" | "reading the database" }
  | { type: "draft"; understood: string; sql: string };
