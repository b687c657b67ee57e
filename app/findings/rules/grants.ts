import {
  ACCOUNT_COLUMN,
  LEVEL_COLUMN,
  PERSON_COLUMN,
  RESOURCE_COLUMN,
  RESOURCE_TYPE_COLUMN,
  ROLE_COLUMN,
  SYSTEM_COLUMN,
} from "../../ask/catalogue/columns.ts";
import { REFERENCE } from "./references.ts";
import { BY_ACCOUNT, BY_RESOURCE, HIGHEST_FIRST, type Rule } from "./rule.ts";

const ALL_SOURCES = ["google-workspace", "aws", "gcp", "github"] as const;

/** Grants and resources whose access is wider, or narrower, than it should be. */
export const GRANT_RULES: readonly Rule[] = [
  {
    id: "public-resources",
    name: "Public resources",
    question: "What is open to everybody, or to a whole domain?",
    severity: "high",
    asks: { questionId: "public-resources" },
    keep: "found.open_to <> 'every member (internal)'",
    subject: BY_RESOURCE,
    first: HIGHEST_FIRST,
    restsOn: "resource_type",
    explanation:
      "The resource is granted to everybody on the internet, to every Google account or to a whole domain, or the repository is public. Nobody has to be given access to use it.",
    whatToDo: [
      "Confirm with the owner that it is meant to be public.",
      "Otherwise remove the grant to allUsers, allAuthenticatedUsers or the domain, or make the repository private.",
      "Accept it, with a date for the next look, where it is meant to be public.",
    ],
    references: [
      REFERENCE.isoRestriction,
      REFERENCE.isoAccessControl,
      REFERENCE.socLogicalAccess,
      REFERENCE.socOutside,
      REFERENCE.cisDataAccess,
    ],
  },
  {
    id: "single-administrator",
    name: "Single administrator",
    question: "Which resources can only one person administer?",
    severity: "medium",
    asks: { questionId: "single-admin", slots: { level: { value: "admin", label: "admin or more" } } },
    subject: BY_RESOURCE,
    restsOn: "resource_type",
    explanation:
      "Exactly one person who is not suspended can administer the resource. When that person is away nobody can repair it, and nobody can check what that person does.",
    whatToDo: [
      "Give a second person the same access through the group that owns the resource.",
      "Where the resource is one person's own, accept it with that reason.",
    ],
    references: [REFERENCE.isoDuties, REFERENCE.isoPrivileged, REFERENCE.socLeastPrivilege, REFERENCE.cisRoles],
  },
  {
    id: "direct-beside-group",
    name: "Direct grants beside group grants",
    question: "Who holds a direct grant on what a group already gives?",
    severity: "medium",
    asks: {
      sql: `with direct as materialized (
  select access.subject_account_id, access.resource_node_id, string_agg(distinct access.role, ', ' order by access.role) as roles,
    max(access.privilege_rank) as rank
  from effective_access as access
  where access.access_path = 'direct' and access.subject_type = 'user' and access.resource_type <> 'github_organization'
  group by access.subject_account_id, access.resource_node_id
)
select access.person_name as person, access.subject_label as account, access.subject_provider as system,
  access.resource_id as resource, access.resource_type, direct.roles as direct_roles,
  string_agg(distinct access.role, ', ' order by access.role) as group_roles,
  (array['none', 'read', 'write', 'admin', 'owner'])[direct.rank + 1] as level,
  access.person_id, access.resource_node_id as resource_id, access.subject_account_id as account_id
from direct
join effective_access as access on access.subject_account_id = direct.subject_account_id
  and access.resource_node_id = direct.resource_node_id and access.access_path = 'group'
group by access.person_name, access.subject_label, access.subject_provider, access.resource_id, access.resource_type,
  direct.roles, direct.rank, access.person_id, access.resource_node_id, access.subject_account_id`,
      columns: [
        PERSON_COLUMN,
        ACCOUNT_COLUMN,
        SYSTEM_COLUMN,
        RESOURCE_COLUMN,
        RESOURCE_TYPE_COLUMN,
        { key: "direct_roles", label: "Direct", kind: "list" },
        {
          key: "group_roles",
          label: "By a group",
          kind: "list",
          link: { to: "explain", keys: ["person_id", "resource_id"] },
        },
      ],
      sources: ALL_SOURCES,
    },
    subject: BY_ACCOUNT,
    first: HIGHEST_FIRST,
    restsOn: "system",
    explanation:
      "The account holds a grant of its own on a resource that a group gives it as well. Taking the person out of the group does not end the access, so the group no longer says who can do what.",
    whatToDo: [
      "Remove the direct grant when the group gives at least as much.",
      "When the direct grant gives more, move the person to a group that is meant for it.",
    ],
    references: [REFERENCE.isoAccessRights, REFERENCE.socLeastPrivilege, REFERENCE.cisRoles, REFERENCE.cisGranting],
  },
  {
    id: "conditional-grants",
    name: "Conditional grants",
    question: "Which grants hold only under a condition?",
    severity: "low",
    asks: {
      sql: `select access.grant_id, access.role, access.condition ->> 'title' as condition,
  access.condition ->> 'expression' as expression, access.privilege as level,
  count(distinct access.subject_account_id) as accounts, count(distinct access.resource_node_id) as resources,
  min(access.resource_id) as resource, min(access.resource_type) as resource_type,
  min(access.resource_node_id::text) as resource_id
from effective_access as access
where access.certainty = 'conditional'
group by access.grant_id, access.role, access.condition, access.privilege`,
      columns: [
        ROLE_COLUMN,
        { key: "condition", label: "Condition", kind: "text" },
        { key: "expression", label: "Expression", kind: "text" },
        LEVEL_COLUMN,
        { key: "accounts", label: "Accounts", kind: "number" },
        { key: "resources", label: "Resources", kind: "number" },
        { ...RESOURCE_COLUMN, label: "First resource" },
      ],
      sources: ["google-workspace", "gcp", "aws"],
    },
    subject: {
      kind: "grant",
      key: "found.grant_id::text || ' ' || found.role",
      id: "null::uuid",
      label: "found.role || coalesce(' · ' || found.condition, '') || ' · ' || found.resource",
    },
    restsOn: "resource_type",
    explanation:
      "The grant holds only under a condition, such as a date or a name. Conditions are recorded and not evaluated here, so lists show the access as possible, and nobody sees when it begins or ends.",
    whatToDo: [
      "Read the expression and check that it still says what is meant.",
      "Remove grants whose date has passed.",
    ],
    references: [REFERENCE.isoAccessControl, REFERENCE.socLogicalAccess, REFERENCE.cisDataAccess],
  },
];
