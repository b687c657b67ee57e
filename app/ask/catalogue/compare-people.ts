import type { AnswerableQuestion } from "../question.ts";
import { ACCESS_DEFINITIONS, ACCESS_FILTERS, accessFiltersWithout } from "./access-filters.ts";
import { LEVEL_COLUMN, RESOURCE_COLUMN, RESOURCE_TYPE_COLUMN, ROLE_COLUMN } from "./columns.ts";
import { counted } from "./summaries.ts";

export const comparePeople: AnswerableQuestion = {
  kind: "answerable",
  id: "compare-people",
  canonical: "Compare {person} and {other}",
  wordings: [
    "compare the access of {person} with {other}",
    "difference between {person} and {other}",
    "how does the access of {person} differ from {other}",
    "what can {person} access that {other} can not",
  ],
  slots: [
    { name: "person", kind: "person", required: true },
    { name: "other", kind: "person", required: true },
    ...accessFiltersWithout("population"),
  ],
  followUps: [
    { questionId: "person-access", text: "What can {person} access?" },
    { questionId: "person-access", text: "What can {other} access?" },
  ],
  role: "analyst",
  sql: `select access.resource_id as resource, access.resource_type, access.role, access.privilege as level,
  case
    when not bool_or(access.person_id = :other::uuid) then 'first only'
    when not bool_or(access.person_id = :person::uuid) then 'second only'
    else 'both'
  end as held_by,
  string_agg(distinct access.access_path, ', ' order by access.access_path)
    filter (where access.person_id = :person::uuid) as first_how,
  string_agg(distinct access.access_path, ', ' order by access.access_path)
    filter (where access.person_id = :other::uuid) as second_how,
  access.resource_node_id as resource_id
from effective_access as access
where access.person_id in (:person::uuid, :other::uuid)
${ACCESS_FILTERS.split("\n")
  .filter((line) => !line.includes("[population]"))
  .join("\n")}
group by access.resource_id, access.resource_type, access.role, access.privilege, access.privilege_rank,
  access.resource_node_id
order by held_by desc, access.privilege_rank desc, access.resource_type, access.resource_id, access.role`,
  columns: [
    RESOURCE_COLUMN,
    RESOURCE_TYPE_COLUMN,
    ROLE_COLUMN,
    LEVEL_COLUMN,
    { key: "held_by", label: "Held by", kind: "text" },
    { key: "first_how", label: "First, how", kind: "list" },
    { key: "second_how", label: "Second, how", kind: "list" },
  ],
  definitions: ACCESS_DEFINITIONS,
  assumptions: ["“First” and “second” are the people in the order of the question."],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots, more) {
    const held = (by: string) => rows.filter((row) => row.held_by === by).length;
    const [first, second] = [slots.person?.label ?? "the first", slots.other?.label ?? "the second"];
    return `${counted(held("both"), "role is", "roles are", more)} held by both; ${held("first only")} by ${first} only and ${held("second only")} by ${second} only.`;
  },
};
