import type { AnswerableQuestion } from "../question.ts";
import {
  ACCESS_DEFINITIONS,
  accessFiltersWithout,
  CONTRACTOR,
  MARKED_NOT_HIDDEN,
  populationFilter,
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
import { accountOf, HOLDING_LEVEL_LINES, HOLDING_RESOURCE, ownerOf, privilegeOf } from "./holdings.ts";
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
  joins: "merge",
  sql: `with held as (
  select holdings.account_id, holdings.resource_id, holdings.role, holdings.privilege_rank, holdings.certainty,
    bool_or(holdings.access_path = 'direct') as direct, bool_or(holdings.access_path = 'group') as by_group,
    bool_or(holdings.access_path = 'inherited') as inherited
  from access_holdings as holdings
${HOLDING_RESOURCE}
  [status] join accounts on accounts.id = holdings.account_id and accounts.status = :status::text
  where holdings.resource_id = :resource::uuid
${HOLDING_LEVEL_LINES}
  [path] and holdings.access_path = :path::text
${populationFilter("holdings.account_id")}
  group by holdings.account_id, holdings.resource_id, holdings.role, holdings.privilege_rank, holdings.certainty
), shown as (
  select held.*, people.person_id, people.name as person_name
  from held
  left join access_span_people as people on ${ownerOf("held.account_id")}
  [first] order by held.privilege_rank desc, people.name, held.account_id, held.role, held.certainty
  [first] limit :first
)
select shown.person_name as person, accounts.label as account, accounts.provider as system, accounts.status, shown.role,
  ${privilegeOf("shown.privilege_rank")} as level,
  concat_ws(', ', case when shown.direct then 'direct' end, case when shown.by_group then 'group' end,
    case when shown.inherited then 'inherited' end) as how,
  shown.certainty, shown.person_id, shown.resource_id
from shown
${accountOf("shown.account_id")}
order by shown.privilege_rank desc, shown.person_name, accounts.label, shown.role`,
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
