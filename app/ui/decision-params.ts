import { z } from "zod";

const DECISION_KINDS = ["accept", "reject", "merge", "split"] as const;
export type DecisionKind = (typeof DECISION_KINDS)[number];

/**
 * Parameters that a page carries right after a decision; see the route /decisions. Apart from the notice itself, so
 * that the browser does not load zod.
 */
export const DecisionNoticeParams = z.strictObject({
  decided: z.guid({ error: "the uuid of a decision" }).optional(),
  kind: z.enum([...DECISION_KINDS, "undo", "bulk"]).optional(),
});
export type DecisionNoticeParams = z.infer<typeof DecisionNoticeParams>;
