import type { AnswerColumn, Slots } from "../../model/answer.ts";
import type { FindingRule, FindingSubjectKind } from "../../model/findings.ts";

/**
 * A rule: what it asks of the data, and how its rows become findings. Every text here is SQL on the rows of the question,
 * under the name `found`; nothing of it comes from outside.
 * - `asks`: a question of the catalogue (app/ask/catalogue) with its slots, or a statement where the catalogue has none
 * - `subject`: what tells one finding from the next; rows with the same key are one finding
 * - `keep`: which rows count · `unknown`: rows that neither open a finding nor let one be resolved
 * - `first`: which rows of a finding are the evidence that is kept, when there are many
 * - `restsOn`: the column that says which sources a finding rests on; without it, on all that the question reads
 */
export type Rule = FindingRule & {
  asks:
    | { questionId: string; slots?: Slots }
    | { sql: string; columns: readonly AnswerColumn[]; sources: readonly string[] };
  subject: { kind: FindingSubjectKind; key: string; id: string; label: string };
  keep?: string;
  unknown?: string;
  first?: string;
  restsOn?: "system" | "resource_type";
};

/** The highest level first. */
export const HIGHEST_FIRST = "array_position(array['owner', 'admin', 'write', 'read', 'none'], found.level)";

const ACCOUNT_LABEL = "coalesce(found.person || ' · ', '') || found.account";

/** A finding for each account; it opens the person when one is known. */
export const BY_ACCOUNT: Rule["subject"] = {
  kind: "account",
  key: "found.account_id::text",
  id: "found.person_id::uuid",
  label: ACCOUNT_LABEL,
};

export const BY_PERSON: Rule["subject"] = {
  kind: "person",
  key: "found.person_id::text",
  id: "found.person_id::uuid",
  label: "found.person",
};

export const BY_RESOURCE: Rule["subject"] = {
  kind: "resource",
  key: "found.resource_id::text",
  id: "found.resource_id::uuid",
  label: "found.resource",
};

export const BY_GROUP: Rule["subject"] = {
  kind: "group",
  key: "found.group_id::text",
  id: "found.group_id::uuid",
  label: 'found."group"',
};
