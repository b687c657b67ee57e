import type { AnswerableQuestion } from "../question.ts";
import {
  ACCESS_DEFINITIONS,
  ACCESS_FILTER_SLOTS,
  ACCESS_FILTERS,
  CONTRACTOR,
  MARKED_NOT_HIDDEN,
} from "./access-filters.ts";
import {
  ACCOUNT_COLUMN,
  CERTAINTY_COLUMN,
  HOW_COLUMN,
  LEVEL_COLUMN,
  RESOURCE_COLUMN,
  RESOURCE_TYPE_COLUMN,
  ROLE_COLUMN,
  STATUS_COLUMN,
} from "./columns.ts";
import { countDistinct, counted, tally } from "./summaries.ts";

export const personAccess: AnswerableQuestion = {
  kind: "answerable",
  id: "person-access",
  canonical: "What can {person} access?",
  wordings: [
    "what does {person} have access to",
    "which resources can {person} reach",
    "show everything {person} has",
    "list the permissions of {person}",
    "{person} access",
    "where is {person} admin",
    "what is {person} admin of",
    "what can {person} write to",
    "what does {person} own",
  ],
  slots: [{ name: "person", kind: "person", required: true }, ...ACCESS_FILTER_SLOTS],
  followUps: [
    { questionId: "person-accounts", text: "Which accounts belong to {person}?" },
    { questionId: "person-groups", text: "Which groups is {person} in?" },
  ],
  role: "analyst",
  sql: `select access.resource_id as resource, access.resource_type, access.role, access.privilege as level,
  string_agg(distinct access.access_path, ', ' order by access.access_path) as how,
  access.subject_label as account, access.subject_status as status, access.certainty,
  access.person_id, access.resource_node_id as resource_id
from effective_access as access
where access.person_id = :person::uuid
${ACCESS_FILTERS}
group by access.resource_id, access.resource_type, access.role, access.privilege, access.privilege_rank,
  access.subject_label, access.subject_account_id, access.subject_status, access.certainty, access.person_id,
  access.resource_node_id
order by access.privilege_rank desc, access.resource_type, access.resource_id, access.role, access.subject_label`,
  columns: [
    RESOURCE_COLUMN,
    RESOURCE_TYPE_COLUMN,
    ROLE_COLUMN,
    LEVEL_COLUMN,
    HOW_COLUMN,
    ACCOUNT_COLUMN,
    STATUS_COLUMN,
    CERTAINTY_COLUMN,
  ],
  definitions: [...ACCESS_DEFINITIONS, CONTRACTOR],
  assumptions: [MARKED_NOT_HIDDEN, "All accounts that are linked to the person count, in every system."],
  sources: ["google-workspace", "aws", "gcp", "github"],
  fromAccess: true,
  summarise(rows, slots, more) {
    const name = slots.person?.label ?? "The person";
    if (rows.length === 0) return `${name} has no such access.`;
    const resources = counted(countDistinct(rows, "resource_id"), "resource", "resources", more);
    return `${name} reaches ${resources} with ${counted(countDistinct(rows, "account"), "account", "accounts")}; resources by level: ${tally(rows, "level", "resource_id")}.`;
  },
};

export const accountAccess: AnswerableQuestion = {
  ...personAccess,
  id: "account-access",
  canonical: "What can the account {account} access?",
  wordings: [
    "what can the service account {account} access",
    "what does {account} have access to",
    "which resources can {account} reach",
    "what can {account} write to",
    "where is {account} admin",
    "what does {account} own",
  ],
  slots: [
    { name: "account", kind: "account", required: true },
    ...ACCESS_FILTER_SLOTS.filter((slot) => slot.name !== "population"),
  ],
  followUps: [],
  sql: personAccess.sql
    .replace("access.person_id = :person::uuid", "access.subject_account_id = :account::uuid")
    .replaceAll(/^ {2}\[population\].*\n?/gm, "")
    .replace("\n\ngroup", "\ngroup"),
  assumptions: [MARKED_NOT_HIDDEN, "This account alone; other accounts of the same person are not counted."],
  summarise(rows, slots, more) {
    const name = slots.account?.label ?? "The account";
    if (rows.length === 0) return `${name} has no such access.`;
    return `${name} reaches ${counted(countDistinct(rows, "resource_id"), "resource", "resources", more)}; by level: ${tally(rows, "level", "resource_id")}.`;
  },
};
