import type { AnswerableQuestion } from "../question.ts";
import { ACCOUNT_COLUMN, STATUS_COLUMN, SYSTEM_COLUMN } from "./columns.ts";
import { counted, tally } from "./summaries.ts";

export const unlinkedAccounts: AnswerableQuestion = {
  kind: "answerable",
  id: "unlinked-accounts",
  canonical: "Which accounts belong to nobody?",
  wordings: [
    "accounts without an owner",
    "accounts that are not linked to a person",
    "which accounts have no person",
    "orphan accounts",
    "unlinked accounts",
    "unresolved accounts",
    "accounts nobody owns",
  ],
  slots: [
    { name: "system", kind: "system" },
    { name: "status", kind: "status" },
  ],
  followUps: [{ questionId: "queue", text: "Which accounts wait for a decision?" }],
  role: "analyst",
  // Who is linked is known from indexes alone; only the few who are not are looked at.
  sql: `with unlinked as materialized (
  select accounts.id, accounts.native_id
  from accounts
  where accounts.deleted_at is null and accounts.type in ('user', 'service_account')
    and not exists (
      select from canonical_user_provider_links as links
      where links.account_id = accounts.id and links.deleted_at is null
    )
    [system] and (accounts.provider = :system::text or accounts.provider like :system::text || '\\_%')
    [status] and accounts.status = :status::text
)
select accounts.label as account, accounts.provider as system, accounts.type, accounts.status,
  case
    when accounts.type = 'service_account' then 'not a person'
    when queue.id is not null then 'waits for a decision: ' || queue.reason
    when not accounts.listed then 'no source lists it'
    else 'no evidence'
  end as why, accounts.id as account_id
from unlinked
join accounts on accounts.id = unlinked.id
left join identity_reconciliation_queue as queue on queue.account_id = accounts.id and queue.deleted_at is null
where unlinked.native_id !~ '^service-[0-9]+@.*gserviceaccount[.]com$'
order by accounts.provider, accounts.type, accounts.label, accounts.id`,
  columns: [
    ACCOUNT_COLUMN,
    SYSTEM_COLUMN,
    { key: "type", label: "Type", kind: "text" },
    STATUS_COLUMN,
    { key: "why", label: "Why", kind: "text" },
  ],
  definitions: [
    { term: "belongs to nobody", meaning: "No person is linked to it; service accounts and bots are never a person." },
  ],
  assumptions: ["Agents that Google itself manages (service-<number>@…) are left out."],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: false,
  summarise(rows, _slots, more) {
    if (rows.length === 0) return "Every account belongs to a person.";
    return `${counted(rows.length, "account belongs", "accounts belong", more)} to nobody: ${tally(rows, "why")}.`;
  },
};

export const queue: AnswerableQuestion = {
  kind: "answerable",
  id: "queue",
  canonical: "Which accounts wait for a decision?",
  wordings: [
    "what is in the reconciliation queue",
    "show the queue",
    "accounts in the queue",
    "pending accounts",
    "which links are undecided",
  ],
  slots: [{ name: "system", kind: "system" }],
  followUps: [{ questionId: "unlinked-accounts", text: "Which accounts belong to nobody?" }],
  role: "analyst",
  sql: `select accounts.label as account, accounts.provider as system, queue.reason,
  jsonb_array_length(queue.candidates) as candidates
from identity_reconciliation_queue as queue
join accounts on accounts.id = queue.account_id and accounts.deleted_at is null
where queue.deleted_at is null
  [system] and (accounts.provider = :system::text or accounts.provider like :system::text || '\\_%')
order by queue.reason, accounts.provider, accounts.label, accounts.id`,
  columns: [
    ACCOUNT_COLUMN,
    SYSTEM_COLUMN,
    { key: "reason", label: "Reason", kind: "text" },
    { key: "candidates", label: "Candidates", kind: "number" },
  ],
  definitions: [],
  assumptions: [],
  sources: ["google-workspace", "aws", "github"],
  fromAccess: false,
  summarise(rows, _slots, more) {
    if (rows.length === 0) return "No account waits for a decision.";
    return `${counted(rows.length, "account waits", "accounts wait", more)} for a decision: ${tally(rows, "reason")}.`;
  },
};
