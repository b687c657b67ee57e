import { z } from "zod";

const MAX_QUESTION = 2_000;
const MAX_NAME = 200;
const MAX_NOTE = 1_000;
const MAX_PICKS = 20;

const line = (most: number) =>
  z
    .string(`text of 1 to ${most} characters`)
    .max(most, `text of 1 to ${most} characters`)
    // PostgreSQL stores no U+0000.
    .refine((value) => !value.includes("\u0000"), "text without U+0000")
    .transform((value) => value.trim())
    .refine((value) => value !== "", `text of 1 to ${most} characters`);

const uuid = z.guid({ error: "a uuid" });

export const QuestionText = line(MAX_QUESTION);

/** Body of POST /api/chat. `picks`: phrases of the question that meant several things, and the id that was chosen. */
export const ChatBody = z.strictObject({
  question: QuestionText,
  conversationId: uuid.nullish(),
  picks: z
    .record(z.string().max(MAX_QUESTION), z.string().max(500, "an id of at most 500 characters"))
    .refine((picks) => Object.keys(picks).length <= MAX_PICKS, `at most ${MAX_PICKS} phrases, each with an id`)
    .optional(),
});

const judgement = {
  feedback: z.enum(["right", "wrong"], { error: "one of right, wrong" }),
  note: line(MAX_NOTE).nullish(),
};
const name = line(MAX_NAME);

export const FeedbackBody = z.strictObject(judgement);
export const SaveBody = z.strictObject({ questionId: uuid, name });

/** What the forms of the ask pages post. A choice is one phrase with one id, beside those made before. */
export const AskForm = z.strictObject({
  question: QuestionText,
  conversationId: uuid.optional(),
  picks: z
    .string()
    .max(20_000)
    .transform((text, context) => {
      try {
        return ChatBody.shape.picks.parse(JSON.parse(text));
      } catch {
        context.addIssue({ code: "custom", message: "phrases with the ids of their choices, as JSON" });
        return z.NEVER;
      }
    })
    .optional(),
});
export const AnswerForm = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("judge"), ...judgement }),
  z.strictObject({ act: z.literal("save"), name }),
]);
export const SavedForm = z.strictObject({ act: z.enum(["run", "remove", "restore"]), id: uuid });
