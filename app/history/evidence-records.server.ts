import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";

const Id = z.object({ id: z.string() });

const recordsOfPerson = defineStatement(
  "evidence_records_of_person",
  Id,
  `with links as (
  select links.id, links.account_id from canonical_user_provider_links as links where links.person_id = $1::uuid
), owned as (
  select accounts.provider, accounts.native_id from accounts join links on links.account_id = accounts.id
)
select canonical_users.id from canonical_users where canonical_users.id = $1::uuid
union select links.id from links
union select users.id from google_workspace_users as users
  join owned on owned.provider = 'google_workspace' and owned.native_id = users.user_id
union select users.id from aws_identity_center_users as users
  join owned on owned.provider = 'aws_identity_center' and owned.native_id = users.user_id
union select users.id from aws_iam_users as users join owned on owned.provider = 'aws_iam' and owned.native_id = users.arn
union select users.id from github_users as users
  join owned on owned.provider = 'github' and owned.native_id = users.user_id
union select access_memberships.source_id from access_memberships
  join links on links.account_id = access_memberships.member_id
union select effective_access.grant_id from effective_access where effective_access.person_id = $1::uuid`,
);

const recordsOfResource = defineStatement(
  "evidence_records_of_resource",
  Id,
  `select effective_access.grant_id as id from effective_access where effective_access.resource_node_id = $1::uuid
union select access_memberships.source_id from effective_access
  join access_memberships on access_memberships.member_id = effective_access.subject_account_id
  where effective_access.resource_node_id = $1::uuid`,
);

/** @returns the records behind what a person reaches: person, links, accounts, memberships, grants. Role: analyst. */
export async function findRecordsOfPerson(tx: TenantTransaction, personId: string): Promise<Set<string>> {
  return new Set((await tx.query(recordsOfPerson, [personId])).map(({ id }) => id));
}

/** @returns the grants on a resource, and the memberships of whoever reaches it. Role: analyst. */
export async function findRecordsOfResource(tx: TenantTransaction, resourceId: string): Promise<Set<string>> {
  return new Set((await tx.query(recordsOfResource, [resourceId])).map(({ id }) => id));
}
