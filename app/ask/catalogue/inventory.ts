import type { AnswerableQuestion } from "../question.ts";
import { PERSON } from "./access-filters.ts";
import {
  ACCOUNT_COLUMN,
  GROUP_COLUMN,
  PERSON_COLUMN,
  RESOURCE_COLUMN,
  RESOURCE_TYPE_COLUMN,
  STATUS_COLUMN,
  SYSTEM_COLUMN,
} from "./columns.ts";
import { counted, tally } from "./summaries.ts";

const ALL = ["google-workspace", "aws", "gcp", "github"] as const;

export const listOfPeople: AnswerableQuestion = {
  kind: "answerable",
  id: "people",
  canonical: "Which people are there?",
  wordings: ["list all people", "show everyone", "how many people are there", "all employees", "show all contractors"],
  slots: [{ name: "population", kind: "population" }],
  followUps: [{ questionId: "unlinked-accounts", text: "Which accounts belong to nobody?" }],
  role: "analyst",
  sql: `select people.name as person, people.email, (
    select count(*) from canonical_user_provider_links as links
    join accounts on accounts.id = links.account_id and accounts.deleted_at is null
    where links.person_id = people.id and links.deleted_at is null
  ) as accounts, people.id as person_id
from canonical_users as people
where people.deleted_at is null
  [population] and exists (
  [population]   select from canonical_user_provider_links as links
  [population]   join accounts on accounts.id = links.account_id and accounts.deleted_at is null
  [population]   join google_workspace_users as users on users.user_id = accounts.native_id and users.deleted_at is null
  [population]   where links.person_id = people.id and links.deleted_at is null
  [population]     and accounts.provider = 'google_workspace'
  [population]     and (users.org_unit_path ilike '%contractor%') = (:population::text = 'contractor')
  [population] )
order by people.name, people.id`,
  columns: [
    PERSON_COLUMN,
    { key: "email", label: "E-mail", kind: "text" },
    { key: "accounts", label: "Accounts", kind: "number" },
  ],
  definitions: [PERSON],
  assumptions: [],
  sources: ALL,
  fromAccess: false,
  summarise: (rows, _slots, more) => `${counted(rows.length, "person", "people", more)}.`,
};

export const listOfAccounts: AnswerableQuestion = {
  kind: "answerable",
  id: "accounts",
  canonical: "Which accounts are there?",
  wordings: ["list all accounts", "how many accounts are there", "which accounts are suspended", "all user accounts"],
  slots: [
    { name: "system", kind: "system" },
    { name: "status", kind: "status" },
  ],
  followUps: [{ questionId: "unlinked-accounts", text: "Which accounts belong to nobody?" }],
  role: "analyst",
  sql: `select accounts.label as account, accounts.provider as system, accounts.type, accounts.status,
  people.name as person, people.id as person_id
from accounts
left join canonical_user_provider_links as links on links.account_id = accounts.id and links.deleted_at is null
left join canonical_users as people on people.id = links.person_id and people.deleted_at is null
where accounts.deleted_at is null and accounts.type in ('user', 'service_account')
  [system] and (accounts.provider = :system::text or accounts.provider like :system::text || '\\_%')
  [status] and accounts.status = :status::text
order by accounts.provider, accounts.label, accounts.id`,
  columns: [ACCOUNT_COLUMN, SYSTEM_COLUMN, { key: "type", label: "Type", kind: "text" }, STATUS_COLUMN, PERSON_COLUMN],
  definitions: [],
  assumptions: ["Accounts of people and services; AWS accounts are resources."],
  sources: ALL,
  fromAccess: false,
  summarise: (rows, _slots, more) =>
    rows.length === 0
      ? "No such account."
      : `${counted(rows.length, "account", "accounts", more)}: ${tally(rows, "system")}.`,
};

