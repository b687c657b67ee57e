import type { AnswerableQuestion } from "../question.ts";
import {
  ACCESS_DEFINITIONS,
  ACCESS_FILTERS,
  accessFiltersWithout,
  CONTRACTOR,
  LADDER,
  PERSON,
} from "./access-filters.ts";
import {
  ACCOUNT_COLUMN,
  CERTAINTY_COLUMN,
  LEVEL_COLUMN,
  PERSON_COLUMN,
  RESOURCE_COLUMN,
  RESOURCE_TYPE_COLUMN,
  ROLE_COLUMN,
  STATUS_COLUMN,
  SYSTEM_COLUMN,
} from "./columns.ts";
import { accountOf, HOLDING_LEVEL_LINES, HOLDING_RESOURCE, ownerOf, privilegeOf } from "./holdings.ts";
import { countDistinct, counted, tally, whom } from "./summaries.ts";

/** Accounts are counted first and named afterwards: a hundred thousand rows of access are a few thousand accounts. */
const holders = (conditions: string) => `with held as (
  select access.subject_account_id as account_id, max(access.privilege_rank) as rank,
    count(distinct access.resource_node_id) as resources
  from effective_access_rows as access
  where ${conditions}
    and access.subject_account_id not in (select gone.id from accounts as gone where gone.deleted_at is not null)
  group by access.subject_account_id
), shown as (
  select held.*, people.person_id, people.name
  from held
  left join access_span_people as people on ${ownerOf("held.account_id")}
  [first] order by held.rank desc, people.name, held.account_id
  [first] limit :first
)
select shown.name as person, accounts.label as account, accounts.provider as system, accounts.status,
  ${privilegeOf("shown.rank")} as level, shown.resources, shown.person_id, accounts.id as account_id
from shown
${accountOf("shown.account_id")}
order by shown.rank desc, shown.name, accounts.provider, accounts.label, accounts.id`;
const HOLDER_COLUMNS = [
  PERSON_COLUMN,
  ACCOUNT_COLUMN,
  SYSTEM_COLUMN,
  STATUS_COLUMN,
  LEVEL_COLUMN,
  { key: "resources", label: "Resources", kind: "number" },
] as const;

export const privilegedPeople: AnswerableQuestion = {
  kind: "answerable",
  id: "privileged-people",
  canonical: "Who is admin of anything?",
  wordings: [
    "list all admins",
    "who are the admins",
    "who has admin access",
    "all owners",
    "who can write",
    "people with admin",
    "which people are admins anywhere",
    "who can write to repositories",
    "privileged people",
  ],
  slots: [
    ...accessFiltersWithout("level"),
    { name: "level", kind: "level", fallback: { value: "admin", label: "admin or more" } },
  ],
  followUps: [
    { questionId: "admins-without-mfa", text: "Which admins have no MFA?" },
    { questionId: "single-admin", text: "Which resources can only one person administer?" },
  ],
  role: "analyst",
  joins: "merge",
  sql: holders(`access.subject_type = 'user'
${ACCESS_FILTERS}`),
  columns: HOLDER_COLUMNS,
  definitions: [...ACCESS_DEFINITIONS, CONTRACTOR],
  assumptions: ["Service accounts are left out; ask for them by name.", "Suspended accounts are listed and marked."],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots, more) {
    const level = slots.level?.label ?? "admin or more";
    if (rows.length === 0) return `Nobody has ${level}.`;
    return `${whom(rows, more)} have ${level}; accounts by highest level: ${tally(rows, "level")}.`;
  },
};

export const serviceAccounts: AnswerableQuestion = {
  kind: "answerable",
  id: "service-accounts",
  canonical: "Which service accounts have access?",
  wordings: [
    "service accounts with admin",
    "list service accounts",
    "which bots can write",
    "what are the service accounts",
    "privileged service accounts",
    "which robots have access",
  ],
  slots: accessFiltersWithout("population"),
  followUps: [{ questionId: "unlinked-accounts", text: "Which accounts belong to nobody?" }],
  role: "analyst",
  // In the order of their names, which no person gives them.
  sql: holders(`access.subject_type = 'service_account'
${ACCESS_FILTERS.split("\n")
  .filter((line) => !line.includes("[population]"))
  .join("\n")}`).replaceAll(/^ *\[first\].*\n/gm, ""),
  columns: HOLDER_COLUMNS.slice(1),
  definitions: [
    LADDER,
    { term: "service account", meaning: "A Google Cloud service account or a GitHub bot; never a person." },
  ],
  assumptions: [
    "Service accounts without any access are not listed.",
    "No export tells whether a service account is active.",
  ],
  sources: ["google-workspace", "gcp", "github"],
  fromAccess: true,
  summarise(rows, _slots, more) {
    if (rows.length === 0) return "No service account has such access.";
    return `${counted(countDistinct(rows, "account"), "service account", "service accounts", more)}; by highest level: ${tally(rows, "level")}.`;
  },
};

