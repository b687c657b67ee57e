import type { Findings } from "./findings.ts";
import type { Scope } from "./scope.ts";
import type { Tree } from "./tree.ts";
import { quote, Refusal } from "./verdict.ts";

/** Tables that alxderia_ask may select (schema/0048); a test holds the two together. */
export const TABLES: ReadonlySet<string> = new Set([
  "access_groups",
  "access_refreshes",
  "accounts",
  "aws_account_assignments",
  "aws_accounts",
  "aws_iam_credential_reports",
  "aws_iam_grants",
  "aws_iam_groups",
  "aws_iam_policies",
  "aws_iam_roles",
  "aws_iam_users",
  "aws_identity_center_groups",
  "aws_identity_center_instances",
  "aws_identity_center_memberships",
  "aws_identity_center_users",
  "aws_organization_parents",
  "aws_organizational_units",
  "aws_permission_set_policies",
  "aws_permission_sets",
  "canonical_emails",
  "canonical_user_provider_links",
  "canonical_users",
  "collected_listings",
  "gcp_folders",
  "gcp_iam_bindings",
  "gcp_iam_policies",
  "gcp_organisations",
  "gcp_projects",
  "github_org_memberships",
  "github_organisations",
  "github_repo_collaborator_permissions",
  "github_repo_team_permissions",
  "github_repositories",
  "github_team_memberships",
  "github_teams",
  "github_users",
  "google_workspace_groups",
  "google_workspace_memberships",
  "google_workspace_users",
  "group_chains",
  "identity_decisions",
  "identity_reconciliation_queue",
  "resources",
  "role_privileges",
  "sync_files",
  "sync_runs",
  "sync_scopes",
]);

/** Views of the schema `public`. */
export const VIEWS: ReadonlySet<string> = new Set(["effective_access"]);

/**
 * Names that mean a view of the schema `ask`, which stands first in the search path. With `public` before it the name
 * would mean the materialised view, which no row-level security covers: that spelling is refused.
 */
export const ASK_VIEWS: ReadonlySet<string> = new Set(["mv_effective_access"]);

const MAX_TABLES = 20;
/** References to common table expressions count here: each may multiply the work. */
const MAX_REFERENCES = 40;

/** @throws Refusal of the layer `relations`, or `limit` when there are too many of them */
export function checkRelation(node: Tree, scope: Scope, findings: Findings): void {
  const name = node.relname;
  if (typeof name !== "string") throw new Refusal("relations", "a table without a name");
  if (node.inh !== true) throw new Refusal("relations", "ONLY is not allowed");
  findings.references += 1;
  if (findings.references > MAX_REFERENCES) {
    throw new Refusal("limit", `more than ${MAX_REFERENCES} tables and common table expressions`);
  }
  if (node.schemaname === undefined) {
    if (scope.has(name)) return;
    if (!TABLES.has(name) && !VIEWS.has(name) && !ASK_VIEWS.has(name)) refuse(name);
  } else {
    if (node.schemaname !== "public") refuse(`${node.schemaname}.${name}`);
    if (!TABLES.has(name) && !VIEWS.has(name)) refuse(`public.${name}`);
  }
  findings.tables.add(name);
  if (findings.tables.size > MAX_TABLES) throw new Refusal("limit", `more than ${MAX_TABLES} tables`);
}

function refuse(name: string): never {
  throw new Refusal("relations", `${quote(name)} is not a table that questions may read`);
}
