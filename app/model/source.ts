import type { Json, JsonObject } from "./json.ts";

/** Every table that holds source records, as its provider's export names them. See schema/0007 to 0024. */
export type SourceTable =
  | "collected_listings"
  | "google_workspace_users"
  | "google_workspace_groups"
  | "google_workspace_memberships"
  | "aws_accounts"
  | "aws_organizational_units"
  | "aws_organization_parents"
  | "aws_identity_center_users"
  | "aws_identity_center_groups"
  | "aws_identity_center_memberships"
  | "aws_identity_center_instances"
  | "aws_permission_sets"
  | "aws_permission_set_policies"
  | "aws_account_assignments"
  | "aws_iam_users"
  | "aws_iam_credential_reports"
  | "aws_iam_groups"
  | "aws_iam_policies"
  | "aws_iam_roles"
  | "gcp_organisations"
  | "gcp_folders"
  | "gcp_projects"
  | "gcp_iam_bindings"
  | "gcp_iam_policies"
  | "github_organisations"
  | "github_users"
  | "github_org_memberships"
  | "github_teams"
  | "github_team_memberships"
  | "github_repositories"
  | "github_repo_team_permissions"
  | "github_repo_collaborator_permissions";

/** What the resolution of accounts to people writes; stored like source records, in a scope of its own. */
export const IDENTITY_TABLES = [
  "canonical_users",
  "canonical_emails",
  "canonical_user_provider_links",
  "identity_reconciliation_queue",
] as const;

export type StoredTable = SourceTable | (typeof IDENTITY_TABLES)[number];

/**
 * One row to store. `key` identifies it inside (tenant, scope, table) and never changes for the same thing;
 * `columns` are the table's own columns; `raw` is the provider's record, unchanged.
 * `id` is made from scope, table and key unless given.
 * When two records of one run make the same row, the higher `precedence` wins, then the later one.
 */
export type SourceRow = {
  table: StoredTable;
  id?: string;
  key: readonly string[];
  columns: JsonObject;
  raw: Json;
  precedence?: number;
};

/** What one record became: rows to store, or the reason why it cannot be stored. */
export type Normalised = { rows: SourceRow[] } | { reject: string };

/**
 * One file of a bundle that a connector understands.
 * - `scope`: see docs/bundle.md, e.g. `aws/iam/123456789012`.
 * - `rank`: order of reading inside the scope, lowest first.
 * - `listKeys`: keys under which a wrapped page of this file holds its list; the key is passed to `normalise`.
 * - `format`: `json` (every wrapping), `graphql` (whole responses) or `csv` (header and rows).
 * - `expand`: for `graphql`, the records of one whole response, or null when it is not a response of that query.
 * - `fileRows`: rows that the mere presence of the file makes (a collected listing).
 */
export type SourceFile = {
  scope: string;
  rank: number;
  format: "json" | "graphql" | "csv";
  expand?: (response: Json) => Json[] | null;
  listKeys: readonly string[];
  normalise: (record: Json, listKey: string | null) => Normalised;
  fileRows: readonly SourceRow[];
};

/** A connector: what it makes of a path inside a bundle, or null when the path is not its own. */
export type Connector = { describeFile: (path: string) => SourceFile | null };