export const suspendedAccess: AnswerableQuestion = {
  kind: "answerable",
  id: "suspended-access",
  canonical: "Which suspended accounts still hold grants?",
  wordings: [
    "suspended accounts with grants",
    "grants of suspended accounts",
    "which disabled accounts still have permissions",
    "suspended accounts with access",
    "which suspended accounts are admin",
  ],
  slots: accessFiltersWithout("status", "population"),
  followUps: [{ questionId: "leavers", text: "Who left but still has something active?" }],
  role: "analyst",
  sql: holders(`access.subject_status = 'suspended'
${ACCESS_FILTERS.split("\n")
  .filter((line) => !/\[(population|status)\]/.test(line))
  .join("\n")}`),
  columns: HOLDER_COLUMNS,
  definitions: [
    LADDER,
    PERSON,
    {
      term: "suspended",
      meaning: "Suspended, archived or disabled in the account's own system; its grants still stand.",
    },
  ],
  assumptions: ["Accounts of which no source says whether they are active are not counted."],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, _slots, more) {
    if (rows.length === 0) return "No suspended account holds a grant.";
    return `${counted(rows.length, "suspended account holds", "suspended accounts hold", more)} grants; by highest level: ${tally(rows, "level")}.`;
  },
};

export const directGrants: AnswerableQuestion = {
  kind: "answerable",
  id: "direct-grants",
  canonical: "Which users have direct grants instead of group grants?",
  wordings: [
    "direct grants",
    "who has direct access",
    "users with permissions granted directly",
    "grants that do not come through a group",
    "access not through groups",
    "directly assigned permissions",
  ],
  slots: [
    { name: "system", kind: "system", only: ["aws", "gcp", "github"] },
    { name: "level", kind: "level" },
    { name: "resourceType", kind: "resourceType" },
  ],
  followUps: [{ questionId: "admin-groups", text: "Which groups grant admin, and who owns them?" }],
  role: "analyst",
  sql: `select access.person_name as person, access.subject_label as account, access.subject_provider as system,
  access.resource_id as resource, access.resource_type, access.role, access.privilege as level, access.certainty,
  access.person_id, access.resource_node_id as resource_id, access.subject_account_id as account_id
from effective_access as access
where access.access_path = 'direct' and access.subject_type = 'user' and access.resource_type <> 'github_organization'
${ACCESS_FILTERS.split("\n")
  .filter((line) => /\[(system|level|resourceType)\]/.test(line))
  .join("\n")}
group by access.person_name, access.subject_label, access.subject_account_id, access.subject_provider,
  access.resource_id, access.resource_type, access.role, access.privilege, access.privilege_rank, access.certainty,
  access.person_id, access.resource_node_id
order by access.privilege_rank desc, access.resource_type, access.resource_id, access.person_name, access.subject_label,
  access.subject_account_id, access.role, access.certainty`,
  columns: [
    PERSON_COLUMN,
    ACCOUNT_COLUMN,
    SYSTEM_COLUMN,
    RESOURCE_COLUMN,
    RESOURCE_TYPE_COLUMN,
    ROLE_COLUMN,
    LEVEL_COLUMN,
    CERTAINTY_COLUMN,
  ],
  definitions: [
    LADDER,
    {
      term: "direct grant",
      meaning:
        "Granted to the account itself: an IAM policy of the user, an assignment to a user, a `user:` member of a binding, a collaborator of a repository. Membership of a GitHub organisation is none.",
    },
  ],
  assumptions: ["“at_most” marks a collaborator whose role GitHub shows only as the highest over all sources."],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, _slots, more) {
    if (rows.length === 0) return "No user has a direct grant.";
    return `${whom(rows, more)} hold ${counted(rows.length, "direct grant", "direct grants", more)}; by kind of resource: ${tally(rows, "resource_type")}.`;
  },
};

