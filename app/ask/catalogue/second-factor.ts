import type { AnswerableQuestion } from "../question.ts";
import { LADDER } from "./access-filters.ts";
import { ACCOUNT_COLUMN, LEVEL_COLUMN, PERSON_COLUMN, STATUS_COLUMN, SYSTEM_COLUMN } from "./columns.ts";
import { accountOf, ownerOf, privilegeOf } from "./holdings.ts";
import { counted, tally, whom } from "./summaries.ts";

export const adminsWithoutMfa: AnswerableQuestion = {
  kind: "answerable",
  id: "admins-without-mfa",
  canonical: "Which admins have no MFA?",
  wordings: [
    "admins without mfa",
    "who is admin without a second factor",
    "privileged users without mfa",
    "owners without mfa",
    "who can write without mfa",
    "which admins do not use mfa",
    "is there any admin without mfa",
  ],
  slots: [
    { name: "level", kind: "level", fallback: { value: "admin", label: "admin or more" } },
    { name: "system", kind: "system" },
    { name: "status", kind: "status" },
  ],
  followUps: [{ questionId: "dormant-admins", text: "Which admins have not signed in for 90 days?" }],
  role: "analyst",
  joins: "hash",
  sql: `with privileged as materialized (
  select access.subject_account_id as account_id, max(access.privilege_rank) as rank
  from effective_access_rows as access
  where access.subject_type = 'user' and access.privilege_rank >= :level::smallint
  group by access.subject_account_id
), holders as materialized (
  select accounts.id, accounts.provider, accounts.native_id, privileged.rank, people.person_id, people.name
  from privileged
  join accounts on accounts.id = privileged.account_id and accounts.deleted_at is null
  left join access_span_people as people on ${ownerOf("accounts.id")}
  where true
    [system] and (accounts.provider = :system::text or accounts.provider like :system::text || '\\_%')
    [status] and accounts.status = :status::text
), workspace as materialized (
  select users.user_id, bool_and(users.is_enrolled_in_2sv) as mfa
  from google_workspace_users as users where users.deleted_at is null
  group by users.user_id
), workspace_of_person as (
  select holders.person_id, bool_and(workspace.mfa) as mfa, bool_or(workspace.mfa is null) as unknown
  from (select distinct holders.person_id from holders where holders.provider = 'aws_identity_center') as holders
  join access_span_people as own on own.person_id = holders.person_id and own.valid_until is null
  join accounts on accounts.id = own.account_id and accounts.provider = 'google_workspace' and accounts.type = 'user'
    and accounts.deleted_at is null
  join workspace on workspace.user_id = accounts.native_id
  group by holders.person_id
), iam as (
  select reports.arn, bool_and(reports.mfa_active) as mfa
  from aws_iam_credential_reports as reports where reports.deleted_at is null
  group by reports.arn
), listings as (
  select memberships.scope, bool_or(memberships.listing = '2fa_disabled') as known
  from github_org_memberships as memberships where memberships.deleted_at is null
  group by memberships.scope
), github as (
  select memberships.user_id,
    case
      when bool_or(memberships.listing = '2fa_disabled') then false
      when bool_or(listings.known or organisations.two_factor_requirement_enabled) then true
    end as mfa
  from github_org_memberships as memberships
  join listings on listings.scope = memberships.scope
  left join github_organisations as organisations
    on organisations.scope = memberships.scope and organisations.deleted_at is null
  where memberships.deleted_at is null
  group by memberships.user_id
), without as (
  select holders.*, factor.mfa
  from holders
  left join workspace on holders.provider = 'google_workspace' and workspace.user_id = holders.native_id
  left join workspace_of_person
    on holders.provider = 'aws_identity_center' and workspace_of_person.person_id = holders.person_id
  left join iam on holders.provider = 'aws_iam' and iam.arn = holders.native_id
  left join github on holders.provider = 'github' and github.user_id = holders.native_id
  cross join lateral (
    select case holders.provider
      when 'google_workspace' then workspace.mfa
      when 'aws_iam' then iam.mfa
      when 'github' then github.mfa
      when 'aws_identity_center' then case
        when not workspace_of_person.mfa then false
        when not workspace_of_person.unknown then workspace_of_person.mfa
      end
    end as mfa
  ) as factor
  where factor.mfa is distinct from true
), shown as (
  select without.id, without.provider, without.rank, without.person_id, without.name,
    case when without.mfa is null then 'unknown' else 'no' end as mfa
  from without
  [first] order by mfa, without.rank desc, without.name, without.provider, without.id
  [first] limit :first
)
select shown.name as person, accounts.label as account, accounts.provider as system, accounts.status,
  ${privilegeOf("shown.rank")} as level, shown.mfa, shown.person_id, accounts.id as account_id
from shown
${accountOf("shown.id")}
order by shown.mfa, shown.rank desc, shown.name, accounts.provider, accounts.label`,
  columns: [
    PERSON_COLUMN,
    ACCOUNT_COLUMN,
    SYSTEM_COLUMN,
    STATUS_COLUMN,
    LEVEL_COLUMN,
    { key: "mfa", label: "MFA", kind: "text" },
  ],
  definitions: [
    LADDER,
    {
      term: "MFA",
      meaning:
        "Workspace: enrolled in 2-step verification. IAM: the credential report. GitHub: not in the list of members without 2FA, or required by the organisation. Identity Center: the person's Workspace account, which signs in for it.",
    },
    { term: "unknown", meaning: "No source says; unknown is never counted as “no”." },
  ],
  assumptions: [
    "Service accounts have no second factor and are left out.",
    "Suspended accounts are listed and marked.",
  ],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots, more) {
    const level = slots.level?.label ?? "admin or more";
    const without = rows.filter((row) => row.mfa === "no");
    const unknown = rows.length - without.length;
    if (rows.length === 0) return `Everyone with ${level} has MFA.`;
    return `${whom(without, more)} with ${level} ${without.length === 1 ? "has" : "have"} no MFA; of ${counted(unknown, "further account", "further accounts", more)} nobody knows.`;
  },
};

