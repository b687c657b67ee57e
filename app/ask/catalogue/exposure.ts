import type { AnswerableQuestion } from "../question.ts";
import { LADDER, PERSON } from "./access-filters.ts";
import { LEVEL_COLUMN, PERSON_COLUMN, RESOURCE_COLUMN, RESOURCE_TYPE_COLUMN, ROLE_COLUMN } from "./columns.ts";
import { ownerOf } from "./holdings.ts";
import { countDistinct, counted, tally } from "./summaries.ts";

export const publicResources: AnswerableQuestion = {
  kind: "answerable",
  id: "public-resources",
  canonical: "Is anything public?",
  wordings: [
    "which resources are public",
    "what is exposed to the internet",
    "what can everyone access",
    "show public resources",
    "is anything open to the world",
    "public repositories",
  ],
  slots: [
    { name: "system", kind: "system", only: ["gcp", "github"] },
    { name: "resourceType", kind: "resourceType" },
  ],
  followUps: [{ questionId: "outside-collaborators", text: "Which outside collaborators have write or more?" }],
  role: "analyst",
  sql: `select access.resource_id as resource, access.resource_type, access.subject_label as open_to, access.role,
  access.privilege as level, access.resource_node_id as resource_id
from effective_access_rows as access
where access.subject_account_id in (
    (select node_id('account', 'gcp', 'allUsers')), (select node_id('account', 'gcp', 'allAuthenticatedUsers'))
  )
  [system] and access.resource_provider = :system::text
  [resourceType] and access.resource_type = :resourceType::text
union
select resources.native_id, resources.type, 'domain ' || access_grants.grantee_name, access_grants.role,
  access_grants.privilege, resources.id
from access_grants
join resources on resources.id = access_grants.resource_id and resources.deleted_at is null
where access_grants.grantee_kind = 'domain' and access_grants.grantee_name is not null
  [system] and resources.provider = :system::text
  [resourceType] and resources.type = :resourceType::text
union
select resources.native_id, resources.type,
  case split_part(resources.state, ',', 1) when 'public' then 'everyone (public)' else 'every member (internal)' end,
  'read', 'read', resources.id
from resources
where resources.type = 'github_repository' and resources.deleted_at is null
  and split_part(resources.state, ',', 1) in ('public', 'internal')
  [system] and resources.provider = :system::text
  [resourceType] and resources.type = :resourceType::text
order by resource_type, resource, open_to, role`,
  columns: [
    RESOURCE_COLUMN,
    RESOURCE_TYPE_COLUMN,
    { key: "open_to", label: "Open to", kind: "text" },
    ROLE_COLUMN,
    LEVEL_COLUMN,
  ],
  definitions: [
    LADDER,
    {
      term: "public",
      meaning:
        "Granted to allUsers or allAuthenticatedUsers, granted to a whole Workspace domain, or a repository that is public or internal.",
    },
  ],
  assumptions: ["A grant to a domain is shown where it is attached; it reaches everything below."],
  sources: ["gcp", "github"],
  fromAccess: true,
  summarise(rows, _slots, more) {
    if (rows.length === 0) return "Nothing is public.";
    return `${counted(countDistinct(rows, "resource_id"), "resource is", "resources are", more)} open to a public: ${tally(rows, "open_to", "resource_id")}.`;
  },
};

export const singleAdmin: AnswerableQuestion = {
  kind: "answerable",
  id: "single-admin",
  canonical: "Which resources can only one person administer?",
  wordings: [
    "resources with only one admin",
    "resources with a single admin",
    "where is one person the only admin",
    "which resources have a single administrator",
    "bus factor of one",
    "which repositories have only one admin",
  ],
  slots: [
    { name: "system", kind: "system", only: ["aws", "gcp", "github"] },
    { name: "resourceType", kind: "resourceType" },
    { name: "level", kind: "level", fallback: { value: "admin", label: "admin or more" } },
  ],
  followUps: [{ questionId: "privileged-people", text: "Who is admin of anything?" }],
  role: "analyst",
  joins: "hash",
  sql: `with single as (
  select holdings.resource_id as id, min(people.person_id::text) as person_id,
    count(distinct holdings.account_id) filter (where people.person_id is null) as unlinked_accounts
  from access_holdings as holdings
  join resources on resources.id = holdings.resource_id
  left join access_span_people as people on ${ownerOf("holdings.account_id")}
  where holdings.account_id not in (
      select accounts.id from accounts where accounts.type <> 'user' and accounts.type <> 'group'
    )
    and holdings.account_id not in (
      select accounts.id from accounts where accounts.status = 'suspended' and accounts.deleted_at is null
    )
    and holdings.privilege_rank >= least(:level::smallint, 3) and holdings.privilege_rank >= least(
      :level::smallint, case when resources.type in ('aws_account', 'github_repository') then 3 else 4 end
    )
    [system] and resources.provider = :system::text
    [resourceType] and resources.type = :resourceType::text
  group by holdings.resource_id
  having count(distinct people.person_id) = 1
)
select resources.native_id as resource, resources.type as resource_type, people.name as person,
  single.unlinked_accounts, single.person_id, resources.id as resource_id
from single
join resources on resources.id = single.id and resources.deleted_at is null
join canonical_users as people on people.id = single.person_id::uuid and people.deleted_at is null
order by resources.type, resources.native_id, resources.id`,
  columns: [
    RESOURCE_COLUMN,
    RESOURCE_TYPE_COLUMN,
    PERSON_COLUMN,
    { key: "unlinked_accounts", label: "Others, linked to nobody", kind: "number" },
  ],
  definitions: [LADDER, PERSON],
  assumptions: [
    "Suspended accounts cannot act and do not count; service accounts are no people.",
    "Accounts that are linked to nobody are counted beside: they may be further people or the same one.",
  ],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots, more) {
    const level = slots.level?.label ?? "admin or more";
    if (rows.length === 0) return `No resource has exactly one person with ${level}.`;
    return `${counted(countDistinct(rows, "resource_id"), "resource has", "resources have", more)} exactly one person with ${level}: ${counted(countDistinct(rows, "person_id"), "person", "people", more)} in all.`;
  },
};
