import { copyFile, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import type pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { migrate } from "../schema/migrate.server.ts";
import { createEmptyDatabase } from "./support/empty-database.server.ts";

const SCHEMA = fileURLToPath(new URL("../schema", import.meta.url));
const TENANT = "00000000-0000-4000-8000-000000000001";
const RUN = "00000000-0000-4000-8000-0000000000aa";
const ENDED = "2026-10-01T08:00:00+00";

const ROW = "id, tenant_id, scope, raw_response, content_hash, history_seq, history_hash, sync_run_id";
const MADE = `'{}', '', 1, '', '${RUN}'`;

/** A tenant as the release before left it: records, the graph made of them, a run that ended. */
const BEFORE = [
  `insert into tenants (id, slug, name) values ('${TENANT}'::uuid, 'old', 'Old')`,
  `insert into tenant_directory (id, slug) values ('${TENANT}'::uuid, 'old')`,
  `insert into sync_runs (id, tenant_id, bundle, finished_at, outcome)
   values ('${RUN}', '${TENANT}'::uuid, 'old', '${ENDED}', 'succeeded')`,
  `insert into github_organisations (${ROW}, organisation, login, default_repository_permission)
   values (gen_random_uuid(), '${TENANT}'::uuid, 'github/org', ${MADE}, 'org', 'org', 'read')`,
  `insert into github_repositories (${ROW}, organisation, repository, visibility, archived)
   select gen_random_uuid(), '${TENANT}'::uuid, 'github/org', ${MADE}, 'org', 'repository-' || number, 'private', false
   from generate_series(1, 5) as number`,
  `insert into github_org_memberships (${ROW}, organisation, user_id, listing)
   select gen_random_uuid(), '${TENANT}'::uuid, 'github/org', ${MADE}, 'org', number::text,
     case number when 1 then 'admin' else 'member' end
   from generate_series(1, 4) as number`,
  `insert into google_workspace_users (${ROW}, user_id, primary_email, suspended, archived)
   select gen_random_uuid(), '${TENANT}'::uuid, 'google-workspace', ${MADE}, 'u' || number, 'u' || number || '@old.example',
     false, false
   from generate_series(1, 3) as number`,
  `insert into gcp_projects (${ROW}, project_id, state)
   values (gen_random_uuid(), '${TENANT}'::uuid, 'gcp', ${MADE}, 'billing', 'ACTIVE')`,
  `insert into gcp_iam_bindings (${ROW}, resource, role, member)
   select gen_random_uuid(), '${TENANT}'::uuid, 'gcp', ${MADE}, 'projects/billing', 'roles/viewer', member
   from unnest(array['user:u1@old.example', 'domain:old.example']) as member`,
  `insert into role_privileges (tenant_id, provider, role_key, privilege, known)
   values ('${TENANT}'::uuid, 'gcp', 'roles/viewer', 'read', true)`,
  `insert into accounts (id, tenant_id, provider, type, native_id, label, email, status, listed)
   select node_id('account', 'github', number::text), '${TENANT}'::uuid, 'github', 'user', number::text, 'l' || number, null,
     'active', true
   from generate_series(1, 4) as number
   union all
   select node_id('account', 'google_workspace', 'u' || number), '${TENANT}'::uuid, 'google_workspace', 'user', 'u' || number,
     'u' || number || '@old.example', 'u' || number || '@old.example', 'active', true
   from generate_series(1, 3) as number`,
  `insert into resources (id, tenant_id, provider, type, native_id, listed, parent_id)
   select node_id('resource', 'github_organization', 'org'), '${TENANT}'::uuid, 'github', 'github_organization', 'org', true,
     null::uuid
   union all
   select node_id('resource', 'github_repository', 'org/repository-' || number), '${TENANT}'::uuid, 'github',
     'github_repository', 'org/repository-' || number, true, node_id('resource', 'github_organization', 'org')
   from generate_series(1, 5) as number
   union all
   select node_id('resource', 'gcp_project', 'billing'), '${TENANT}'::uuid, 'gcp', 'gcp_project', 'billing', true, null`,
  "refresh materialized view mv_effective_access",
];

const rowsOf = async (client: pg.Client): Promise<string[]> => {
  await client.query("select set_config('app.current_tenant_id', $1, false)", [TENANT]);
  const { rows } = await client.query<{ row: string }>(
    "select to_jsonb(access)::text as row from effective_access as access order by 1",
  );
  return rows.map(({ row }) => row);
};

test.each([16, 18] as const)(
  "on PostgreSQL %i a database of the release before keeps its answers, refreshed by hand too, and remembers them",
  async (version) => {
    const { url, client } = await createEmptyDatabase(version);
    const folder = await mkdtemp(path.join(tmpdir(), "alxderia-schema-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    const older = (await readdir(SCHEMA)).filter((name) => name.endsWith(".sql") && name < "0057");
    for (const name of older) await copyFile(path.join(SCHEMA, name), path.join(folder, name));
    await migrate(url, { folder });
    for (const statement of BEFORE) await client.query(statement);
    const before = await rowsOf(client);
    // five repositories for each of four members and once more for the owner, the organisation, and the project
    expect(before).toHaveLength(4 * 5 + 5 + 4 + 4);
    expect((await migrate(url)).applied).toEqual(
      expect.arrayContaining(["0057_create_tables_access_grants.sql", "0059_create_table_access_spans.sql"]),
    );
    expect(await rowsOf(client)).toEqual(before);
    await client.query("refresh materialized view concurrently mv_effective_access");
    expect(await rowsOf(client)).toEqual(before);
    const spans = await client.query(
      `select count(*)::integer as rows, min(valid_from) = $1::timestamptz as is_first, max(valid_from) = $1 as is_last,
         bool_and(from_run = $2 and valid_until is null) as is_open
       from effective_access_at(now())`,
      [ENDED, RUN],
    );
    expect(spans.rows).toEqual([{ rows: before.length, is_first: true, is_last: true, is_open: true }]);
  },
);
