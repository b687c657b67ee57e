/** The one ladder for all systems, lowest first. */
export const PRIVILEGES = ["none", "read", "write", "admin", "owner"] as const;
export type Privilege = (typeof PRIVILEGES)[number];

export const ACCESS_PATHS = ["direct", "group", "inherited"] as const;
export type AccessPath = (typeof ACCESS_PATHS)[number];

export const PROVIDERS = ["aws_iam", "aws_identity_center", "gcp", "github", "google_workspace"] as const;
export type Provider = (typeof PROVIDERS)[number];

export const SUBJECT_TYPES = ["user", "service_account", "group", "public"] as const;
export type SubjectType = (typeof SUBJECT_TYPES)[number];

export const SUBJECT_STATUSES = ["active", "suspended", "unknown"] as const;
export type SubjectStatus = (typeof SUBJECT_STATUSES)[number];

export const RESOURCE_TYPES = [
  "aws_account",
  "gcp_organization",
  "gcp_folder",
  "gcp_project",
  "github_organization",
  "github_repository",
] as const;
export type ResourceType = (typeof RESOURCE_TYPES)[number];

export const HOP_KINDS = ["group", "team", "domain", "project_role", "resource"] as const;
export type HopKind = (typeof HOP_KINDS)[number];

export type Certainty = "exact" | "conditional" | "at_most";

export type Hop = { kind: HopKind; id: string; label: string };

/** One row of effective access, as docs/effective-access.md gives it; `chainsTruncated` only where chains were cut at 64. */
export type EffectiveAccess = {
  person: { id: string; name: string; email: string | null } | null;
  subject: { provider: Provider; type: SubjectType; id: string; label: string; status: SubjectStatus };
  resource: { provider: "aws" | "gcp" | "github"; type: ResourceType; id: string; name: string | null };
  role: string;
  privilege: Privilege;
  accessPath: AccessPath;
  via: Hop[];
  condition: { title: string | null; expression: string | null } | null;
  certainty: Certainty;
  chainsTruncated?: true;
};

/** Most chains that are kept from one subject to one grant; docs/effective-access.md, "A row". */
export const MAX_CHAINS = 64;
