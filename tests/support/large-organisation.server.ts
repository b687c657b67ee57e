import { randomUUID } from "node:crypto";
import { refreshEffectiveAccess, refreshGraph } from "../../app/access/refresh.server.ts";
import { refreshSearch } from "../../app/access/refresh-search.server.ts";
import { refreshIdentities } from "../../app/sync/refresh-identities.server.ts";
import type { TestDatabase } from "./test-database.server.ts";

/** Each GitHub organisation has 200 members, who read its 49 repositories by the base permission. */
const MEMBERS = 200;
const REPOSITORIES = 49;

/** Rows of effective access that one such organisation makes. */
export const ROWS_OF_ORGANISATION = MEMBERS * (REPOSITORIES + 1);

/** The columns that every source row has, behind `id`, `tenant_id` ($1) and `scope`. */
const ROW = "id, tenant_id, scope, raw_response, content_hash, history_seq, history_hash, sync_run_id";
const MADE = "'{}', '', 1, '', $1";

const SOURCES = [
  `insert into github_organisations (${ROW}, organisation, login, name, default_repository_permission)
   select gen_random_uuid(), $1, 'github/org-' || org, ${MADE}, 'org-' || org, 'org-' || org, 'Org ' || org, 'read'
   from generate_series(1, $2::integer) as org`,
  `insert into github_repositories (${ROW}, organisation, repository, visibility, archived)
   select gen_random_uuid(), $1, 'github/org-' || org, ${MADE}, 'org-' || org, 'repository-' || org || '-' || number,
     'private', false
   from generate_series(1, $2::integer) as org cross join generate_series(1, ${REPOSITORIES}) as number`,
  `insert into github_org_memberships (${ROW}, organisation, user_id, listing)
   select gen_random_uuid(), $1, 'github/org-' || org, ${MADE}, 'org-' || org, (org * 1000 + number)::text, 'member'
   from generate_series(1, $2::integer) as org cross join generate_series(1, ${MEMBERS}) as number`,
  `insert into github_users (${ROW}, organisation, origin, user_id, login, user_type, name, email)
   select gen_random_uuid(), $1, 'github/org-' || org, ${MADE}, 'org-' || org, origin, (org * 1000 + number)::text,
     'login-' || org || '-' || number, 'User',
     case origin when 'profile' then 'Member ' || number || ' of Org ' || org end,
     case origin when 'profile' then 'member' || number || '@org' || org || '.example' end
   from generate_series(1, $2::integer) as org cross join generate_series(1, ${MEMBERS}) as number
   cross join (values ('member'), ('profile')) as origins (origin)`,
  `insert into google_workspace_groups (${ROW}, group_id, email, name)
   select gen_random_uuid(), $1, 'google-workspace', ${MADE}, 'group-' || org || '-' || number,
     'group-' || org || '-' || number || '@northwind.example', 'Group ' || number || ' of Org ' || org
   from generate_series(1, $2::integer) as org cross join generate_series(1, 50) as number`,
];

/**
 * Fills a tenant with so many GitHub organisations, straight into the tables of source records, and lets the product
 * derive the rest: accounts, resources, people, search documents, effective access.
 */
export async function storeLargeOrganisation(
  { owner, database }: TestDatabase,
  tenantId: string,
  organisations: number,
): Promise<void> {
  for (const statement of SOURCES) await owner.query(statement, [tenantId, organisations]);
  const scope = { tenantId, role: "ingest" as const };
  await refreshGraph(database, scope);
  await refreshIdentities(database, { tenantId, runId: randomUUID(), actor: "test" });
  await database.write(scope, refreshSearch);
}

/** Computes effective access of every tenant at once. */
export async function refreshLargeOrganisations({ owner, database }: TestDatabase, tenantId: string): Promise<number> {
  const { rows } = await refreshEffectiveAccess(database, { tenantId, role: "ingest" });
  await owner.query("vacuum (analyze)");
  return rows;
}
