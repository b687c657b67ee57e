import type { EffectiveAccess, Hop, Privilege, Provider, ResourceType, SubjectStatus, SubjectType } from "./access.ts";
import type { Json } from "./json.ts";

/** What the API and the pages show. Times are ISO 8601 in UTC. Lists are pages: `nextCursor` is null on the last one. */
export type Page<Row> = { data: Row[]; nextCursor: string | null };

export type AccountRef = { provider: Provider; type: SubjectType; id: string };

export type Person = { id: string; name: string; email: string | null; accounts: AccountRef[] };

/** An account and, where it belongs to a person, how that is known. */
export type Account = {
  id: string;
  provider: Provider;
  type: SubjectType;
  nativeId: string;
  label: string;
  name: string | null;
  email: string | null;
  status: SubjectStatus;
  person: { id: string; name: string } | null;
};

export type LinkMethod =
  | "anchor"
  | "external_id"
  | "email"
  | "verified_email"
  | "saml"
  | "public_email"
  | "email_tag"
  | "decision";

export type PersonAccount = Account & { method: LinkMethod; evidence: string; syncedAt: string | null };

export type PersonDetail = {
  id: string;
  name: string;
  email: string | null;
  emails: string[];
  accounts: PersonAccount[];
  access: { total: number; byPrivilege: { privilege: Privilege; count: number }[] };
};

export type Group = {
  id: string;
  provider: Provider;
  kind: "group" | "team";
  nativeId: string;
  label: string;
  name: string | null;
  email: string | null;
  explained: boolean;
  directMembers: number;
};

/** A member of a group. `paths` are the chains from the member's own group up to this one; empty means direct. */
export type GroupMember = {
  accountId: string;
  provider: Provider;
  type: SubjectType;
  label: string;
  status: SubjectStatus;
  person: { id: string; name: string } | null;
  direct: boolean;
  paths: Hop[][];
};

export type GroupDetail = Group & {
  parents: { id: string; label: string }[];
  children: { id: string; label: string }[];
  members: Page<GroupMember>;
  access: {
    resourceType: ResourceType;
    resourceId: string;
    resourceName: string | null;
    role: string;
    privilege: Privilege;
  }[];
};

export type Resource = {
  id: string;
  provider: "aws" | "gcp" | "github";
  type: ResourceType;
  nativeId: string;
  name: string | null;
  state: string | null;
  parent: { type: ResourceType; id: string; name: string | null } | null;
};

export type ResourceDetail = Resource & {
  access: { total: number; people: number; byPrivilege: { privilege: Privilege; count: number }[] };
};

/** One edge of a path, with the source record that says so. */
export type PathEdge = {
  from: string;
  to: string;
  relation: "is" | "member_of" | "granted" | "contains";
  source: { table: string; id: string; scope: string; record: Json } | null;
  syncedAt: string | null;
};

export type ExplainedPath = { access: EffectiveAccess; edges: PathEdge[] };

export type Explanation = {
  person: { id: string; name: string; email: string | null };
  resource: { type: ResourceType; id: string; name: string | null };
  paths: ExplainedPath[];
};

export type QueueReason = "conflict" | "noreply_email" | "missing_email" | "name_only";

export type QueueItem = {
  accountId: string;
  subject: AccountRef & { label: string; name: string | null };
  reason: QueueReason;
  candidates: { id: string; name: string; email: string | null; evidence: string | null }[];
  queuedAt: string;
};

export type AuditEntry = {
  id: string;
  occurredAt: string;
  actor: string;
  action: string;
  target: string | null;
  detail: Json;
};

export type HistoryEvent = {
  seq: number;
  operation: "CREATED" | "UPDATED" | "DELETED" | "RESTORED" | "SNAPSHOT";
  occurredAt: string;
  syncRunId: string | null;
  state: Json;
  delta: Json;
  hash: string;
};

export type ScopeFreshness = {
  scope: string;
  syncedAt: string;
  collectedAt: string | null;
  complete: boolean;
  incompleteReason: string | null;
};

export type Overview = {
  people: number;
  accounts: { provider: Provider; count: number; suspended: number; unlinked: number }[];
  resources: { type: ResourceType; count: number }[];
  groups: number;
  access: { total: number; byPrivilege: { privilege: Privilege; count: number }[]; refreshedAt: string | null };
  queue: { reason: QueueReason; count: number }[];
  scopes: ScopeFreshness[];
};

/** A source record as it stood at a moment: what its last event until then says. */
export type RecordThen = { table: string; id: string; operation: string; occurredAt: string; state: Json };

type AccessCounts = { total: number; byPrivilege: { privilege: Privilege; count: number }[] };

export type AccountThen = AccountRef & { nativeId: string; label: string; status: SubjectStatus };

/** A person at a moment: as the product had it linked then. */
export type PersonThen = {
  asOf: string;
  id: string;
  name: string;
  email: string | null;
  emails: string[];
  accounts: AccountThen[];
  access: AccessCounts;
  records: RecordThen[];
};

export type ResourceThen = {
  asOf: string;
  id: string;
  provider: "aws" | "gcp" | "github";
  type: ResourceType;
  nativeId: string;
  name: string | null;
  access: AccessCounts & { people: number };
  records: RecordThen[];
};

/** A group at a moment: its records, and those of its direct memberships that stood then. */
export type GroupThen = {
  asOf: string;
  id: string;
  provider: Provider;
  kind: "group" | "team";
  nativeId: string;
  records: RecordThen[];
  members: Page<RecordThen>;
};
