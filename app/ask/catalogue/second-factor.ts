import type { AnswerableQuestion } from "../question.ts";
import { LADDER } from "./access-filters.ts";
import { ACCOUNT_COLUMN, LEVEL_COLUMN, PERSON_COLUMN, STATUS_COLUMN, SYSTEM_COLUMN } from "./columns.ts";
import { accountFilter, accountOf, isUser, ownerOf, privilegeOf } from "./holdings.ts";
import { counted, tally, whom } from "./summaries.ts";

/** The accounts that hold the level anywhere, with the highest that they hold. */
const PRIVILEGED = `with privileged as (
  select holdings.account_id, max(holdings.privilege_rank) as rank
  from access_holdings as holdings
  where holdings.privilege_rank >= :level::smallint
  group by holdings.account_id
)`;

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
  joins: "merge",
  sql: `${PRIVILEGED}, without as (
  select privileged.account_id, privileged.rank, case when sign_ins.mfa is null then 'unknown' else 'no' end as mfa
  from privileged
  left join account_sign_ins as sign_ins on sign_ins.account_id = privileged.account_id
  where sign_ins.mfa is distinct from true
), shown as (
  select without.*, people.person_id, people.name
  from without
  left join access_span_people as people on ${ownerOf("without.account_id")}
  where ${isUser("without.account_id")}
${accountFilter("without.account_id")}
  [first] order by without.mfa, without.rank desc, people.name, without.account_id
  [first] limit :first
)
select shown.name as person, accounts.label as account, accounts.provider as system, accounts.status,
  ${privilegeOf("shown.rank")} as level, shown.mfa, shown.person_id, accounts.id as account_id
from shown
${accountOf("shown.account_id")}
order by shown.mfa, shown.rank desc, shown.name, accounts.provider, accounts.label, accounts.id`,
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
  joins: "merge",
  sql: `${PRIVILEGED}, dormant as (
  select privileged.account_id, privileged.rank, sign_ins.last_sign_in,
    case
      when sign_ins.last_sign_in is null then 'unknown'
      when sign_ins.last_sign_in < timestamptz '1970-01-02 00:00:00Z' then 'never signed in'
      else 'not for that long'
    end as activity
  from privileged
  left join account_sign_ins as sign_ins on sign_ins.account_id = privileged.account_id
  where sign_ins.last_sign_in is null or sign_ins.last_sign_in < now() - make_interval(days => :days::integer)
), shown as (
  select dormant.*, people.person_id, people.name
  from dormant
  left join access_span_people as people on ${ownerOf("dormant.account_id")}
  where ${isUser("dormant.account_id")}
${accountFilter("dormant.account_id")}
  [first] order by dormant.activity, dormant.rank desc, people.name, dormant.account_id
  [first] limit :first
)
select shown.name as person, accounts.label as account, accounts.provider as system, accounts.status,
  ${privilegeOf("shown.rank")} as level, shown.activity,
  to_char(nullif(shown.last_sign_in, timestamptz '1970-01-01 00:00:00Z') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
    as last_login,
  shown.person_id, accounts.id as account_id
from shown
${accountOf("shown.account_id")}
order by shown.activity, shown.rank desc, shown.name, accounts.provider, accounts.label, accounts.id`,
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
