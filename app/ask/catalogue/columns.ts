import type { AnswerColumn } from "../../model/answer.ts";

/** Columns that many questions share. A link's keys are identifiers that the statement selects beside the columns. */
export const PERSON_COLUMN: AnswerColumn = {
  key: "person",
  label: "Person",
  kind: "text",
  link: { to: "person", keys: ["person_id"] },
};
export const ACCOUNT_COLUMN: AnswerColumn = { key: "account", label: "Account", kind: "text" };
export const SYSTEM_COLUMN: AnswerColumn = { key: "system", label: "System", kind: "text" };
export const STATUS_COLUMN: AnswerColumn = { key: "status", label: "Status", kind: "text" };
export const RESOURCE_COLUMN: AnswerColumn = {
  key: "resource",
  label: "Resource",
  kind: "text",
  link: { to: "resource", keys: ["resource_id"] },
};
export const RESOURCE_TYPE_COLUMN: AnswerColumn = { key: "resource_type", label: "Kind", kind: "text" };
export const ROLE_COLUMN: AnswerColumn = { key: "role", label: "Role", kind: "text" };
export const LEVEL_COLUMN: AnswerColumn = { key: "level", label: "Level", kind: "text" };
export const HOW_COLUMN: AnswerColumn = {
  key: "how",
  label: "How",
  kind: "list",
  link: { to: "explain", keys: ["person_id", "resource_id"] },
};
export const CERTAINTY_COLUMN: AnswerColumn = { key: "certainty", label: "Certainty", kind: "text" };
export const GROUP_COLUMN: AnswerColumn = {
  key: "group",
  label: "Group",
  kind: "text",
  link: { to: "group", keys: ["group_id"] },
};
