import type { AnswerableQuestion } from "../question.ts";
import { PERSON_COLUMN } from "./columns.ts";
import { countDistinct, counted, tally } from "./summaries.ts";

export const oldAccessKeys: AnswerableQuestion = {
  kind: "answerable",
  id: "old-access-keys",
  canonical: "Which access keys are older than {days}?",
  wordings: [
    "access keys older than {days}",
    "old access keys",
    "keys that have not been rotated for {days}",
    "stale access keys",
    "who has an access key older than {days}",
    "unrotated keys",
  ],
  slots: [
    { name: "days", kind: "days", fallback: { value: 90, label: "90 days" } },
    { name: "system", kind: "system", only: ["aws"] },
  ],
  followUps: [{ questionId: "dormant-admins", text: "Which admins have not signed in for 90 days?" }],
  role: "analyst",
  sql: `select reports.user_name as "user", reports.account_id as aws_account, key.number as key,
  case when key.rotated is null then 'unknown' else 'older' end as age,
  to_char(key.rotated at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as rotated,
  people.name as person, reports.arn, people.id as person_id
from aws_iam_credential_reports as reports
cross join lateral (values
  (1, reports.access_key_1_active, reports.access_key_1_last_rotated),
  (2, reports.access_key_2_active, reports.access_key_2_last_rotated)
) as key (number, active, rotated)
left join canonical_user_provider_links as links
  on links.account_id = node_id('account', 'aws_iam', reports.arn) and links.deleted_at is null
left join canonical_users as people on people.id = links.person_id and people.deleted_at is null
where reports.deleted_at is null and key.active
  and (key.rotated is null or key.rotated < now() - make_interval(days => :days::integer))
order by key.rotated, reports.arn, key.number`,
  columns: [
    { key: "user", label: "IAM user", kind: "text" },
    { key: "aws_account", label: "AWS account", kind: "text" },
    { key: "key", label: "Key", kind: "number" },
    { key: "age", label: "Age", kind: "text" },
    { key: "rotated", label: "Last rotated", kind: "time" },
    PERSON_COLUMN,
  ],
  definitions: [{ term: "access key", meaning: "An active key of the credential report; a user has at most two." }],
  assumptions: ["An active key of which the report does not say when it was rotated is shown as unknown."],
  sources: ["aws"],
  fromAccess: false,
  summarise(rows, slots, more) {
    const days = slots.days?.label ?? "90 days";
    if (rows.length === 0) return `No active access key is known to be older than ${days}.`;
    return `${counted(rows.length, "active key", "active keys", more)} of ${counted(countDistinct(rows, "arn"), "IAM user", "IAM users", more)}: ${tally(rows, "age")} (older than ${days}).`;
  },
};
