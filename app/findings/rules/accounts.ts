import { REFERENCE } from "./references.ts";
import { BY_ACCOUNT, BY_PERSON, HIGHEST_FIRST, type Rule } from "./rule.ts";

const ADMIN = { value: "admin", label: "admin or more" };
const NINETY_DAYS = { value: 90, label: "90 days" };

/** Accounts and people that should not be able to do what they can. */
export const ACCOUNT_RULES: readonly Rule[] = [
  {
    id: "leavers-with-access",
    name: "Leavers with access",
    question: "Who left and can still reach something?",
    severity: "critical",
    asks: { questionId: "leavers" },
    keep: "found.resources > 0",
    subject: BY_PERSON,
    first: HIGHEST_FIRST,
    explanation:
      "Every Google Workspace account of the person is suspended or archived, yet an account in another system is not suspended and still holds access. Whoever has its password, key or session can use it.",
    whatToDo: [
      "Disable the accounts in the evidence in their own systems.",
      "Revoke sessions, access keys and personal tokens that they hold.",
      "Ask why the leaver process did not reach that system.",
    ],
    references: [
      REFERENCE.isoTermination,
      REFERENCE.isoAccessRights,
      REFERENCE.socRegistration,
      REFERENCE.cisRevoking,
      REFERENCE.cisDormant,
    ],
  },
  {
    id: "privileged-without-second-factor",
    name: "Privileged without second factor",
    question: "Which admins sign in with a password alone?",
    severity: "critical",
    asks: { questionId: "admins-without-mfa", slots: { level: ADMIN } },
    unknown: "found.mfa = 'unknown'",
    subject: BY_ACCOUNT,
    restsOn: "system",
    explanation:
      "The account administers or owns something, and its source says that no second factor is enrolled. One stolen password is enough. Accounts of which no source says anything are not counted.",
    whatToDo: [
      "Have the person enrol a second factor, best a security key.",
      "Require a second factor for everybody with such access in that system.",
      "If the person does not need the access, take it away.",
    ],
    references: [
      REFERENCE.isoAuthentication,
      REFERENCE.isoPrivileged,
      REFERENCE.socLogicalAccess,
      REFERENCE.cisAdminMfa,
    ],
  },
  {
    id: "suspended-with-access",
    name: "Suspended and still granted",
    question: "Which suspended accounts still reach something?",
    severity: "high",
    asks: { questionId: "suspended-access" },
    subject: BY_ACCOUNT,
    restsOn: "system",
    explanation:
      "The account is suspended in its own system, but its grants and memberships still stand. Whoever lifts the suspension gives back all of it at once, and reviews count access that nobody should have.",
    whatToDo: [
      "Remove the account from its groups and take away its direct grants.",
      "Delete the account when its retention period is over.",
    ],
    references: [REFERENCE.isoAccessRights, REFERENCE.isoTermination, REFERENCE.socRegistration, REFERENCE.cisRevoking],
  },
  {
    id: "dormant-privileged",
    name: "Dormant privileged (90 days)",
    question: "Which admins have not signed in for 90 days?",
    severity: "high",
    asks: { questionId: "dormant-admins", slots: { level: ADMIN, days: NINETY_DAYS } },
    unknown: "found.activity = 'unknown'",
    subject: BY_ACCOUNT,
    restsOn: "system",
    explanation:
      "The account administers or owns something and has not signed in for 90 days, or never. Nobody would notice its misuse. Systems that do not export the last sign-in are not counted.",
    whatToDo: [
      "Ask the person whether the access is still needed; if not, take it away.",
      "Keep emergency accounts, and accept the finding with that reason and a date.",
    ],
    references: [
      REFERENCE.isoPrivileged,
      REFERENCE.isoAccessRights,
      REFERENCE.socLeastPrivilege,
      REFERENCE.cisDormant,
      REFERENCE.cisDedicatedAdmin,
    ],
  },
  {
    id: "outside-collaborators-with-write",
    name: "Outside collaborators with write",
    question: "Which outside collaborators can change repositories?",
    severity: "high",
    asks: { questionId: "outside-collaborators", slots: { level: { value: "write", label: "write or more" } } },
    subject: BY_ACCOUNT,
    first: HIGHEST_FIRST,
    explanation:
      "GitHub lists the account as outside collaborator, not as a member, and it can write to a repository. The organisation's rules for members, such as a second factor or single sign-on, may not hold for it.",
    whatToDo: [
      "Check with the owner of the repository that the work still goes on.",
      "Lower the role to read, or remove the collaborator.",
      "Accept it until the end of the contract where it is agreed.",
    ],
    references: [
      REFERENCE.isoSourceCode,
      REFERENCE.isoSuppliers,
      REFERENCE.socOutside,
      REFERENCE.socLeastPrivilege,
      REFERENCE.cisDataAccess,
    ],
  },
  {
    id: "unlinked-accounts",
    name: "Accounts linked to nobody",
    question: "Which accounts of users belong to no known person?",
    severity: "medium",
    asks: { questionId: "unlinked-accounts" },
    keep: "found.type = 'user'",
    subject: { ...BY_ACCOUNT, id: "null::uuid", label: "found.account" },
    restsOn: "system",
    explanation:
      "The account is a user's, and no evidence links it to one person. Its access appears in nobody's review, and it survives when its owner leaves.",
    whatToDo: [
      "Open the queue and decide whose account it is.",
      "Ask the account's system for an e-mail address or a single sign-on identity.",
      "Disable the account when nobody claims it.",
    ],
    references: [REFERENCE.isoIdentity, REFERENCE.socRegistration, REFERENCE.cisInventory],
  },
  {
    id: "old-access-keys",
    name: "Access keys older than 90 days",
    question: "Which active access keys were not rotated for 90 days?",
    severity: "medium",
    asks: { questionId: "old-access-keys", slots: { days: NINETY_DAYS } },
    unknown: "found.age = 'unknown'",
    subject: {
      kind: "account",
      key: "found.arn",
      id: "found.person_id::uuid",
      label: `found."user" || ' · AWS account ' || found.aws_account`,
    },
    explanation:
      "The IAM user has an active access key that was last rotated more than 90 days ago. Long-lived keys end up in files and logs, and work without a second factor.",
    whatToDo: [
      "Make a new key, switch over, then deactivate and delete the old one.",
      "Better, replace the key by a role with temporary credentials.",
    ],
    references: [REFERENCE.isoAuthenticationInformation, REFERENCE.socLogicalAccess],
  },
];
