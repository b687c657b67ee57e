import type {
  AccessPath,
  HopKind,
  Privilege,
  Provider,
  ResourceType,
  SubjectStatus,
  SubjectType,
} from "../model/access.ts";
import type { AskOutcome } from "../model/asked-question.ts";
import type { CausesKnown, ChangeKind } from "../model/changes.ts";
import type { FindingEventKind, FindingState, FindingSubjectKind, Severity } from "../model/findings.ts";
import type { QueueStrength } from "../model/queue-strengths.ts";
import type { SourceTable } from "../model/source.ts";
import type { RunOutcome } from "../model/sync-runs.ts";
import type { UploadRefusal } from "../model/uploads.ts";
import type { LinkMethod, PathEdge, QueueReason } from "../model/views.ts";

/** Every word that the pages show for a value of the model, in one place. */
export const PROVIDER_WORDS: Record<Provider | "aws", string> = {
  aws: "AWS",
  aws_iam: "AWS IAM",
  aws_identity_center: "AWS Identity Center",
  gcp: "Google Cloud",
  github: "GitHub",
  google_workspace: "Google Workspace",
};

export const PROVIDER_SHORT: Record<Provider | "aws", string> = {
  aws: "AWS",
  aws_iam: "IAM",
  aws_identity_center: "Identity Center",
  gcp: "GCP",
  github: "GitHub",
  google_workspace: "Workspace",
};

export const RESOURCE_TYPE_WORDS: Record<ResourceType, { one: string; many: string }> = {
  aws_account: { one: "AWS account", many: "AWS accounts" },
  gcp_organization: { one: "GCP organization", many: "GCP organizations" },
  gcp_folder: { one: "GCP folder", many: "GCP folders" },
  gcp_project: { one: "GCP project", many: "GCP projects" },
  github_organization: { one: "GitHub organization", many: "GitHub organizations" },
  github_repository: { one: "GitHub repository", many: "GitHub repositories" },
};

export const SUBJECT_TYPE_WORDS: Record<SubjectType, string> = {
  user: "User",
  service_account: "Service account",
  group: "Group",
  public: "Public",
};

export const PRIVILEGE_WORDS: Record<Privilege, string> = {
  none: "None",
  read: "Read",
  write: "Write",
  admin: "Admin",
  owner: "Owner",
};

export const STATUS_WORDS: Record<SubjectStatus, { label: string; meaning: string }> = {
  active: { label: "Active", meaning: "Its provider lists it and does not say otherwise" },
  suspended: { label: "Suspended", meaning: "Suspended, archived or disabled at its provider; its grants still stand" },
  unknown: { label: "Unknown", meaning: "No source lists it, or its provider gives no status" },
};

export const ACCESS_PATH_WORDS: Record<AccessPath, { label: string; meaning: string }> = {
  direct: { label: "Direct", meaning: "Granted to the account itself on this resource" },
  group: { label: "Group", meaning: "Granted on this resource to a group, team or domain that the account is in" },
  inherited: { label: "Inherited", meaning: "Granted higher up, on an organization, a folder or a parent team" },
};

export const HOP_KIND_WORDS: Record<HopKind, string> = {
  group: "group",
  team: "team",
  domain: "domain",
  project_role: "project role",
  resource: "resource",
};

export const CHANGE_KIND_WORDS: Record<ChangeKind, { label: string; meaning: string }> = {
  gained: { label: "Gained", meaning: "There was no access before" },
  lost: { label: "Lost", meaning: "No access is left" },
  changed: { label: "Level changed", meaning: "The highest level is another than before" },
  rerouted: { label: "Other paths", meaning: "The highest level is the same, by other paths or roles" },
};

export const CAUSES_KNOWN_WORDS: Record<Exclude<CausesKnown, "found">, string> = {
  none: "No record of this run lies on these paths",
  recomputed: "Worked out anew, by hand or after an upgrade",
  removed: "What records said then was removed under retention",
  unknown: "Too much changed at once to tell, or it was before causes were kept",
};

export const LINK_METHOD_WORDS: Record<LinkMethod, string> = {
  anchor: "This account made the person",
  external_id: "External id names an account of this person",
  email: "E-mail address",
  verified_email: "E-mail verified by the GitHub organization",
  saml: "SAML or SCIM identity",
  public_email: "Public e-mail of the profile",
  email_tag: "E-mail in the IAM user's tag",
  decision: "Decided by an analyst",
};

export const QUEUE_REASON_WORDS: Record<QueueReason, { label: string; meaning: string }> = {
  conflict: { label: "Conflicting evidence", meaning: "The evidence of this account names more than one person." },
  noreply_email: {
    label: "No-reply e-mail",
    meaning: "The account only shows a GitHub no-reply address, which proves nothing.",
  },
  missing_email: { label: "No e-mail", meaning: "The account shows no usable e-mail address, and no name is alike." },
  name_only: { label: "Name only", meaning: "No usable e-mail address; only the name is alike." },
};