export const listOfGroups: AnswerableQuestion = {
  kind: "answerable",
  id: "groups",
  canonical: "Which groups are there?",
  wordings: ["list all groups", "how many groups are there", "all teams"],
  slots: [{ name: "system", kind: "system" }],
  followUps: [{ questionId: "group-hygiene", text: "Which groups are empty, ownerless or contain outsiders?" }],
  role: "analyst",
  sql: `select access_groups.label as "group", access_groups.provider as system, access_groups.kind,
  access_groups.explained as members_known, access_groups.id as group_id
from access_groups
where access_groups.deleted_at is null
  [system] and (access_groups.provider = :system::text or access_groups.provider like :system::text || '\\_%')
order by access_groups.provider, access_groups.label, access_groups.id`,
  columns: [
    GROUP_COLUMN,
    SYSTEM_COLUMN,
    { key: "kind", label: "Kind", kind: "text" },
    { key: "members_known", label: "Members known", kind: "yes-no" },
  ],
  definitions: [],
  assumptions: [],
  sources: ["google-workspace", "aws", "github"],
  fromAccess: false,
  summarise: (rows, _slots, more) =>
    rows.length === 0 ? "No group." : `${counted(rows.length, "group", "groups", more)}: ${tally(rows, "system")}.`,
};

export const listOfResources: AnswerableQuestion = {
  kind: "answerable",
  id: "resources",
  canonical: "Which resources are there?",
  wordings: [
    "list all resources",
    "how many repositories are there",
    "which projects are there",
    "list all repositories",
    "all aws accounts",
  ],
  slots: [
    { name: "system", kind: "system", only: ["aws", "gcp", "github"] },
    { name: "resourceType", kind: "resourceType" },
  ],
  followUps: [{ questionId: "public-resources", text: "Is anything public?" }],
  role: "analyst",
  sql: `select resources.native_id as resource, resources.type as resource_type, resources.name, resources.state,
  resources.id as resource_id
from resources
where resources.deleted_at is null
  [system] and resources.provider = :system::text
  [resourceType] and resources.type = :resourceType::text
order by resources.type, resources.native_id`,
  columns: [
    RESOURCE_COLUMN,
    RESOURCE_TYPE_COLUMN,
    { key: "name", label: "Name", kind: "text" },
    { key: "state", label: "State", kind: "text" },
  ],
  definitions: [],
  assumptions: ["Resources that only a grant names are listed too, without a name."],
  sources: ["aws", "gcp", "github"],
  fromAccess: false,
  summarise: (rows, _slots, more) =>
    rows.length === 0
      ? "No such resource."
      : `${counted(rows.length, "resource", "resources", more)}: ${tally(rows, "resource_type")}.`,
};

export const freshness: AnswerableQuestion = {
  kind: "answerable",
  id: "freshness",
  canonical: "How fresh is the data of each source?",
  wordings: [
    "when was the last sync",
    "how old is the data",
    "which sources are stale",
    "when was the data last synced",
    "which sources are incomplete",
    "how fresh are the sources",
  ],
  slots: [{ name: "system", kind: "system" }],
  followUps: [],
  role: "analyst",
  sql: `select sync_scopes.scope, to_char(sync_scopes.synced_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as synced_at,
  to_char(sync_scopes.collected_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as collected_at,
  sync_scopes.complete, sync_scopes.incomplete_reason
from sync_scopes
where true
  [system] and sync_scopes.scope like replace(:system::text, '_', '-') || '%'
order by sync_scopes.synced_at, sync_scopes.scope`,
  columns: [
    { key: "scope", label: "Source", kind: "text" },
    { key: "synced_at", label: "Read", kind: "time" },
    { key: "collected_at", label: "Collected", kind: "time" },
    { key: "complete", label: "Complete", kind: "yes-no" },
    { key: "incomplete_reason", label: "What is missing", kind: "text" },
  ],
  definitions: [],
  assumptions: [],
  sources: ALL,
  fromAccess: false,
  summarise(rows, _slots, more) {
    if (rows.length === 0) return "No source was ever read.";
    const incomplete = rows.filter((row) => row.complete === false).length;
    return `${counted(rows.length, "source", "sources", more)}, ${incomplete} of them incomplete; the oldest was read at ${rows[0]?.synced_at}.`;
  },
};