export const bothResources: AnswerableQuestion = {
  kind: "answerable",
  id: "both-resources",
  canonical: "Who can access both {resource} and {other}?",
  wordings: [
    "who holds both {resource} and {other}",
    "who has access to both {resource} and {other}",
    "who is admin of both {resource} and {other}",
    "who can write to {resource} and {other}",
    "toxic pair {resource} and {other}",
    "who can access {resource} as well as {other}",
  ],
  slots: [
    { name: "resource", kind: "resource", required: true },
    { name: "other", kind: "resource", required: true },
    { name: "level", kind: "level" },
  ],
  followUps: [
    { questionId: "resource-access", text: "Who can access {resource}?" },
    { questionId: "resource-access", text: "Who can access {other}?" },
  ],
  role: "analyst",
  joins: "no hash",
  // Where many hold both, people are gone through by name until enough are found; whoever holds one by this account and the
  // other by that is found among the accounts that hold only one, mostly few.
  sql: `with of_first as (
  select distinct holdings.account_id
  from access_holdings as holdings
${HOLDING_RESOURCE}
  where holdings.resource_id = :resource::uuid
${HOLDING_LEVEL_LINES}
), of_second as (
  select distinct holdings.account_id
  from access_holdings as holdings
${HOLDING_RESOURCE}
  where holdings.resource_id = :other::uuid
${HOLDING_LEVEL_LINES}
), apart as (
  select coalesce(of_first.account_id, of_second.account_id) as account_id, of_first.account_id is not null as is_first
  from of_first
  full join of_second on of_second.account_id = of_first.account_id
  where of_first.account_id is null or of_second.account_id is null
), found as (
  (
    select distinct people.name, people.person_id
    from access_span_people as people
    where people.valid_until is null
      and people.account_id not in (select others.id from accounts as others where others.type <> 'user')
      and exists (
        select from access_holdings as holdings
${HOLDING_RESOURCE}
        where holdings.resource_id = :resource::uuid and holdings.account_id = people.account_id
${HOLDING_LEVEL_LINES}
      )
      and exists (
        select from access_holdings as holdings
${HOLDING_RESOURCE}
        where holdings.resource_id = :other::uuid and holdings.account_id = people.account_id
${HOLDING_LEVEL_LINES}
      )
    [first] order by people.name, people.person_id
    [first] limit :first
  )
  union
  select people.name, people.person_id
  from apart
  join access_span_people as people on ${ownerOf("apart.account_id")}
  group by people.name, people.person_id
  having bool_or(apart.is_first) and bool_or(not apart.is_first)
), shown as (
  select found.person_id as id, found.name
  from found
  [first] order by found.name, found.person_id
  [first] limit :first
)
select shown.name as person,
  string_agg(distinct held.role, ', ' order by held.role) filter (where held.resource_id = :resource::uuid) as first_roles,
  string_agg(distinct held.role, ', ' order by held.role) filter (where held.resource_id = :other::uuid) as second_roles,
  count(distinct held.account_id) as accounts, shown.id as person_id
from shown
cross join lateral (
  select people.account_id from access_span_people as people
  where people.person_id = shown.id and people.valid_until is null
    and people.account_id not in (select others.id from accounts as others where others.type <> 'user')
  offset 0
) as own
cross join lateral (
  select holdings.account_id, holdings.role, holdings.resource_id
  from access_holdings as holdings
${HOLDING_RESOURCE}
  where holdings.account_id = own.account_id and holdings.resource_id in (:resource::uuid, :other::uuid)
${HOLDING_LEVEL_LINES}
  offset 0
) as held
group by shown.name, shown.id
order by shown.name, shown.id`,
  columns: [
    PERSON_COLUMN,
    { key: "first_roles", label: "Roles on the first", kind: "list" },
    { key: "second_roles", label: "Roles on the second", kind: "list" },
    { key: "accounts", label: "Accounts", kind: "number" },
  ],
  definitions: ACCESS_DEFINITIONS,
  assumptions: ["Counted for each person over all accounts: one account may hold the first and another the second."],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots, more) {
    const pair = `${slots.resource?.label ?? "the first"} and ${slots.other?.label ?? "the second"}`;
    if (rows.length === 0) return `Nobody has both ${pair}.`;
    return `${counted(countDistinct(rows, "person_id"), "person has", "people have", more)} both ${pair}.`;
  },
};
