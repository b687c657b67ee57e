import type {
  AccessPath,
  EffectiveAccess,
  Hop,
  HopKind,
  Privilege,
  Provider,
  ResourceType,
  SubjectStatus,
  SubjectType,
} from "./access.ts";
import type { Json } from "./json.ts";
import type { QueueStrength } from "./queue-strengths.ts";
import type { RecordsRemoved } from "./records-removed.ts";

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

/** Somebody whom an account in the queue may belong to; `evidence` is null where only the name is alike. */
export type QueueCandidate = {
  id: string;
  name: string;
  email: string | null;
  evidence: string | null;
  strength: QueueStrength;
  accounts: { provider: Provider; label: string; status: SubjectStatus }[];
};

export type QueueItem = {
  accountId: string;
  subject: AccountRef & { label: string; name: string | null };
  reason: QueueReason;
  candidates: QueueCandidate[];
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
  recordsRemoved: RecordsRemoved | null;
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
  recordsRemoved: RecordsRemoved | null;
};

/** A group at a moment: its records, and those of its direct memberships that stood then. */
export type GroupThen = {
  asOf: string;
  id: string;
  provider: Provider;
  kind: "group" | "team";
  nativeId: string;
  records: RecordThen[];
  recordsRemoved: RecordsRemoved | null;
  members: Page<RecordThen>;
};

/** Something that can be taken away: a membership, a grant, a setting. `role` where it gives one. */
export type RemovalItem = {
  kind: "membership" | "nesting" | "everyone" | "organisation" | "grant" | "policy" | "base" | "visibility";
  holder: string;
  object: string;
  role: string | null;
};

/** What somebody has on a resource before and after; null is nothing. */
export type AccessLoss = {
  holder: { id: string; label: string; isPerson: boolean };
  resource: { id: string; type: ResourceType; label: string };
  before: Privilege;
  after: Privilege | null;
};

/**
 * One way to end an access: all items must go, and each of them is needed. `others` are people (or accounts of nobody)
 * who would lose something too, `own` what the person would lose beside it; lists are cut, counts are not. `isPartial`:
 * more people are concerned than were looked at.
 */
export type Removal = {
  items: RemovalItem[];
  others: { count: number; losses: AccessLoss[] };
  own: { count: number; losses: AccessLoss[] };
  isPartial: boolean;
};

/** `isComplete`: there is no other way; else those that were found within the bounds. */
export type Removals = { options: Removal[]; isComplete: boolean };

/**
 * A step that is missing: into this group, team or organisation, and the role holds. `people` are in it now, `grants` is
 * how much it gives in all (an organisation: null); `account` is the person's in that system, or null when there is none.
 */
export type MissingStep = {
  kind: "group" | "team" | "organisation";
  id: string;
  label: string;
  provider: Provider;
  role: string;
  privilege: Privilege;
  /** Where the role is given, when that is above the resource. */
  attached: string | null;
  isConditional: boolean;
  people: number;
  grants: number | null;
  account: { label: string; status: SubjectStatus } | null;
};

/** Why there is no path; `incomplete` are sources that were not collected whole and may hold one. */
export type MissingAccess = {
  steps: MissingStep[];
  suspended: { provider: Provider; label: string }[];
  incomplete: { scope: string; reason: string | null }[];
};

/** How two people's access to one resource differs: one has none, another level, the same level by other paths, or not. */
export const DIFFERENCES = ["first", "second", "level", "path", "same"] as const;
export type Difference = (typeof DIFFERENCES)[number];

/** A way to a resource, whoever's account it is of. */
export type ComparedWay = { role: string; privilege: Privilege; accessPath: AccessPath; via: Hop[] };

/** One resource that at least one of two people reaches; a privilege of null is no access. */
export type ComparedResource = {
  resource: { id: string; nativeId: string; type: ResourceType; name: string | null };
  first: { privilege: Privilege | null; ways: ComparedWay[] };
  second: { privilege: Privilege | null; ways: ComparedWay[] };
};

type NamedFew = { total: number; named: { id: string; label: string; personId: string | null }[] };

/** Who controls a group and what is odd about it; `named` are the first of `total`. */
export type GroupControl = { owners: NamedFew; outsiders: NamedFew; cycle: NamedFew };

/** A grant that somebody would gain by joining a group; `before` is the level that they have there now. */
export type GroupGain = {
  resource: { id: string; type: ResourceType; label: string };
  role: string;
  privilege: Privilege;
  reachesBelow: boolean;
  before: Privilege | null;
};

/** Where access to a resource comes from: granted on itself (null) or above, with the highest level and the people. */
export type GrantPlace = {
  place: { id: string; label: string } | null;
  privilege: Privilege;
  people: number;
  conditional: number;
};

/**
 * What the administration of a resource hangs on. `administrators`: people who are admin or owner, with an account that
 * is not suspended; `shared`: groups and places that every path of every one of them goes through.
 */
export type ResourceRisk = {
  places: GrantPlace[];
  administrators: { total: number; only: { id: string; name: string } | null };
  shared: { kind: HopKind; id: string; label: string }[];
};
