import type { SourceTable } from "../model/source.ts";

/** What a scope is without the account or the organisation in it: a source of the metrics and spans. */
export type ScopeKind =
  | "aws/organizations"
  | "aws/sso-admin"
  | "aws/identitystore"
  | "aws/iam"
  | "gcp"
  | "google-workspace"
  | "github";

const SCOPES: readonly { kind: ScopeKind; scope: RegExp; tables: readonly SourceTable[] }[] = [
  {
    kind: "aws/organizations",
    scope: /^aws\/organizations$/,
    tables: ["aws_accounts", "aws_organizational_units", "aws_organization_parents"],
  },
  {
    kind: "aws/sso-admin",
    scope: /^aws\/sso-admin$/,
    tables: [
      "aws_identity_center_instances",
      "aws_permission_sets",
      "aws_permission_set_policies",
      "aws_account_assignments",
    ],
  },
  {
    kind: "aws/identitystore",
    scope: /^aws\/identitystore$/,
    tables: [
      "aws_identity_center_users",
      "aws_identity_center_groups",
      "aws_identity_center_memberships",
      "collected_listings",
    ],
  },
  {
    kind: "aws/iam",
    scope: /^aws\/iam\//,
    tables: ["aws_iam_users", "aws_iam_groups", "aws_iam_roles", "aws_iam_policies", "aws_iam_credential_reports"],
  },
  {
    kind: "gcp",
    scope: /^gcp$/,
    tables: ["gcp_organisations", "gcp_folders", "gcp_projects", "gcp_iam_bindings", "gcp_iam_policies"],
  },
  {
    kind: "google-workspace",
    scope: /^google-workspace$/,
    tables: ["google_workspace_users", "google_workspace_groups", "google_workspace_memberships", "collected_listings"],
  },
  {
    kind: "github",
    scope: /^github\//,
    tables: [
      "github_organisations",
      "github_users",
      "github_org_memberships",
      "github_teams",
      "github_team_memberships",
      "github_repositories",
      "github_repo_team_permissions",
      "github_repo_collaborator_permissions",
      "collected_listings",
    ],
  },
];

/** @returns every table that holds records of the scope: what is gone from a complete scope is closed in each. */
export function tablesOfScope(scope: string): readonly SourceTable[] {
  return findScope(scope).tables;
}

export function kindOfScope(scope: string): ScopeKind {
  return findScope(scope).kind;
}

function findScope(scope: string) {
  const found = SCOPES.find((entry) => entry.scope.test(scope));
  if (!found) throw new Error(`no tables are known for scope ${JSON.stringify(scope)}`);
  return found;
}
