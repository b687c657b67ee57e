import type { AnswerableQuestion } from "../question.ts";
import { PERSON } from "./access-filters.ts";
import { ACCOUNT_COLUMN, STATUS_COLUMN, SYSTEM_COLUMN } from "./columns.ts";
import { counted } from "./summaries.ts";

export const personAccounts: AnswerableQuestion = {
  kind: "answerable",
  id: "person-accounts",
  canonical: "Which accounts belong to {person}, and how do we know?",
  wordings: [
    "which accounts does {person} have",
    "list the accounts of {person}",
    "accounts of {person}",
    "who is {person}",
    "how do we know which accounts are {person}",
    "which accounts are linked to {person}",
  ],
  slots: [{ name: "person", kind: "person", required: true }],
  followUps: [{ questionId: "person-access", text: "What can {person} access?" }],
  role: "analyst",
  sql: `select accounts.label as account, accounts.provider as system, accounts.type, accounts.status,
  'linked' as belongs, links.method as how_known, links.evidence
from canonical_user_provider_links as links
join accounts on accounts.id = links.account_id and accounts.deleted_at is null
where links.person_id = :person::uuid and links.deleted_at is null
union all
select accounts.label, accounts.provider, accounts.type, accounts.status,
  'waits for a decision', queue.reason, candidate.value ->> 'evidence'
from identity_reconciliation_queue as queue
cross join lateral jsonb_array_elements(queue.candidates) as candidate (value)
join accounts on accounts.id = queue.account_id and accounts.deleted_at is null
where candidate.value ->> 'id' = :person::uuid::text and queue.deleted_at is null
order by belongs, system, account`,
  columns: [
    ACCOUNT_COLUMN,
    SYSTEM_COLUMN,
    { key: "type", label: "Type", kind: "text" },
    STATUS_COLUMN,
    { key: "belongs", label: "Belongs", kind: "text" },
    { key: "how_known", label: "How we know", kind: "text" },
    { key: "evidence", label: "Evidence", kind: "text" },
  ],
  definitions: [PERSON],
  assumptions: [
    "Accounts that wait in the reconciliation queue with this person as a candidate are shown as undecided.",
  ],
  sources: ["google-workspace", "aws", "github"],
  fromAccess: false,
  summarise(rows, slots, more) {
    const name = slots.person?.label ?? "The person";
    const linked = rows.filter((row) => row.belongs === "linked").length;
    const waiting = rows.length - linked;
    const rest = waiting === 0 ? "" : `; ${counted(waiting, "account waits", "accounts wait")} for a decision`;
    return `${name} has ${counted(linked, "linked account", "linked accounts", more)}${rest}.`;
  },
};
