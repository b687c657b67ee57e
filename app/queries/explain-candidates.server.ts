import type { TracedAccess } from "../access/explain.ts";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { namesOf } from "./membership-names.ts";
import { type RecordRef, RecordRefRow } from "./records-then.server.ts";

// Records that are closed by now are among them: which of these stood at a moment says their history.
const candidateList = defineStatement(
  "explain_candidate_list",
  RecordRefRow,
  `select 'canonical_user_provider_links' as table, canonical_user_provider_links.id
from canonical_user_provider_links where canonical_user_provider_links.account_id = any($1::uuid[])
union all
select 'google_workspace_memberships', memberships.id
from google_workspace_memberships as memberships
where memberships.group_key = any($2::text[]) and (
  memberships.member_type = 'CUSTOMER' or lower(memberships.member_id) = any($2::text[])
  or memberships.member_email = any($2::text[])
)
union all
select 'aws_identity_center_memberships', memberships.id
from aws_identity_center_memberships as memberships
where memberships.group_id = any($3::text[]) and memberships.member_user_id = any($3::text[])
union all
select 'github_team_memberships', memberships.id
from github_team_memberships as memberships
where lower(memberships.team_slug) = any($2::text[]) and memberships.user_id = any($3::text[])
union all
select 'github_teams', github_teams.id from github_teams where github_teams.team_id = any($3::text[])
union all
select 'aws_iam_users', aws_iam_users.id from aws_iam_users where aws_iam_users.arn = any($3::text[])
union all
select 'google_workspace_users', google_workspace_users.id
from google_workspace_users where google_workspace_users.user_id = any($3::text[])
order by 1, 2`,
);

/** Every record, closed ones too, that may say a step of these paths: links, memberships, users. */
export async function listExplainCandidates(
  tx: TenantTransaction,
  rows: readonly TracedAccess[],
): Promise<RecordRef[]> {
  if (rows.length === 0) return [];
  const ends = rows.flatMap(({ access }) => [access.subject, ...access.via.filter(({ kind }) => kind !== "resource")]);
  const names = [...new Set(ends.flatMap(namesOf))];
  const ids = [...new Set(ends.map(({ id }) => id))];
  return tx.query(candidateList, [[...new Set(rows.map(({ accountId }) => accountId))], names, ids]);
}