export const dormantAdmins: AnswerableQuestion = {
  kind: "answerable",
  id: "dormant-admins",
  canonical: "Who has not logged in for {days} but holds admin?",
  wordings: [
    "admins who have not signed in for {days}",
    "dormant admins",
    "inactive admins",
    "unused admin accounts",
    "which admins have not logged in since {days}",
    "dormant accounts with admin",
    "who has admin but never logged in",
  ],
  slots: [
    { name: "days", kind: "days", fallback: { value: 90, label: "90 days" } },
    { name: "level", kind: "level", fallback: { value: "admin", label: "admin or more" } },
    { name: "system", kind: "system" },
  ],
  followUps: [{ questionId: "admins-without-mfa", text: "Which admins have no MFA?" }],
  role: "analyst",
  joins: "hash",
  sql: `with privileged as materialized (
  select access.subject_account_id as account_id, max(access.privilege_rank) as rank
  from effective_access_rows as access
  where access.subject_type = 'user' and access.privilege_rank >= :level::smallint
  group by access.subject_account_id
), seen as (
  select 'google_workspace' as provider, users.user_id as native_id, max(users.last_login_at) as last_login,
    bool_or(users.last_login_at is not null) as known
  from google_workspace_users as users where users.deleted_at is null
  group by users.user_id
  union all
  select 'aws_iam', reports.arn, max(reports.password_last_used), bool_or(reports.password_last_used is not null)
  from aws_iam_credential_reports as reports where reports.deleted_at is null
  group by reports.arn
), dormant as (
  select accounts.id, accounts.provider, privileged.rank, seen.last_login,
    case
      when not coalesce(seen.known, false) then 'unknown'
      when seen.last_login < timestamptz '1970-01-02 00:00:00Z' then 'never signed in'
      else 'not for that long'
    end as activity
  from privileged
  join accounts on accounts.id = privileged.account_id and accounts.deleted_at is null
  left join seen on seen.provider = accounts.provider and seen.native_id = accounts.native_id
  where (seen.last_login is null or seen.last_login < now() - make_interval(days => :days::integer))
    [system] and (accounts.provider = :system::text or accounts.provider like :system::text || '\\_%')
), shown as (
  select dormant.*, people.person_id, people.name
  from dormant
  left join access_span_people as people on ${ownerOf("dormant.id")}
  [first] order by dormant.activity, dormant.rank desc, people.name, dormant.provider, dormant.id
  [first] limit :first
)
select shown.name as person, accounts.label as account, accounts.provider as system, accounts.status,
  ${privilegeOf("shown.rank")} as level, shown.activity,
  to_char(nullif(shown.last_login, timestamptz '1970-01-01 00:00:00Z') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    as last_login,
  shown.person_id, accounts.id as account_id
from shown
${accountOf("shown.id")}
order by shown.activity, shown.rank desc, shown.name, accounts.provider, accounts.label`,
  columns: [
    PERSON_COLUMN,
    ACCOUNT_COLUMN,
    SYSTEM_COLUMN,
    STATUS_COLUMN,
    LEVEL_COLUMN,
    { key: "activity", label: "Activity", kind: "text" },
    { key: "last_login", label: "Last sign-in", kind: "time" },
  ],
  definitions: [
    LADDER,
    {
      term: "signed in",
      meaning:
        "Workspace: the last sign-in. IAM: the last use of the password in the credential report. Identity Center and GitHub export none: unknown.",
    },
  ],
  assumptions: [
    "Each account by its own system; use of access keys is not a sign-in.",
    "Service accounts are left out.",
  ],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots, more) {
    if (rows.length === 0) return `Everyone with ${slots.level?.label ?? "admin or more"} has signed in since.`;
    return `${counted(rows.length, "account", "accounts", more)} with ${slots.level?.label ?? "admin or more"}: ${tally(rows, "activity")}.`;
  },
};
