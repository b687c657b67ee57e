import type { SourceTable } from "./source.ts";

/** Tables whose rows carry their record, their scope and a history: those of source records and those made of them. */
export const TRACED_TABLES = [
  "collected_listings",
  "google_workspace_users",
  "google_workspace_groups",
  "google_workspace_memberships",
  "aws_accounts",
  "aws_organizational_units",
  "aws_organization_parents",
  "aws_identity_center_users",
  "aws_identity_center_groups",
  "aws_identity_center_memberships",
  "aws_identity_center_instances",
  "aws_permission_sets",
  "aws_permission_set_policies",
  "aws_account_assignments",
  "aws_iam_users",
  "aws_iam_credential_reports",
  "aws_iam_groups",
  "aws_iam_policies",
  "aws_iam_roles",
  "gcp_organisations",
  "gcp_folders",
  "gcp_projects",
  "gcp_iam_bindings",
  "gcp_iam_policies",
  "github_organisations",
  "github_users",
  "github_org_memberships",
  "github_teams",
  "github_team_memberships",
  "github_repositories",
  "github_repo_team_permissions",
  "github_repo_collaborator_permissions",
  "canonical_users",
  "canonical_emails",
  "canonical_user_provider_links",
  "identity_reconciliation_queue",
] as const satisfies readonly (
  | SourceTable
  | "canonical_users"
  | "canonical_emails"
  | "canonical_user_provider_links"
  | "identity_reconciliation_queue"
)[];
export type TracedTable = (typeof TRACED_TABLES)[number];

/** @returns whether the text names one of the tables; only such a text may become part of a statement. */
export function isTracedTable(name: string): name is TracedTable {
  return TRACED_TABLES.some((table) => table === name);
}
