import { z } from "zod";
import type { TenantTransaction } from "../db/database.server.ts";
import { defineStatement } from "../db/statement.ts";
import { PRIVILEGES, RESOURCE_TYPES } from "../model/access.ts";
import type { ResourceThen } from "../model/views.ts";
import { listResourcesThen } from "./list-access-as-of.server.ts";
import { checkMoment } from "./moment.server.ts";
import { type RecordRef, RecordRefRow } from "./records-then.server.ts";

const resourceThen = defineStatement(
  "resource_find_as_of",
  z.object({
    id: z.string(),
    provider: z.enum(["aws", "gcp", "github"]),
    type: z.enum(RESOURCE_TYPES),
    native_id: z.string(),
    name: z.string().nullable(),
  }),
  `select resources.resource_id as id, resources.provider, resources.type, resources.native_id, resources.name
from access_span_resources as resources
where resources.resource_id = $1::uuid and resources.valid_from <= $2::timestamptz
  and (resources.valid_until is null or resources.valid_until > $2::timestamptz)`,
);

const accessCountThen = defineStatement(
  "resource_access_count_as_of",
  z.object({ privilege: z.enum(PRIVILEGES), count: z.number() }),
  `select effective_access.privilege, count(*) as count
from effective_access_as_of($2::timestamptz) as effective_access
where effective_access.resource_node_id = $1::uuid
group by effective_access.privilege, effective_access.privilege_rank
order by effective_access.privilege_rank desc`,
);

const peopleCountThen = defineStatement(
  "resource_people_count_as_of",
  z.object({ people: z.number() }),
  `select count(distinct effective_access.person_id) as people
from effective_access_as_of($2::timestamptz) as effective_access
where effective_access.resource_node_id = $1::uuid`,
);

/** Every record that a resource may ever have been read from: its type, its native id. */
export const resourceRecords = defineStatement(
  "resource_record_list",
  RecordRefRow,
  `select 'aws_accounts' as table, aws_accounts.id
from aws_accounts where $1::text = 'aws_account' and aws_accounts.account_id = $2::text
union all
select 'gcp_organisations', gcp_organisations.id
from gcp_organisations where $1::text = 'gcp_organization' and gcp_organisations.organisation_id = $2::text
union all
select 'gcp_folders', gcp_folders.id
from gcp_folders where $1::text = 'gcp_folder' and gcp_folders.folder_id = $2::text
union all
select 'gcp_projects', gcp_projects.id
from gcp_projects where $1::text = 'gcp_project' and gcp_projects.project_id = $2::text
union all
select 'github_organisations', github_organisations.id
from github_organisations
where $1::text = 'github_organization' and lower(github_organisations.login) = lower($2::text)
union all
select 'github_repositories', github_repositories.id
from github_repositories
where $1::text = 'github_repository'
  and lower(github_repositories.organisation || '/' || github_repositories.repository) = lower($2::text)
order by 1, 2`,
);

/**
 * A resource as of a moment.
 * @param resource the uuid of the node or the provider's own id; of several resources of one id, the first type wins
 * @returns null when there was none; else the resource, and which records it was read from
 * @throws MomentError when nothing can be told of the moment
 */
export async function findResourceThen(
  tx: TenantTransaction,
  resource: string,
  asOf: string,
): Promise<{ resource: Omit<ResourceThen, "records" | "recordsRemoved">; refs: RecordRef[] } | null> {
  await checkMoment(tx, asOf);
  const [id] = await listResourcesThen(tx, resource, asOf);
  if (id === undefined) return null;
  const [found] = await tx.query(resourceThen, [id, asOf]);
  if (found === undefined) return null;
  const byPrivilege = await tx.query(accessCountThen, [id, asOf]);
  const [counted] = await tx.query(peopleCountThen, [id, asOf]);
  const { native_id, ...known } = found;
  return {
    resource: {
      asOf,
      ...known,
      nativeId: native_id,
      access: {
        total: byPrivilege.reduce((sum, row) => sum + row.count, 0),
        people: counted?.people ?? 0,
        byPrivilege,
      },
    },
    refs: await tx.query(resourceRecords, [found.type, native_id]),
  };
}
