import type { AnswerableQuestion } from "../question.ts";
import { LADDER } from "./access-filters.ts";
import { ACCOUNT_COLUMN, LEVEL_COLUMN, PERSON_COLUMN, RESOURCE_COLUMN, ROLE_COLUMN } from "./columns.ts";
import { countDistinct, counted } from "./summaries.ts";

export const outsideCollaborators: AnswerableQuestion = {
  kind: "answerable",
  id: "outside-collaborators",
  canonical: "Which outside collaborators have write or more?",
  wordings: [
    "outside collaborators",
    "outside collaborators with write access",
    "external collaborators on repositories",
    "which outsiders can write to repositories",
    "which outside collaborators are admin",
    "which outside collaborators can access {resource}",
    "outsiders with access to {resource}",
  ],
  slots: [
    { name: "level", kind: "level", fallback: { value: "write", label: "write or more" } },
    { name: "resource", kind: "resource" },
    { name: "system", kind: "system", only: ["github"] },
    { name: "resourceType", kind: "resourceType", only: ["github_repository"] },
  ],
  followUps: [{ questionId: "public-resources", text: "Is anything public?" }],
  role: "analyst",
  sql: `with members as materialized (
  select github_members.account, github_members.scope, github_members.is_outside, github_members.is_member
  from github_members
), outside as materialized (
  select members.account, members.scope
  from members
  where members.is_outside and not members.is_member
)
select access.person_name as person, access.subject_label as account, access.resource_id as resource, access.role,
  access.privilege as level,
  outside.account in (select elsewhere.account from members as elsewhere where elsewhere.is_member) as member_elsewhere,
  access.person_id, access.resource_node_id as resource_id, outside.account as account_id
from outside
cross join lateral (
  select held.* from effective_access as held where held.subject_account_id = outside.account offset 0
) as access
join access_organisation_repositories as repositories on repositories.scope = outside.scope
  and repositories.repository_id = access.resource_node_id
where access.resource_type = 'github_repository' and access.privilege_rank >= least(:level::smallint, 3)
  [resource] and access.resource_node_id = :resource::uuid
group by access.person_name, access.subject_label, access.resource_id, access.role, access.privilege,
  access.privilege_rank, outside.account, access.person_id, access.resource_node_id
order by access.privilege_rank desc, access.resource_id, access.subject_label, outside.account, access.role`,
  columns: [
    PERSON_COLUMN,
    ACCOUNT_COLUMN,
    RESOURCE_COLUMN,
    ROLE_COLUMN,
    LEVEL_COLUMN,
    { key: "member_elsewhere", label: "Member elsewhere", kind: "yes-no" },
  ],
  definitions: [
    LADDER,
    {
      term: "outside collaborator",
      meaning: "GitHub lists the account as outside collaborator of the organisation and not as its member.",
    },
  ],
  assumptions: ["Invitations that nobody has accepted yet are not exported and not counted."],
  sources: ["github"],
  fromAccess: true,
  summarise(rows, slots, more) {
    const level = slots.level?.label ?? "write or more";
    if (rows.length === 0) return `No outside collaborator has ${level}.`;
    return `${counted(countDistinct(rows, "account"), "outside collaborator has", "outside collaborators have", more)} ${level} on ${counted(countDistinct(rows, "resource_id"), "repository", "repositories", more)}.`;
  },
};
