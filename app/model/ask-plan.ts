import { z } from "zod";

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
