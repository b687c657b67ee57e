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
  // Whose rows are shown is found by the levels of the accounts alone; what the rows say is read for those.
  sql: `with holders as (
  select holdings.account_id, holdings.privilege_rank
  from access_holdings as holdings
${HOLDING_RESOURCE}
  [status] join accounts on accounts.id = holdings.account_id and accounts.status = :status::text
  where holdings.resource_id = :resource::uuid
${HOLDING_LEVEL_LINES}
  [path] and holdings.access_path = :path::text
${populationFilter("holdings.account_id")}
  group by holdings.account_id, holdings.privilege_rank
), shown as (
  select holders.*, people.person_id, people.name
  from holders
  left join access_span_people as people on ${ownerOf("holders.account_id")}
  [first] order by holders.privilege_rank desc, people.name, holders.account_id
  [first] limit :first
)
select shown.name as person, accounts.label as account, accounts.provider as system, accounts.status, held.role,
  ${privilegeOf("shown.privilege_rank")} as level,
  concat_ws(', ', case when held.direct then 'direct' end, case when held.by_group then 'group' end,
    case when held.inherited then 'inherited' end) as how,
  held.certainty, shown.person_id, :resource::uuid as resource_id
from shown
cross join lateral (
  select holdings.role, holdings.certainty, bool_or(holdings.access_path = 'direct') as direct,
    bool_or(holdings.access_path = 'group') as by_group, bool_or(holdings.access_path = 'inherited') as inherited
  from access_holdings as holdings
  where holdings.resource_id = :resource::uuid and holdings.account_id = shown.account_id
    and holdings.privilege_rank = shown.privilege_rank
    [path] and holdings.access_path = :path::text
  group by holdings.role, holdings.certainty
  offset 0
) as held
${accountOf("shown.account_id")}
order by shown.privilege_rank desc, shown.name, accounts.label, held.role, shown.account_id, held.certainty`,
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
