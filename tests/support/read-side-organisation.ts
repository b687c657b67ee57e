import { createNotes } from "../../app/access/affected-accounts.server.ts";
import { refreshAllFacets } from "../../app/access/refresh-facets.server.ts";
import { refreshDirectory, refreshGrants } from "../../app/access/refresh-grants.server.ts";
import { refreshMemberships } from "../../app/access/refresh-memberships.server.ts";
import { refreshPersonSpans } from "../../app/access/refresh-person-spans.server.ts";
import { refreshAllSpans } from "../../app/access/refresh-spans.server.ts";
import type { TestDatabase } from "./test-database.server.ts";

/**
 * A small organisation, written as the write pipe leaves it, for tests of the read side:
 * Ada is in `devs`, which is in `cloud`; `cloud` owns the folder above `billing-prod`; Ada views the project directly;
 * Bob is in `cloud` and in nothing else; a robot edits the project; nobody knows whose account `ghost` is.
 */
export async function storeReadSideOrganisation({ database, owner }: TestDatabase, tenantId: string): Promise<void> {
  const source = async (table: string, rows: Record<string, unknown>[]) => {
    for (const row of rows) {
      const columns = Object.keys(row);
      await owner.query(
        `insert into ${table} (id, tenant_id, scope, raw_response, content_hash, history_seq, history_hash, sync_run_id,
          ${columns.join(", ")})
        values (node_id('test', $1, $2), $3, $4, $5, '\\x00', 1, '\\x00', gen_random_uuid(),
          ${columns.map((_, index) => `$${index + 6}`).join(", ")})`,
        [table, JSON.stringify(row), tenantId, SCOPES[table] ?? "people", JSON.stringify(row), ...Object.values(row)],
      );
    }
  };
  const sql = (text: string, values: unknown[] = []) => owner.query(text, [tenantId, ...values]);

  await source("google_workspace_users", [
    { user_id: "1", primary_email: "ada@northwind.example", full_name: "Ada Okafor", customer_id: "C1" },
    { user_id: "2", primary_email: "bob@northwind.example", full_name: "Bob 100%", customer_id: "C1" },
  ]);
  await source("google_workspace_groups", [
    { group_id: "g1", email: "devs@northwind.example" },
    { group_id: "g2", email: "cloud@northwind.example" },
  ]);
  await source("google_workspace_memberships", [
    { group_key: "devs@northwind.example", member_id: "1", member_type: "USER" },
    { group_key: "cloud@northwind.example", member_id: "g1", member_type: "GROUP" },
    { group_key: "cloud@northwind.example", member_id: "2", member_type: "USER" },
  ]);
  await source("gcp_folders", [{ folder_id: "folders/1", display_name: "prod" }]);
  await source("gcp_projects", [{ project_id: "billing-prod", display_name: "Billing", parent: "folders/1" }]);
  await source("gcp_iam_bindings", [
    { resource: "folders/1", role: "roles/owner", member: "group:cloud@northwind.example" },
    { resource: "billing-prod", role: "roles/viewer", member: "user:ada@northwind.example" },
    { resource: "billing-prod", role: "roles/editor", member: "serviceAccount:robot@x.iam.gserviceaccount.com" },
  ]);
  await sql(`insert into role_privileges (tenant_id, provider, role_key, privilege, known) values
    ($1, 'gcp', 'roles/owner', 'owner', true), ($1, 'gcp', 'roles/viewer', 'read', true),
    ($1, 'gcp', 'roles/editor', 'write', true)`);
  await sql(`insert into accounts (id, tenant_id, provider, type, native_id, label, status, listed) values
    (node_id('account', 'google_workspace', '1'), $1, 'google_workspace', 'user', '1', 'ada@northwind.example', 'active', true),
    (node_id('account', 'google_workspace', '2'), $1, 'google_workspace', 'user', '2', 'bob@northwind.example', 'suspended', true),
    (node_id('account', 'gcp', 'robot@x.iam.gserviceaccount.com'), $1, 'gcp', 'service_account',
      'robot@x.iam.gserviceaccount.com', 'robot@x.iam.gserviceaccount.com', 'unknown', false),
    (node_id('account', 'github', '9'), $1, 'github', 'user', '9', 'ghost', 'active', true)`);
  await sql(`insert into resources (id, tenant_id, provider, type, native_id, name, listed, parent_id) values
    (node_id('resource', 'gcp_folder', 'folders/1'), $1, 'gcp', 'gcp_folder', 'folders/1', 'prod', true, null),
    (node_id('resource', 'gcp_project', 'billing-prod'), $1, 'gcp', 'gcp_project', 'billing-prod', 'Billing', true,
      node_id('resource', 'gcp_folder', 'folders/1'))`);
  await sql(`insert into access_groups (id, tenant_id, provider, kind, native_id, label, listed, explained)
    select node_id('group', 'google_workspace', id), $1, 'google_workspace', 'group', id, label, true, true
    from (values ('g1', 'devs@northwind.example'), ('g2', 'cloud@northwind.example')) as groups (id, label)`);
  await sql(`insert into group_chains (tenant_id, start_group_id, target_group_id, ordinal, hops, hop_ids, truncated)
    select $1, node_id('group', 'google_workspace', ids[1]), node_id('group', 'google_workspace', ids[cardinality(ids)]),
      1, (
        select jsonb_agg(jsonb_build_object('kind', 'group', 'id', hop.id, 'label', access_groups.label) order by hop.ordinality)
        from unnest(ids) with ordinality as hop (id, ordinality)
        join access_groups on access_groups.native_id = hop.id and access_groups.tenant_id = $1
      ), ids, false
    from (values (array['g1']), (array['g2']), (array['g1', 'g2'])) as chains (ids)`);
  await sql(`insert into canonical_users (id, tenant_id, scope, raw_response, content_hash, history_seq, history_hash, sync_run_id, name, email)
    values
    (node_id('person', '1'), $1, 'people', '{}', '', 1, '', gen_random_uuid(), 'Ada Okafor', 'ada@northwind.example'),
    (node_id('person', '2'), $1, 'people', '{}', '', 1, '', gen_random_uuid(), 'Bob 100%', 'bob@northwind.example')`);
  for (const id of ["1", "2"]) {
    await sql(
      `insert into canonical_user_provider_links (id, tenant_id, scope, raw_response, content_hash, history_seq, history_hash,
        sync_run_id, account_id, person_id, method, evidence)
      values (node_id('link', $2), $1, 'people', '{}', '', 1, '', gen_random_uuid(),
        node_id('account', 'google_workspace', $2), node_id('person', $2), 'anchor', 'Workspace user')`,
      [id],
    );
  }
  await sql(`insert into canonical_emails (id, tenant_id, scope, raw_response, content_hash, history_seq, history_hash, sync_run_id, email, person_id)
    values (node_id('email', '1'), $1, 'people', '{}', '', 1, '', gen_random_uuid(), 'ada@northwind.example', node_id('person', '1')),
      (node_id('email', '3'), $1, 'people', '{}', '', 1, '', gen_random_uuid(), 'ada.o@northwind.example', node_id('person', '1'))`);
  await sql(`insert into identity_reconciliation_queue (id, tenant_id, scope, raw_response, content_hash, history_seq,
      history_hash, sync_run_id, account_id, reason, candidates)
    values (node_id('queue', '9'), $1, 'people', '{}', '', 1, '', gen_random_uuid(), node_id('account', 'github', '9'),
      'name_only', jsonb_build_array(jsonb_build_object('id', node_id('person', '1'), 'name', 'Ada Okafor')))`);
  await sql(`insert into search_documents (tenant_id, kind, entity_id, search_text)
    select $1, 'person', id, lower(name || ' ' || email) from canonical_users where tenant_id = $1
    union all select $1, 'account', id, lower(label || ' ' || native_id) from accounts where tenant_id = $1
    union all select $1, 'group', id, lower(label) from access_groups where tenant_id = $1
    union all select $1, 'resource', id, lower(native_id || ' ' || name) from resources where tenant_id = $1`);
  await sql(`insert into sync_scopes (tenant_id, scope, sync_run_id, synced_at, complete)
    select $1, scope, gen_random_uuid(), '2026-05-01T10:00:00Z', true from (values ('gcp'), ('google-workspace')) as s (scope)`);
  await sql(`insert into audit_log (tenant_id, actor, action, target, occurred_at)
    select $1, 'local', 'decision.accept', 'account ' || i, now() from generate_series(1, 3) as i`);
  await sql(`insert into entity_history (tenant_id, entity_type, entity_id, seq, operation, occurred_at, actor, state, row_hash)
    select $1, 'gcp_projects', node_id('test', 'history'), i, case i when 1 then 'CREATED' else 'UPDATED' end, now(),
      'sync', '{"name":"' || i || '"}', '\\x0a' from generate_series(1, 3) as i`);
  await database.write({ tenantId, role: "ingest" }, async (transaction) => {
    await createNotes(transaction);
    await refreshDirectory(transaction);
    await refreshMemberships(transaction, false);
    await refreshGrants(transaction, false);
  });
  await owner.query("refresh materialized view mv_effective_access");
  await database.write({ tenantId, role: "ingest" }, async (transaction) => {
    await refreshAllFacets(transaction);
    await refreshPersonSpans(transaction);
    await refreshAllSpans(transaction, { at: new Date().toISOString(), runId: null });
  });
  await sql(`insert into access_refreshes (tenant_id, refreshed_at, duration_ms, rows, by_privilege)
    select $1, now(), 1, sum(rows), jsonb_object_agg(privilege, rows)
    from (
      select privilege, count(*) as rows from mv_effective_access where tenant_id = $1 group by privilege
    ) as counts`);
}

const SCOPES: Readonly<Record<string, string>> = {
  google_workspace_users: "google-workspace",
  google_workspace_groups: "google-workspace",
  google_workspace_memberships: "google-workspace",
  gcp_folders: "gcp",
  gcp_projects: "gcp",
  gcp_iam_bindings: "gcp",
};