/** What names a candidate, in a few words. */
export const STRENGTH_WORDS: Record<QueueStrength, string> = {
  external_id: "External id",
  saml: "SAML or SCIM identity",
  verified_email: "Verified e-mail",
  email: "E-mail address",
  email_tag: "E-mail in a tag",
  public_email: "Public e-mail",
  same_name: "The very same name",
  like_name: "A like name",
};

export const RUN_OUTCOME_WORDS: Record<RunOutcome, { label: string; meaning: string }> = {
  running: { label: "Running", meaning: "It goes on, or its process was killed" },
  succeeded: { label: "Succeeded", meaning: "Everything was read" },
  partial: { label: "Partial", meaning: "Something was rejected or stopped; the rest was taken" },
  failed: { label: "Failed", meaning: "It broke off; scopes that were committed before are kept" },
};

/** Why what was sent is no upload, with what to do. */
export const UPLOAD_REFUSAL_WORDS: Record<UploadRefusal, string> = {
  "too-large": "That is more than an upload may have. Send a smaller bundle, or read it by the command line.",
  "no-file": "Nothing was chosen. Choose an archive or a folder first.",
  "two-kinds": "Send one archive, or one folder.",
  "bad-path":
    "A file has a path that leads out of the folder, or a name that is too long. Pack the folder as it was exported.",
  twice: "The folder holds the same path twice. Pack it as .tar.gz or .zip and send that.",
  "too-many-files":
    "The folder has more files than an upload may have (200,000). Pack it as .tar.gz or .zip and send that.",
  broken: "The upload did not arrive whole. Send it again.",
  busy: "Too many uploads wait on this server. Apply or discard one, then send yours again.",
};

/** What the rows of a table of sources are called. */
export const TABLE_WORDS: Record<string, string> = {
  collected_listings: "Collected lists of members",
  google_workspace_users: "Workspace users",
  google_workspace_groups: "Workspace groups",
  google_workspace_memberships: "Workspace memberships",
  aws_accounts: "AWS accounts",
  aws_organizational_units: "Organizational units",
  aws_organization_parents: "Places in the organization",
  aws_identity_center_users: "Identity Center users",
  aws_identity_center_groups: "Identity Center groups",
  aws_identity_center_memberships: "Identity Center memberships",
  aws_identity_center_instances: "Identity Center instances",
  aws_permission_sets: "Permission sets",
  aws_permission_set_policies: "Policies of permission sets",
  aws_account_assignments: "Account assignments",
  aws_iam_users: "IAM users",
  aws_iam_credential_reports: "IAM credential reports",
  aws_iam_groups: "IAM groups",
  aws_iam_policies: "IAM policies",
  aws_iam_roles: "IAM roles",
  gcp_organisations: "GCP organizations",
  gcp_folders: "GCP folders",
  gcp_projects: "GCP projects",
  gcp_iam_bindings: "GCP role bindings",
  gcp_iam_policies: "GCP policies",
  github_organisations: "GitHub organizations",
  github_users: "GitHub users",
  github_org_memberships: "GitHub organization memberships",
  github_teams: "GitHub teams",
  github_team_memberships: "GitHub team memberships",
  github_repositories: "GitHub repositories",
  github_repo_team_permissions: "Teams' permissions on repositories",
  github_repo_collaborator_permissions: "Collaborators' permissions on repositories",
} satisfies Record<SourceTable, string>;

export const SEVERITY_WORDS: Record<Severity, string> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
};

export const FINDING_STATE_WORDS: Record<FindingState, string> = {
  open: "Open",
  accepted: "Accepted",
  resolved: "Resolved",
};

export const FINDING_SUBJECT_WORDS: Record<FindingSubjectKind, string> = {
  person: "Person",
  account: "Account",
  group: "Group",
  resource: "Resource",
  grant: "Grant",
};

export const FINDING_EVENT_WORDS: Record<FindingEventKind, string> = {
  opened: "Found",
  accepted: "Accepted",
  reopened: "Opened again",
  lapsed: "The acceptance ended",
  unconfirmed: "Not seen any more, while a source was incomplete",
  confirmed: "Seen again",
  resolved: "Resolved: the data no longer shows it",
};

export const RELATION_WORDS: Record<PathEdge["relation"], string> = {
  is: "has the account",
  member_of: "is a member of",
  granted: "is granted",
  contains: "contains",
};

export const ASK_OUTCOME_WORDS: Record<AskOutcome, string> = {
  answered: "Answered",
  choose: "Several meanings",
  "not understood": "Not understood",
  cannot: "No data for it",
  refused: "Refused",
  failed: "Failed",
};

const NUMBER = new Intl.NumberFormat("en-GB");

/** @returns the number with thousands separators, the same on server and browser. */
export function countWords(count: number): string {
  return NUMBER.format(count);
}

/** @returns "1 person", "2 people". */
export function plural(count: number, one: string, many: string): string {
  return `${countWords(count)} ${count === 1 ? one : many}`;
}

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"];

/** @returns "312 bytes", "4.2 MiB". */
export function sizeWords(bytes: number): string {
  const unit = bytes < 1 ? 0 : Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length - 1);
  const value = bytes / 1024 ** unit;
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}
