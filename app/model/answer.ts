import type { Json } from "./json.ts";
import type { ScopeFreshness } from "./views.ts";

/** What a cell is, so that a page can show it, sort it and link it. `list` is text, joined by commas. */
export type AnswerColumnKind = "text" | "list" | "number" | "time" | "yes-no";

/**
 * A column of an answer.
 * `link` names the page behind the cell and the keys of the row that hold its identifiers: person and resource for
 * `explain`, one identifier for the others. A row whose identifier is null has no link.
 */
export type AnswerColumn = {
  key: string;
  label: string;
  kind: AnswerColumnKind;
  link?: { to: "person" | "group" | "resource" | "explain"; keys: readonly string[] };
};

/** A row holds every shown column and the identifiers that links need. Times are ISO 8601 in UTC, unknown is null. */
export type AnswerRow = Record<string, string | number | boolean | null>;

/** What a slot of a question was filled with: `value` goes to the database, `label` to people. */
export type SlotValue = { value: string | number; label: string };

/** Slots by name. With the id of the question they are all it takes to ask again. */
export type Slots = Readonly<Record<string, SlotValue>>;

export type Definition = { term: string; meaning: string };

/** A question that can be asked next, as a person would write it. */
export type FollowUp = { text: string; questionId: string };

/** Rows with everything that is needed to trust them. */
export type Answer = {
  questionId: string;
  slots: Slots;
  /** "I understood: …" */
  understood: string;
  columns: readonly AnswerColumn[];
  rows: AnswerRow[];
  /** There are more rows than the answer holds; the summary then speaks of "at least". */
  truncated: boolean;
  /** Made of the rows alone. */
  summary: string;
  sql: string;
  /** The values of `$1`, `$2`, …, which stand apart from the statement. */
  values: { name: string; value: Json }[];
  definitions: readonly Definition[];
  assumptions: readonly string[];
  /** When effective access was last worked out, or null when the answer does not come from it. */
  asOf: string | null;
  sources: ScopeFreshness[];
  followUps: FollowUp[];
};
