import type { AnswerableQuestion } from "../question.ts";
import { LADDER, PERSON } from "./access-filters.ts";
import { ACCOUNT_COLUMN, LEVEL_COLUMN, PERSON_COLUMN, STATUS_COLUMN, SYSTEM_COLUMN } from "./columns.ts";
import { countDistinct, counted, tally } from "./summaries.ts";

export const leavers: AnswerableQuestion = {
  kind: "answerable",
  id: "leavers",
  canonical: "Who left but still has something active?",
  wordings: [
    "people suspended in workspace who still have active accounts",
    "leavers with active accounts",
    "who left and still has access",
    "former employees with access",
    "offboarded people who are still active",
    "which leavers still have accounts",
    "suspended people who still have access",
    "which suspended users still have access",
  ],
  slots: [{ name: "system", kind: "system" }],
  followUps: [{ questionId: "admins-without-mfa", text: "Which admins have no MFA?" }],
  role: "analyst",
  sql: `with workspace as materialized (
  select links.person_id
  from accounts
  join canonical_user_provider_links as links on links.account_id = accounts.id and links.deleted_at is null
  where accounts.status = 'suspended' and accounts.provider = 'google_workspace' and accounts.type = 'user'
    and accounts.deleted_at is null
  group by links.person_id
), gone as materialized (
  select workspace.person_id from workspace
  where not exists (
    select from canonical_user_provider_links as others
    join accounts on accounts.id = others.account_id and accounts.deleted_at is null
    where others.person_id = workspace.person_id and others.deleted_at is null
      and accounts.provider = 'google_workspace' and accounts.listed and accounts.status <> 'suspended'
  )
)
select people.name as person, accounts.label as account, accounts.provider as system, accounts.status,
  (array['none', 'read', 'write', 'admin', 'owner'])[highest.rank + 1] as level,
  coalesce(highest.resources, 0) as resources, people.id as person_id
from gone
join canonical_users as people on people.id = gone.person_id and people.deleted_at is null
join canonical_user_provider_links as links on links.person_id = people.id and links.deleted_at is null
join accounts on accounts.id = links.account_id and accounts.deleted_at is null
cross join lateral (
  select max(access.privilege_rank) as rank, count(distinct access.resource_node_id) as resources
  from effective_access_rows as access where access.subject_account_id = accounts.id
) as highest
where accounts.provider <> 'google_workspace' and accounts.status <> 'suspended'
  [system] and (accounts.provider = :system::text or accounts.provider like :system::text || '\\_%')
order by highest.rank desc nulls last, people.name, accounts.provider, accounts.label, accounts.id`,
  columns: [
    PERSON_COLUMN,
    ACCOUNT_COLUMN,
    SYSTEM_COLUMN,
    STATUS_COLUMN,
    LEVEL_COLUMN,
    { key: "resources", label: "Resources", kind: "number" },
  ],
  definitions: [
    PERSON,
    LADDER,
    { term: "left", meaning: "Every Google Workspace account of the person is suspended or archived." },
    {
      term: "active",
      meaning: "The account's own system does not say that it is suspended; unknown is shown as unknown.",
    },
  ],
  assumptions: [
    "Identity Center may lag behind Workspace by its provisioning interval.",
    "Keys that outlive a sign-in are in “access keys older than 90 days”.",
  ],
  sources: ["google-workspace", "aws", "github"],
  fromAccess: true,
  summarise(rows, _slots, more) {
    if (rows.length === 0) return "Nobody who left has an account that is still active.";
    return `${counted(countDistinct(rows, "person_id"), "person", "people", more)} who left still have ${counted(rows.length, "account", "accounts", more)} that are not suspended; by status: ${tally(rows, "status")}.`;
  },
};
