import { z } from "zod";

/** What can be done with a saved view. */
export const VIEW_ACTS = ["save", "remove", "restore"] as const;
export type ViewAct = (typeof VIEW_ACTS)[number];

/** Pages whose views can be saved. */
export const VIEW_PAGES = ["/access"] as const;
export type ViewPage = (typeof VIEW_PAGES)[number];

/** A page with its filters, kept by one person under a name. `query`: without the question mark, empty for none. */
export type SavedView = { id: string; name: string; page: ViewPage; query: string; savedAt: string };

/** What only this moment's look is about; a view of another day has no use for it. */
const PASSING = ["cursor", "row", "did", "view"];

const name = z
  .string()
  .max(200, "text of at most 200 characters")
  .refine((value) => value.trim() !== "" && !value.includes("\u0000"), "text that is not empty")
  .transform((value) => value.trim());

const query = z
  .string()
  .max(4_000, "text of at most 4000 characters")
  .refine((value) => !value.includes("\u0000"), "text without U+0000")
  .transform((value) => {
    const kept = new URLSearchParams(value);
    for (const passing of PASSING) kept.delete(passing);
    return kept.toString();
  })
  .default("");

const page = z.enum(VIEW_PAGES, { error: `one of ${VIEW_PAGES.join(", ")}` });
const id = z.guid({ error: "a uuid" });

/** What the API takes to save a view. */
export const ViewBody = z.strictObject({ name, page, query });

/** What the forms of a page post; `query` is what the page was asked for, to lead back there. */
export const ViewForm = z.discriminatedUnion("act", [
  z.strictObject({ act: z.literal("save"), name, page, query }),
  z.strictObject({ act: z.enum(["remove", "restore"]), id, page, query }),
]);
