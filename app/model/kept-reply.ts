import { z } from "zod";
import { type ChatOutcome, MODEL_USES } from "./chat.ts";

const Near = z.array(z.object({ questionId: z.string(), text: z.string() }));
const Written = { understood: z.string(), because: z.string(), sql: z.string() };

/** Every outcome that is no answer. */
const Unanswered = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("choose"),
    understood: z.string(),
    phrase: z.string().nullable(),
    choices: z.array(z.object({ id: z.string().nullable(), label: z.string(), detail: z.string() })),
  }),
  z.object({ kind: z.literal("not understood"), because: z.string(), nearest: Near }),
  z.object({ kind: z.literal("cannot"), understood: z.string(), because: z.string(), nearest: Near }),
  z.object({ kind: z.literal("refused"), layer: z.string(), ...Written }),
  z.object({ kind: z.literal("failed"), ...Written }),
]) satisfies z.ZodType<Exclude<ChatOutcome, { kind: "answered" }>>;

/** What is kept of a result beside its plan: everything but the rows. `outcome` is null where there was an answer. */
export const KeptReply = z.object({
  outcome: Unanswered.nullable(),
  model: z.object({ use: z.enum(MODEL_USES), note: z.string().nullable() }),
});
export type KeptReply = z.infer<typeof KeptReply>;
