import { z } from "zod";

export const FOUND_KINDS = ["person", "group", "resource", "account", "finding", "rule", "question"] as const;
export type FoundKind = (typeof FOUND_KINDS)[number];

/** One hit of the command palette. `target` is the id of the page behind it, when that is not its own. */
export const Found = z.object({
  kind: z.enum(FOUND_KINDS),
  id: z.string(),
  label: z.string(),
  note: z.string(),
  target: z.string().nullable(),
});
export type Found = z.infer<typeof Found>;
