import type { AnswerableQuestion } from "../question.ts";
import {
  ACCESS_DEFINITIONS,
  ACCESS_FILTERS,
  accessFiltersWithout,
  CONTRACTOR,
  MARKED_NOT_HIDDEN,
} from "./access-filters.ts";
import {
  ACCOUNT_COLUMN,
  CERTAINTY_COLUMN,
  HOW_COLUMN,
  LEVEL_COLUMN,
  PERSON_COLUMN,
  ROLE_COLUMN,
  STATUS_COLUMN,
  SYSTEM_COLUMN,
} from "./columns.ts";
import { tally, whom } from "./summaries.ts";

export const resourceAccess: AnswerableQuestion = {
  kind: "answerable",
  id: "resource-access",
  canonical: "Who can access {resource}?",
  wordings: [
    "who has access to {resource}",
    "which people can reach {resource}",
    "list everyone with access to {resource}",
    "who is admin of {resource}",
    "who are the admins of {resource}",
    "who can write to {resource}",
    "who owns {resource}",
    "who is the owner of {resource}",
    "access to {resource}",
    "admins of {resource}",
  ],
  slots: [{ name: "resource", kind: "resource", required: true }, ...accessFiltersWithout("system", "resourceType")],
  followUps: [
    { questionId: "resource-access", text: "Who is admin of {resource}?" },
    { questionId: "outside-collaborators", text: "Which outside collaborators have write or more?" },
  ],
  role: "analyst",
  sql: `select access.person_name as person, access.subject_label as account, access.subject_provider as system,
  access.subject_status as status, access.role, access.privilege as level,
  string_agg(distinct access.access_path, ', ' order by access.access_path) as how, access.certainty,
  access.person_id, access.resource_node_id as resource_id
from effective_access as access
where access.resource_node_id = :resource::uuid
${ACCESS_FILTERS.split("\n")
  .filter((line) => !/\[(system|resourceType)\]/.test(line))
  .join("\n")}
group by access.person_name, access.subject_label, access.subject_account_id, access.subject_provider,
  access.subject_status, access.role, access.privilege, access.privilege_rank, access.certainty, access.person_id,
  access.resource_node_id
order by access.privilege_rank desc, access.person_name, access.subject_label, access.role`,
  columns: [
    PERSON_COLUMN,
    ACCOUNT_COLUMN,
    SYSTEM_COLUMN,
    STATUS_COLUMN,
    ROLE_COLUMN,
    LEVEL_COLUMN,
    HOW_COLUMN,
    CERTAINTY_COLUMN,
  ],
  definitions: [...ACCESS_DEFINITIONS, CONTRACTOR],
  assumptions: [MARKED_NOT_HIDDEN, "Roles held above the resource count, because they reach it."],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots, more) {
    const name = slots.resource?.label ?? "the resource";
    if (rows.length === 0) return `Nobody has such access to ${name}.`;
    return `${whom(rows, more)} can reach ${name}; rows by level: ${tally(rows, "level")}.`;
  },
};
